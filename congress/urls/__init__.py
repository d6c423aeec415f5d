"""Addresses below /congress/, one module a subject."""

from congress.urls import (
    aftermath,
    attendance,
    ballots,
    between,
    delegates,
    disclosure,
    documents,
    elections,
    initiatives,
    materials,
    preparation,
    resolutions,
    sessions,
    terms,
)

app_name = "congress"
urlpatterns = [
    *sessions.urlpatterns,
    *resolutions.urlpatterns,
    *terms.urlpatterns,
    *initiatives.urlpatterns,
    *between.urlpatterns,
    *delegates.urlpatterns,
    *documents.urlpatterns,
    *preparation.urlpatterns,
    *materials.urlpatterns,
    *attendance.urlpatterns,
    *ballots.urlpatterns,
    *elections.urlpatterns,
    *disclosure.urlpatterns,
    *aftermath.urlpatterns,
]
