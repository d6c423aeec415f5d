"""Addresses below /proposals/, one module a subject."""

from proposals.urls import boxes, formal, meetings, micro, notices, receipts

app_name = "proposals"
urlpatterns = [
    *boxes.urlpatterns,
    *notices.urlpatterns,
    *receipts.urlpatterns,
    *meetings.urlpatterns,
    *micro.urlpatterns,
    # Last: its addresses end in any word.
    *formal.urlpatterns,
]
