"""Addresses of sessions."""

from __future__ import annotations

from django.urls import path

from congress.views import sessions

urlpatterns = [
    path("", sessions.session_list, name="session_list"),
    path("export/", sessions.session_export, name="session_export"),
    path("sessions/new/", sessions.session_new, name="session_new"),
    path("sessions/<int:session_id>/", sessions.session, name="session"),
    path("sessions/<int:session_id>/edit/", sessions.session_edit, name="session_edit"),
    path("sessions/<int:session_id>/hold/", sessions.session_hold, name="session_hold"),
    path("sessions/<int:session_id>/cancel/", sessions.session_cancel, name="session_cancel"),
]
