"""Addresses of micro-proposals."""

from django.urls import path

from proposals.views import behalf, micro

urlpatterns = [
    path("", micro.micro_list, name="list"),
    path("micro/new/", micro.micro_new, name="micro_new"),
    path("micro/behalf/", behalf.micro_behalf, name="micro_behalf"),
    path("<uuid:micro_id>/photo/", micro.micro_photo, name="micro_photo"),
    path("<uuid:micro_id>/", micro.micro, name="micro"),
    path("<uuid:micro_id>/<slug:name>/", micro.micro_step, name="micro_step"),
]
