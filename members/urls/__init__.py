"""Addresses below /members/, one module a subject; other roots have modules of their own."""

from members.urls import accounts, dues, roster

app_name = "members"
urlpatterns = [*roster.urlpatterns, *accounts.urlpatterns, *dues.urlpatterns]
