"""Addresses below /proposals/, one module a subject."""

from proposals.urls import boxes, deliberations, formal, micro, notices, receipts

app_name = "proposals"
urlpatterns = [
    *boxes.urlpatterns,
    *notices.urlpatterns,
    *deliberations.urlpatterns,
    *receipts.urlpatterns,
    *micro.urlpatterns,
    # Last: its addresses end in any word.
    *formal.urlpatterns,
]
