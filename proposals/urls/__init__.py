"""Addresses below /proposals/, one module a subject."""

from proposals.urls import awards, boxes, documents, formal, micro, notices, receipts, reports

app_name = "proposals"
urlpatterns = [
    *boxes.urlpatterns,
    *notices.urlpatterns,
    *receipts.urlpatterns,
    *micro.urlpatterns,
    *documents.urlpatterns,
    *reports.urlpatterns,
    *awards.urlpatterns,
    # Last: its addresses end in any word.
    *formal.urlpatterns,
]
