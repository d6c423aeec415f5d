"""Addresses of initiatives."""

from __future__ import annotations

from django.urls import path

from congress.views import initiatives

ONE = "initiatives/<int:initiative_id>/"
PAPER = initiatives.initiative_paper

urlpatterns = [
    path("initiatives/", initiatives.initiative_list, name="initiative_list"),
    path("initiatives/export/", initiatives.initiative_export, name="initiative_export"),
    path("initiatives/new/", initiatives.initiative_new, name="initiative_new"),
    path(ONE, initiatives.initiative, name="initiative"),
    path(f"{ONE}step/", initiatives.initiative_step, name="initiative_step"),
    path(f"{ONE}accept/", initiatives.initiative_accept, name="initiative_accept"),
    path(f"{ONE}decline/", initiatives.initiative_decline, name="initiative_decline"),
    path(f"{ONE}signers.pdf", PAPER, {"form": "pdf"}, name="initiative_pdf"),
    path(f"{ONE}signers.docx", PAPER, {"form": "docx"}, name="initiative_docx"),
]
