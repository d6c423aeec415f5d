"""The short address on the QR poster of the proposal box."""

from django.urls import path

from proposals import views

urlpatterns = [path("p/<slug:token>/", views.box_entry, name="box_entry")]
