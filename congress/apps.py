"""Registration of the app congress."""

from django.apps import AppConfig


class CongressConfig(AppConfig):
    name = "congress"
    verbose_name = "教代会"
