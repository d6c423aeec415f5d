"""Registration of the ground app; finds what the other apps offer by name alone."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


def bring_national_norms(using: str, **kwargs: Any) -> None:
    """After every migrate: the norms that ship with this version, so that none needs a migration.

    Where the table is not there (a way back to an empty database) there is nothing to do.
    """
    norms = import_module("union_site.norms")
    if norms.Norm._meta.db_table in connections[using].introspection.table_names():
        norms.load_national(using=using)


class UnionSiteConfig(AppConfig):
    name = "union_site"
    verbose_name = "基础"

    def ready(self) -> None:
        # An app offers numbers in figures.py, its part of the workbench in desk.py, its kinds of
        # jobs in tasks.py and what it holds about a person in personal.py; the ground never
        # imports an app by name.
        autodiscover_modules("figures", "desk", "tasks", "personal")
        # Registers what a machine is asked at start: fonts, and a fast PDF renderer.
        import_module("union_site.documents.checks")
        post_migrate.connect(bring_national_norms, sender=self)
