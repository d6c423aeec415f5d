"""Work of the clock: reminders and follow-ups of proposals."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from proposals.actions.following import ask_follow_ups
from proposals.actions.reminding import remind_due


@shared_task
def remind() -> int:
    """Several times a day, so that a day is not missed; each is told once."""
    today = timezone.localdate()
    return ask_follow_ups(today=today) + remind_due(today=today)
