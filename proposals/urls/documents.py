"""Addresses of the papers of proposals."""

from django.urls import path

from proposals.views import documents

urlpatterns = [
    path("documents/", documents.documents, name="documents"),
    path("papers/blank/", documents.blank_paper, name="blank_paper"),
    path("papers/sheets/", documents.sheets, name="sheets"),
    path("papers/lists/<slug:name>/", documents.list_paper, name="list_paper"),
    path("papers/<int:proposal_id>/<slug:name>/", documents.proposal_paper, name="proposal_paper"),
]
