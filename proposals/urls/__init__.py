"""Addresses below /proposals/, one module a subject."""

from proposals.urls import (
    boxes,
    deliberations,
    formal,
    handling,
    micro,
    notices,
    rating,
    receipts,
    screening,
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
    # Last: its addresses end in any word.
    *formal.urlpatterns,
]
