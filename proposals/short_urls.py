"""The short address on the QR poster of the proposal box."""

from django.urls import path

from proposals.views import boxes

urlpatterns = [path("p/<slug:token>/", boxes.box_entry, name="box_entry")]
