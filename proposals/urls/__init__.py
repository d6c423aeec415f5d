"""Addresses below /proposals/, one module a subject."""

from proposals.urls import (
    awards,
    boxes,
    deliberations,
    documents,
    formal,
    handling,
    meetings,
    micro,
    notices,
    rating,
    receipts,
    registers,
    reports,
    screening,
    similar,
    writing,
)

app_name = "proposals"
urlpatterns = [
    *boxes.urlpatterns,
    *notices.urlpatterns,
    *receipts.urlpatterns,
    *micro.urlpatterns,
    *writing.urlpatterns,
    *screening.urlpatterns,
    *handling.urlpatterns,
    *rating.urlpatterns,
    *deliberations.urlpatterns,
    *documents.urlpatterns,
    *reports.urlpatterns,
    *awards.urlpatterns,
    *meetings.urlpatterns,
    *registers.urlpatterns,
    *similar.urlpatterns,
    # Last: its addresses end in any word.
    *formal.urlpatterns,
]
