"""Addresses of the work between sessions, of one's own page, and of setting up."""

from __future__ import annotations

from django.urls import path

from congress.views import between, me, setup

TERM = "terms/<int:term_id>/"
MEETING = "joint-meetings/<int:joint_meeting_id>/"
ACTIVITY = "delegate-activities/<int:activity_log_id>/"

urlpatterns = [
    path("me/", me.me, name="me"),
    path("setup/", setup.setup, name="setup"),
    path("setup/everybody/", setup.setup_everybody, name="setup_everybody"),
    path("trainings/", between.training_list, name="training_list"),
    path("trainings/export/", between.training_export, name="training_export"),
    path("trainings/<int:training_id>/edit/", between.training_edit, name="training_edit"),
    path(f"{TERM}trainings/new/", between.training_new, name="training_new"),
    path(f"{TERM}training-record/", between.training_record, name="training_record"),
    path(
        f"{TERM}training-record/export/",
        between.training_record_export,
        name="training_record_export",
    ),
    path("delegate-activities/", between.activity_list, name="activity_list"),
    path("delegate-activities/export/", between.activity_export, name="activity_export"),
    path("me/activities/new/", between.activity_new, name="activity_new"),
    path(f"{ACTIVITY}edit/", between.activity_edit, name="activity_edit"),
    path(f"{ACTIVITY}remove/", between.activity_remove, name="activity_remove"),
    path("joint-meetings/", between.joint_meeting_list, name="joint_meeting_list"),
    path("joint-meetings/export/", between.joint_meeting_export, name="joint_meeting_export"),
    path(f"{TERM}joint-meetings/new/", between.joint_meeting_new, name="joint_meeting_new"),
    path(MEETING, between.joint_meeting, name="joint_meeting"),
    path(f"{MEETING}edit/", between.joint_meeting_edit, name="joint_meeting_edit"),
    path(f"{MEETING}report/", between.joint_meeting_report, name="joint_meeting_report"),
]
