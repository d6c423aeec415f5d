"""Addresses of what follows a session."""

from __future__ import annotations

from django.urls import path

from congress.views import aftermath, minutes, publications, received, resolution_pages, tasks

_SESSION = "sessions/<int:session_id>/"
_RESOLUTION = "resolutions/<int:resolution_id>/"
_TASK = "tasks/<int:followup_id>/"
_PUBLICATION = "publications/<int:publication_id>/"
_RECEIVED = "received/<int:report_id>/"
PDF, DOCX = {"ending": "pdf"}, {"ending": "docx"}

urlpatterns = [
    path(f"{_SESSION}aftermath/", aftermath.aftermath, name="aftermath"),
    path(f"{_SESSION}aftermath/<slug:name>/pdf/", aftermath.paper, PDF, name="aftermath_pdf"),
    path(f"{_SESSION}aftermath/<slug:name>/docx/", aftermath.paper, DOCX, name="aftermath_docx"),
    path(f"{_SESSION}resolve/", aftermath.resolve, name="ballot_resolve"),
    path(f"{_SESSION}number/", aftermath.number, name="resolution_number"),
    path(f"{_SESSION}resolutions/general/", aftermath.general_new, name="general_new"),
    path(f"{_SESSION}report/", aftermath.report, name="report_send"),
    path(f"{_SESSION}report/file/", aftermath.report_file, name="report_file"),
    path(f"{_SESSION}archive/", aftermath.pack, name="archive"),
    path(f"{_SESSION}minutes/", minutes.minutes, name="minutes"),
    path(f"{_SESSION}minutes/edit/", minutes.minutes_edit, name="minutes_edit"),
    path(f"{_SESSION}minutes/reopen/", minutes.minutes_reopen, name="minutes_reopen"),
    path(f"{_SESSION}minutes/step/", minutes.minutes_step, name="minutes_step"),
    path(_RESOLUTION, resolution_pages.resolution, name="resolution"),
    path(f"{_RESOLUTION}text/", resolution_pages.resolution_text, name="resolution_text"),
    path(
        f"{_RESOLUTION}supersede/",
        resolution_pages.resolution_supersede,
        name="resolution_supersede",
    ),
    path(f"{_RESOLUTION}paper/", resolution_pages.resolution_paper, PDF, name="resolution_paper"),
    path(
        f"{_RESOLUTION}paper/docx/", resolution_pages.resolution_paper, DOCX, name="resolution_docx"
    ),
    path(f"{_RESOLUTION}tasks/new/", tasks.task_new, name="task_new"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/export/", tasks.task_export, name="task_export"),
    path(_TASK, tasks.task, name="task"),
    path(f"{_TASK}steps/<slug:name>/", tasks.task_step, name="task_step"),
    path(f"{_TASK}remind/", tasks.task_remind, name="task_remind"),
    path(f"{_TASK}evidence/", tasks.task_evidence, name="task_evidence"),
    path(f"{_SESSION}publications/new/", publications.publication_new, name="publication_new"),
    path("publications/", publications.publication_list, name="publication_list"),
    path(_PUBLICATION, publications.publication, name="publication"),
    path(f"{_PUBLICATION}edit/", publications.publication_edit, name="publication_edit"),
    path(
        f"{_PUBLICATION}steps/<slug:name>/",
        publications.publication_step,
        name="publication_step",
    ),
    path(f"{_PUBLICATION}photo/", publications.publication_photo, name="publication_photo"),
    path(
        f"{_PUBLICATION}evidence/",
        publications.publication_evidence,
        name="publication_evidence",
    ),
    path(f"{_PUBLICATION}paper/", publications.publication_paper, name="publication_paper"),
    path(f"{_PUBLICATION}objections/new/", publications.objection_new, name="objection_new"),
    path(
        "objections/<int:objection_id>/answer/",
        publications.objection_answer,
        name="objection_answer",
    ),
    path("received/", received.received, name="received"),
    path("received/export/", received.received_export, name="received_export"),
    path(_RECEIVED, received.received_report, name="received_report"),
    path(f"{_RECEIVED}file/", received.received_file, name="received_file"),
    path(f"{_RECEIVED}accept/", received.received_accept, name="received_accept"),
    path(f"{_RECEIVED}back/", received.received_back, name="received_back"),
]
