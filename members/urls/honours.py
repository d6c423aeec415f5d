"""Addresses below /honours/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "honours"
urlpatterns: list[URLPattern] = []
