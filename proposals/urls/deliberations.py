"""Addresses of deliberations and of the records of meetings."""

from django.urls import path

from proposals.views import deliberations, opinions, records

urlpatterns = [
    path("deliberations/", deliberations.deliberation_list, name="deliberations"),
    path("deliberations/new/", deliberations.deliberation_new, name="deliberation_new"),
    path("deliberations/records/new/", records.record_new, name="record_new"),
    path("deliberations/records/<int:record_id>/", records.record, name="record"),
    path("deliberations/records/<int:record_id>/edit/", records.record_edit, name="record_edit"),
    path("deliberations/records/<int:record_id>/record.pdf", records.record_pdf, name="record_pdf"),
    path(
        "deliberations/records/<int:record_id>/record.docx",
        records.record_docx,
        name="record_docx",
    ),
    path(
        "deliberations/opinions/<int:opinion_id>/<slug:name>/",
        opinions.opinion_step,
        name="opinion_step",
    ),
    path("deliberations/<int:deliberation_id>/", deliberations.deliberation, name="deliberation"),
    path("deliberations/<int:deliberation_id>/say/", opinions.say, name="say"),
    path("deliberations/<int:deliberation_id>/vote/", opinions.vote, name="poll_vote"),
    path(
        "deliberations/<int:deliberation_id>/<slug:name>/",
        deliberations.deliberation_step,
        name="deliberation_step",
    ),
]
