"""Addresses of resolutions."""

from __future__ import annotations

from django.urls import path

from congress.views import resolutions

urlpatterns = [
    path(
        "sessions/<int:session_id>/resolutions/new/",
        resolutions.resolution_new,
        name="resolution_new",
    ),
    path("resolutions/", resolutions.resolution_list, name="resolution_list"),
    path("resolutions/export/", resolutions.resolution_export, name="resolution_export"),
    path(
        "resolutions/<int:resolution_id>/edit/", resolutions.resolution_edit, name="resolution_edit"
    ),
    path(
        "resolutions/<int:resolution_id>/remove/",
        resolutions.resolution_remove,
        name="resolution_remove",
    ),
]
