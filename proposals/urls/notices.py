"""Addresses of the notice page."""

from django.urls import path

from proposals.views import notices

urlpatterns = [
    path("notices/", notices.notice_list, name="notices"),
]
