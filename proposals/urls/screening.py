"""Addresses of the proposal committee and of the settings."""

from django.urls import path

from proposals.views import screening, settings

urlpatterns = [
    path("screening/", screening.desk, name="screening"),
    path("screening/export/", screening.export, name="screening_export"),
    path("screening/receive/", screening.receive, name="screening_receive"),
    path("screening/docket/", screening.docket, name="screening_docket"),
    path("committee/", screening.committee_page, name="committee"),
    path("settings/", settings.settings, name="settings"),
    path("settings/classes/begin/", settings.classes_begin, name="classes_begin"),
    path("settings/classes/new/", settings.class_new, name="class_new"),
    path("settings/classes/<int:class_id>/edit/", settings.class_edit, name="class_edit"),
    path("settings/classes/<int:class_id>/raise/", settings.class_raise, name="class_raise"),
    path("settings/classes/<int:class_id>/use/", settings.class_use, name="class_use"),
]
