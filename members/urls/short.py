"""The short address on the poster for those who want to join."""

from __future__ import annotations

from django.urls import path

from members.views import applications

app_name = "join"
urlpatterns = [
    # Before the tokens: none of them is this word, they are longer.
    path("progress/", applications.progress, name="progress"),
    path("<slug:token>/", applications.join, name="form"),
]
