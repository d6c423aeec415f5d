"""The short address on the QR poster of the proposal box."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
