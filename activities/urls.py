"""Addresses of this app."""

from django.urls import URLPattern, path

from activities import views

app_name = "activities"

urlpatterns: list[URLPattern] = [
    path("", views.activity_list, name="activity_list"),
    path("export/", views.activity_export, name="activity_export"),
    path("calendar/", views.calendar, name="calendar"),
    path("new/", views.activity_new, name="activity_new"),
    path("<int:activity_id>/", views.activity, name="activity"),
    path("<int:activity_id>/edit/", views.activity_edit, name="activity_edit"),
    path("<int:activity_id>/hold/", views.activity_hold, name="activity_hold"),
    path("<int:activity_id>/cancel/", views.activity_cancel, name="activity_cancel"),
    path("<int:activity_id>/resume/", views.activity_resume, name="activity_resume"),
]
