"""Addresses below /proposals/, one module a subject."""

from proposals.urls import boxes, formal, micro, notices, receipts, registers, similar

app_name = "proposals"
urlpatterns = [
    *boxes.urlpatterns,
    *notices.urlpatterns,
    *receipts.urlpatterns,
    *registers.urlpatterns,
    *similar.urlpatterns,
    *micro.urlpatterns,
    # Last: its addresses end in any word.
    *formal.urlpatterns,
]
