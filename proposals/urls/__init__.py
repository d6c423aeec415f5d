"""Addresses below /proposals/, one module a subject."""

from proposals.urls import boxes, formal, micro, notices, rating, receipts

app_name = "proposals"
urlpatterns = [
    *boxes.urlpatterns,
    *notices.urlpatterns,
    *receipts.urlpatterns,
    *micro.urlpatterns,
    *rating.urlpatterns,
    # Last: its addresses end in any word.
    *formal.urlpatterns,
]
