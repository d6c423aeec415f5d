"""Addresses of micro-proposals."""

from django.urls import path

from proposals.views import micro

urlpatterns = [
    path("", micro.micro_list, name="list"),
    path("micro/new/", micro.micro_new, name="micro_new"),
    path("<uuid:micro_id>/", micro.micro, name="micro"),
    path("<uuid:micro_id>/<slug:name>/", micro.micro_step, name="micro_step"),
]
