"""The short address on the poster for those who want to join."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "join"
urlpatterns: list[URLPattern] = []
