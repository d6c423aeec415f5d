"""Addresses of this app."""

from django.urls import URLPattern, path

from congress import views

app_name = "congress"

urlpatterns: list[URLPattern] = [
    path("", views.session_list, name="session_list"),
    path("export/", views.session_export, name="session_export"),
    path("sessions/new/", views.session_new, name="session_new"),
    path("sessions/<int:session_id>/", views.session, name="session"),
    path("sessions/<int:session_id>/edit/", views.session_edit, name="session_edit"),
    path("sessions/<int:session_id>/hold/", views.session_hold, name="session_hold"),
    path("sessions/<int:session_id>/cancel/", views.session_cancel, name="session_cancel"),
    path("sessions/<int:session_id>/resolutions/new/", views.resolution_new, name="resolution_new"),
    path("resolutions/", views.resolution_list, name="resolution_list"),
    path("resolutions/export/", views.resolution_export, name="resolution_export"),
    path("resolutions/<int:resolution_id>/edit/", views.resolution_edit, name="resolution_edit"),
    path(
        "resolutions/<int:resolution_id>/remove/",
        views.resolution_remove,
        name="resolution_remove",
    ),
    path("terms/", views.term_list, name="term_list"),
    path("terms/new/", views.term_new, name="term_new"),
    path("terms/<int:term_id>/edit/", views.term_edit, name="term_edit"),
]
