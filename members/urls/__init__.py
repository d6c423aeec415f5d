"""Addresses below /members/, one module a subject; other roots have modules of their own."""

from members.urls import membership, roster

app_name = "members"
urlpatterns = [*roster.urlpatterns, *membership.urlpatterns]
from members.urls import personal, roster

urlpatterns = [*roster.urlpatterns, *personal.urlpatterns]
from members.urls import duplicates, roster

urlpatterns = [*roster.urlpatterns, *duplicates.urlpatterns]
