"""Addresses of awards of proposal work."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
