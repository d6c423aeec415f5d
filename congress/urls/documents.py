"""Addresses of the papers of a session."""

from __future__ import annotations

from django.urls import path

from congress.views import documents

urlpatterns = [
    path(
        "sessions/<int:session_id>/documents/",
        documents.session_documents,
        name="session_documents",
    ),
    path(
        "sessions/<int:session_id>/papers/<slug:name>/",
        documents.session_paper,
        name="session_paper",
    ),
]
