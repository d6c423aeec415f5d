"""Registration of the ground app; finds what the other apps offer by name alone."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UnionSiteConfig(AppConfig):
    name = "union_site"
    verbose_name = "基础"

    def ready(self) -> None:
        # An app offers numbers in figures.py, its part of the workbench in desk.py and its
        # kinds of jobs in tasks.py; the ground never imports an app by name.
        autodiscover_modules("figures", "desk", "tasks")
        # Registers what a machine is asked at start: fonts, and a fast PDF renderer.
        import_module("union_site.documents.checks")
