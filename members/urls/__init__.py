"""Addresses below /members/, one module a subject; other roots have modules of their own."""

from members.urls import accounts, dues, duplicates, membership, organisation, personal, roster

app_name = "members"
urlpatterns = [
    *roster.urlpatterns,
    *accounts.urlpatterns,
    *duplicates.urlpatterns,
    *membership.urlpatterns,
    *organisation.urlpatterns,
    *dues.urlpatterns,
    *personal.urlpatterns,
]
