"""Addresses of the box."""

from django.urls import path

from proposals.views import boxes

urlpatterns = [
    path("box/", boxes.box, name="box"),
    path("box/renew/", boxes.box_renew, name="box_renew"),
    path("box/poster.pdf", boxes.box_poster, name="box_poster"),
]
