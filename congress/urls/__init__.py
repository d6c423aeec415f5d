"""Addresses below /congress/, one module a subject."""

from congress.urls import between, initiatives, resolutions, sessions, terms

app_name = "congress"
urlpatterns = [
    *sessions.urlpatterns,
    *resolutions.urlpatterns,
    *terms.urlpatterns,
    *initiatives.urlpatterns,
    *between.urlpatterns,
]
