"""Addresses of this app."""

from django.urls import URLPattern

app_name = "activities"

urlpatterns: list[URLPattern] = []
