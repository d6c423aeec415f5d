"""Work of the clock: reminders and follow-ups of proposals."""

from __future__ import annotations

import datetime

from celery import shared_task
from django.utils import timezone

from proposals.actions import forgetting, letters
from proposals.actions.following import ask_follow_ups
from proposals.actions.reminding import remind_due
from proposals.papers import printing
from union_site import jobs
from union_site.jobs import Running
from union_site.models import Union


@shared_task
def remind() -> int:
    """Several times a day, so that a day is not missed; each is told once."""
    today = timezone.localdate()
    return ask_follow_ups(today=today) + remind_due(today=today)


KEPT_FOR = datetime.timedelta(days=7)


@jobs.kind("proposals.sheets")
def sheets(running: Running) -> None:
    """All the forms asked for, as one PDF or a ZIP of DOCX files."""
    found = printing.printable(running.by, running.parameters["proposals"])
    total = len(found)
    running.progress(0, total, "正在排版")
    content, name, media = printing.pack(
        found,
        reader=running.by,
        wanted=running.parameters["format"],
        progress=lambda done: running.progress(done, total),
    )
    with running.final():
        running.finish_with_file(
            content,
            name=name,
            content_type=media,
            is_personal=True,
            expires_at=timezone.now() + KEPT_FOR,
        )
    running.progress(total, total, f"共 {total} 件")


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
