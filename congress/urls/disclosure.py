"""Addresses of disclosure 校务公开."""

from __future__ import annotations

from django.urls import path

from congress.views import disclosure, disclosure_overview, disclosure_parts

_HERE = "disclosure/"
_ITEM = f"{_HERE}<int:disclosure_id>/"
_TABLE = f"{_HERE}tables/<int:disclosure_table_id>/"
_FILE = f"{_HERE}files/<int:disclosure_file_id>/"

urlpatterns = [
    path(_HERE, disclosure.disclosure_list, name="disclosure_list"),
    path(f"{_HERE}export/", disclosure.disclosure_export, name="disclosure_export"),
    path(f"{_HERE}register.pdf", disclosure.disclosure_list_pdf, name="disclosure_list_pdf"),
    path(f"{_HERE}register.docx", disclosure.disclosure_list_docx, name="disclosure_list_docx"),
    path(f"{_HERE}new/", disclosure.disclosure_new, name="disclosure_new"),
    path(_ITEM, disclosure.disclosure, name="disclosure"),
    path(f"{_ITEM}notice.pdf", disclosure.disclosure_pdf, name="disclosure_pdf"),
    path(f"{_ITEM}notice.docx", disclosure.disclosure_docx, name="disclosure_docx"),
    path(f"{_ITEM}edit/", disclosure.disclosure_edit, name="disclosure_edit"),
    path(f"{_ITEM}copy/", disclosure.disclosure_copy, name="disclosure_copy"),
    path(f"{_ITEM}remove/", disclosure.disclosure_remove, name="disclosure_remove"),
    path(f"{_ITEM}steps/<slug:name>/", disclosure.disclosure_step, name="disclosure_step"),
    path(f"{_ITEM}tables/new/", disclosure_parts.disclosure_table_new, name="disclosure_table_new"),
    path(f"{_TABLE}edit/", disclosure_parts.disclosure_table_edit, name="disclosure_table_edit"),
    path(
        f"{_TABLE}remove/", disclosure_parts.disclosure_table_remove, name="disclosure_table_remove"
    ),
    path(f"{_ITEM}files/", disclosure_parts.disclosure_file_add, name="disclosure_file_add"),
    path(_FILE, disclosure_parts.disclosure_file, name="disclosure_file"),
    path(f"{_FILE}remove/", disclosure_parts.disclosure_file_remove, name="disclosure_file_remove"),
    path(f"{_ITEM}ask/", disclosure_parts.disclosure_ask, name="disclosure_ask"),
    path(f"{_ITEM}read/", disclosure_parts.disclosure_read, name="disclosure_read"),
    path(
        f"{_HERE}questions/<int:disclosure_question_id>/",
        disclosure_parts.disclosure_answer,
        name="disclosure_answer",
    ),
    path(f"{_HERE}overview/", disclosure_overview.disclosure_overview, name="disclosure_overview"),
    path(
        f"{_HERE}overview.pdf",
        disclosure_overview.disclosure_overview_pdf,
        name="disclosure_overview_pdf",
    ),
    path(
        f"{_HERE}overview.docx",
        disclosure_overview.disclosure_overview_docx,
        name="disclosure_overview_docx",
    ),
    path(f"{_HERE}duties/", disclosure_overview.disclosure_duties, name="disclosure_duties"),
    path(
        f"{_HERE}duties/adopt/",
        disclosure_overview.disclosure_duties_adopt,
        name="disclosure_duties_adopt",
    ),
    path(
        f"{_HERE}duties/new/", disclosure_overview.disclosure_duty_new, name="disclosure_duty_new"
    ),
    path(
        f"{_HERE}duties/<int:disclosure_duty_id>/",
        disclosure_overview.disclosure_duty_edit,
        name="disclosure_duty_edit",
    ),
    path(f"{_ITEM}poll/", disclosure_overview.disclosure_poll, name="disclosure_poll"),
    path(f"{_HERE}poll/", disclosure_overview.disclosure_year_poll, name="disclosure_year_poll"),
]
