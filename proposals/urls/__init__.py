"""Addresses below /proposals/, one module a subject."""

from proposals.urls import boxes, formal, handling, micro, notices, receipts

app_name = "proposals"
urlpatterns = [
    *boxes.urlpatterns,
    *notices.urlpatterns,
    *receipts.urlpatterns,
    *micro.urlpatterns,
    *handling.urlpatterns,
    # Last: its addresses end in any word.
    *formal.urlpatterns,
]
