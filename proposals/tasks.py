"""Work of the clock: reminders and follow-ups of proposals."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from functools import partial

from celery import shared_task
from django.utils import timezone

from proposals.actions import forgetting, letters
from proposals.actions.following import ask_follow_ups
from proposals.actions.reminding import remind_due
from proposals.papers import printing
from union_site import jobs
from union_site.jobs import Running
from union_site.models import Union

logger = logging.getLogger(__name__)


class FailedInSomeUnions(Exception):
    """Names the unions and the kinds of error; what an error says may be personal."""


def in_each_union(**works: Callable[..., int]) -> int:
    """Each piece of work in each union; how much was done.

    What fails in one union does not keep the others waiting: it is logged, and at the end all of
    it fails.
    """
    done, failed = 0, []
    for union in Union.objects.order_by("pk"):
        for name, work in works.items():
            try:
                done += work(union=union)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next has its turn
                failed.append(f"{name} in {union.code}: {type(error).__name__}")
                logger.error("proposals: %s", failed[-1])
    if failed:
        raise FailedInSomeUnions("; ".join(failed))
    return done


@shared_task
def remind() -> int:
    """Several times a day, so that a day is not missed; each is told once."""
    today = timezone.localdate()
    return in_each_union(
        ask_follow_ups=partial(ask_follow_ups, today=today),
        remind_due=partial(remind_due, today=today),
    )


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
    return in_each_union(
        deliver_letters=partial(letters.deliver_letters, today=timezone.localdate())
    )


@shared_task
def forget_authors() -> int:
    """Daily: names of those who asked not to be named, some time after closing."""
    return in_each_union(
        forget_authors=partial(forgetting.forget_authors, today=timezone.localdate())
    )
