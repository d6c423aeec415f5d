"""The queue: Celery on the filesystem (one school) or on Redis (a district)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "union_site.settings")

app = Celery("union_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
