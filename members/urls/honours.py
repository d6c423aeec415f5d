"""Addresses below /honours/."""

from __future__ import annotations

from django.urls import path

from members.views import honour_tools as tools
from members.views import honours, selections

app_name = "honours"
_AWARD, _FILE = "<int:award_id>/", "evidence/<int:evidence_id>/"
_TITLE, _SHEET = "titles/<int:honour_title_id>/", "import/<int:award_import_id>/"
_SELECTION, _NOMINEE = "selections/<int:selection_id>/", "nominees/<int:nominee_id>/"
PDF, DOCX = {"ending": "pdf"}, {"ending": "docx"}

urlpatterns = [
    path("", honours.award_list, name="list"),
    path("export/", honours.award_export, name="export"),
    path("holders/", honours.holder_list, name="holders"),
    path("holders/export/", honours.holder_export, name="holders_export"),
    path("persons/", honours.person_list, name="persons"),
    path("new/", honours.award_new, name="new"),
    path(_AWARD, honours.award_detail, name="detail"),
    path(f"{_AWARD}edit/", honours.award_edit, name="edit"),
    path(f"{_AWARD}withdraw/", honours.award_withdraw, name="withdraw"),
    path(f"{_AWARD}restore/", honours.award_restore, name="restore"),
    path(f"{_AWARD}evidence/", honours.evidence_add, name="evidence_add"),
    path(_FILE, honours.evidence, name="evidence"),
    path(f"{_FILE}remove/", honours.evidence_remove, name="evidence_remove"),
    path("statistics/", tools.statistics, name="statistics"),
    path("statistics/pdf/", tools.statistics_pdf, name="statistics_pdf"),
    path("statistics/docx/", tools.statistics_docx, name="statistics_docx"),
    path("titles/", tools.title_list, name="titles"),
    path("titles/adopt/", tools.title_adopt, name="titles_adopt"),
    path("titles/new/", tools.title_new, name="title_new"),
    path(f"{_TITLE}edit/", tools.title_edit, name="title_edit"),
    path(f"{_TITLE}hide/", tools.title_hide, name="title_hide"),
    path("import/", tools.sheet_upload, name="import"),
    path("import/form/", tools.sheet_form, name="sheet_form"),
    path(_SHEET, tools.sheet, name="sheet"),
    path(f"{_SHEET}apply/", tools.sheet_apply, name="sheet_apply"),
    path(f"{_SHEET}discard/", tools.sheet_discard, name="sheet_discard"),
    path("selections/", selections.selection_list, name="selections"),
    path("selections/export/", selections.selection_export, name="selections_export"),
    path("selections/new/", selections.selection_new, name="selection_new"),
    path(_SELECTION, selections.selection, name="selection"),
    path(f"{_SELECTION}edit/", selections.selection_edit, name="selection_edit"),
    path(f"{_SELECTION}votes/", selections.votes, name="votes"),
    path(f"{_SELECTION}appraise/", selections.appraise, name="appraise"),
    path(f"{_SELECTION}reopen/", selections.reopen, name="reopen"),
    path(f"{_SELECTION}publish/", selections.publish, name="publish"),
    path(f"{_SELECTION}retract/", selections.retract, name="retract"),
    path(f"{_SELECTION}report/", selections.report, name="report"),
    path(f"{_SELECTION}conclude/", selections.conclude, name="conclude"),
    path(f"{_SELECTION}cancel/", selections.cancel, name="cancel"),
    path(f"{_SELECTION}nominees/new/", selections.nominee_new, name="nominee_new"),
    path(f"{_SELECTION}notice/pdf/", selections.notice_paper, PDF, name="notice_pdf"),
    path(f"{_SELECTION}notice/docx/", selections.notice_paper, DOCX, name="notice_docx"),
    path(_NOMINEE, selections.nominee, name="nominee"),
    path(f"{_NOMINEE}edit/", selections.nominee_edit, name="nominee_edit"),
    path(f"{_NOMINEE}withdraw/", selections.nominee_withdraw, name="nominee_withdraw"),
    path(f"{_NOMINEE}form/pdf/", selections.nominee_paper, PDF, name="nominee_pdf"),
    path(f"{_NOMINEE}form/docx/", selections.nominee_paper, DOCX, name="nominee_docx"),
]
