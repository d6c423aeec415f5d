"""Addresses of the checklist, the agenda, the offices and the discussions of a session."""

from __future__ import annotations

from django.urls import path

from congress.views import agenda, discussions, offices, preparation

SESSION = "sessions/<int:session_id>"
ITEM = "agenda/<int:agenda_item_id>"

urlpatterns = [
    path(f"{SESSION}/preparation/", preparation.preparation, name="preparation"),
    path(f"{SESSION}/preparation/<slug:name>/", preparation.milestone, name="milestone"),
    path(
        f"{SESSION}/preparation/<slug:name>/remove/",
        preparation.milestone_remove,
        name="milestone_remove",
    ),
    path(
        f"{SESSION}/preparation/<slug:name>/file/",
        preparation.milestone_file,
        name="milestone_file",
    ),
    path(f"{SESSION}/agenda/", agenda.agenda, name="agenda"),
    path(f"{SESSION}/agenda/new/", agenda.agenda_item_new, name="agenda_item_new"),
    path(f"{SESSION}/agenda/start/", agenda.agenda_start, name="agenda_start"),
    path(f"{ITEM}/edit/", agenda.agenda_item_edit, name="agenda_item_edit"),
    path(f"{ITEM}/record/", agenda.agenda_item_record, name="agenda_item_record"),
    path(f"{ITEM}/step/", agenda.agenda_item_step, name="agenda_item_step"),
    path(f"{SESSION}/offices/", offices.offices, name="offices"),
    path(f"{SESSION}/offices/edit/", offices.offices_edit, name="offices_edit"),
    path(f"{SESSION}/offices/confirm/", offices.offices_confirm, name="offices_confirm"),
    path(f"{SESSION}/discussions/", discussions.discussions, name="discussions"),
    path(f"{SESSION}/discussions/new/", discussions.discussion_new, name="discussion_new"),
    path(
        "discussions/<int:discussion_id>/edit/",
        discussions.discussion_edit,
        name="discussion_edit",
    ),
    path(
        "discussions/<int:discussion_id>/remove/",
        discussions.discussion_remove,
        name="discussion_remove",
    ),
    path(
        "discussions/<int:discussion_id>/paper/",
        discussions.discussion_paper,
        name="discussion_paper",
    ),
]
