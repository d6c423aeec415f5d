"""Addresses below /members/, one module a subject; other roots have modules of their own."""

from members.urls import organisation, roster

app_name = "members"
urlpatterns = [*roster.urlpatterns, *organisation.urlpatterns]
