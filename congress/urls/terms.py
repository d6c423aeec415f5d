"""Addresses of terms."""

from __future__ import annotations

from django.urls import path

from congress.views import terms

urlpatterns = [
    path("terms/", terms.term_list, name="term_list"),
    path("terms/export/", terms.term_export, name="term_export"),
    path("terms/<int:term_id>/", terms.term, name="term"),
    path("terms/new/", terms.term_new, name="term_new"),
    path("terms/<int:term_id>/edit/", terms.term_edit, name="term_edit"),
]
