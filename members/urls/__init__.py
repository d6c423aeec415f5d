"""Addresses below /members/, one module a subject; other roots have modules of their own."""

from members.urls import duplicates, membership, personal, roster

app_name = "members"
urlpatterns = [
    *roster.urlpatterns,
    *membership.urlpatterns,
    *duplicates.urlpatterns,
    *personal.urlpatterns,
]
from members.urls import organisation, roster

urlpatterns = [*roster.urlpatterns, *organisation.urlpatterns]
