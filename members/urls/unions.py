"""Addresses below /unions/: the district's register of its unions."""

from __future__ import annotations

from django.urls import path

from members.views import register, register_card, register_imports, register_tasks

app_name = "unions"
urlpatterns = [
    path("", register.unit_list, name="list"),
    path("export/", register.unit_export, name="export"),
    path("new/", register.unit_new, name="new"),
    path("<int:unit_id>/", register.unit, name="unit"),
    path("<int:unit_id>/edit/", register.unit_edit, name="edit"),
    path("<int:unit_id>/events/new/", register.unit_event, name="event"),
    path("<int:unit_id>/tasks/new/", register_tasks.task_new, name="task_new"),
    path("events/<int:unit_event_id>/void/", register.event_void, name="event_void"),
    path("coverage/", register.coverage, name="coverage"),
    path("coverage/export/", register.coverage_export, name="coverage_export"),
    path("coverage/pdf/", register.coverage_paper, {"ending": "pdf"}, name="coverage_pdf"),
    path("coverage/docx/", register.coverage_paper, {"ending": "docx"}, name="coverage_docx"),
    path("tasks/", register_tasks.task_list, name="tasks"),
    path("tasks/export/", register_tasks.task_export, name="tasks_export"),
    path("tasks/assign/", register_tasks.task_assign, name="task_assign"),
    *(
        path(
            f"tasks/{paper}/{ending}/",
            register_tasks.task_paper,
            {"paper": paper, "ending": ending},
            name=f"tasks_{paper}_{ending}",
        )
        for paper in ("schedule", "pledges")
        for ending in ("pdf", "docx")
    ),
    path("tasks/<int:task_id>/", register_tasks.task, name="task"),
    path("tasks/<int:task_id>/edit/", register_tasks.task_edit, name="task_edit"),
    path("tasks/<int:task_id>/finish/", register_tasks.task_finish, name="task_finish"),
    path("tasks/<int:task_id>/drop/", register_tasks.task_drop, name="task_drop"),
    path("tasks/<int:task_id>/reopen/", register_tasks.task_reopen, name="task_reopen"),
    path("import/", register_imports.upload, name="import"),
    path("import/form/", register_imports.empty_form, name="import_form"),
    path("import/<int:register_import_id>/", register_imports.run, name="import_run"),
    path("import/<int:register_import_id>/apply/", register_imports.apply, name="import_apply"),
    path(
        "import/<int:register_import_id>/discard/", register_imports.discard, name="import_discard"
    ),
    path("own/", register_card.own, name="own"),
    path("own/edit/", register_card.own_edit, name="own_edit"),
    path("own/report/", register_card.own_report, name="own_report"),
]
