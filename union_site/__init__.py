"""The ground every app stands on: settings, seats, the door, the shared machinery."""

from union_site.celery import app as celery_app

__all__ = ["celery_app"]
