"""Addresses below /congress/, one module a subject."""

from congress.urls import documents, materials, preparation, resolutions, sessions, terms

app_name = "congress"
urlpatterns = [
    *sessions.urlpatterns,
    *resolutions.urlpatterns,
    *terms.urlpatterns,
    *documents.urlpatterns,
    *preparation.urlpatterns,
    *materials.urlpatterns,
]
