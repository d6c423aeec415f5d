"""Addresses below /unions/: the district's register of its unions."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "unions"
urlpatterns: list[URLPattern] = []
