"""Addresses of the lists as workbooks."""

from django.urls import path

from proposals.views import registers

urlpatterns = [
    path("export/", registers.micro_export, name="micro_export"),
    path("formal/export/", registers.formal_export, name="formal_export"),
]
