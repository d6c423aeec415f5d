"""What the worker does for the proposal box by the clock."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from proposals.actions import forgetting, letters
from union_site.models import Union


@shared_task
def deliver_letters() -> int:
    """Hourly: every union's bag is written anew, and what came on earlier days becomes rows."""
    letters.place_bags()
    today = timezone.localdate()
    return sum(letters.deliver_letters(union, today) for union in Union.objects.all())


@shared_task
def forget_authors() -> int:
    """Daily: names of those who asked not to be named, some time after closing."""
    return forgetting.forget_authors(today=timezone.localdate())
