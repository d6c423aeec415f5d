"""Addresses below /congress/, one module a subject."""

from congress.urls import aftermath, resolutions, sessions, terms

app_name = "congress"
urlpatterns = [
    *sessions.urlpatterns,
    *resolutions.urlpatterns,
    *terms.urlpatterns,
    *aftermath.urlpatterns,
]
