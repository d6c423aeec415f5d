"""Deliberations, opinions and notices, made with the least that is valid."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from proposals.actions import notices
from proposals.models import Deliberation, MicroState, Notice, Opinion, PollOption
from tests.proposals.factories import make_micro
from union_site.models import Seat

WEEK = datetime.timedelta(days=7)


def make_deliberation(by: Seat, *, options: Any = (), **fields: Any) -> Deliberation:
    """One that runs today; with a quick poll if there are options."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "title": "食堂要不要分两批",
        "question": "您赞成吗？",
        "opened_by": by,
        "opens_on": today - WEEK,
        "closes_on": today + WEEK,
        "poll_question": "怎么安排" if options else "",
    }
    made = Deliberation(union=by.union, **(values | fields))
    made.full_clean()
    made.save()
    for position, label in enumerate(options, start=1):
        PollOption.objects.create(union=by.union, deliberation=made, position=position, label=label)
    return made


def make_opinion(deliberation: Deliberation, seat: Seat, **fields: Any) -> Opinion:
    values: dict[str, Any] = {
        "stance": "for",
        "text": "排队能少十分钟。",
        "said_on": timezone.localdate(),
    }
    return Opinion.objects.create(
        union=deliberation.union, deliberation=deliberation, seat=seat, **(values | fields)
    )


def make_notice(by: Seat, author: Seat, lead: Seat, **fields: Any) -> Notice:
    """Of an answered micro-proposal, published by the act itself."""
    micro = make_micro(by.union, author=author, state=MicroState.ANSWERED, lead=lead, **fields)
    notices.publish_micro(proposal=micro, by=by)
    return Notice.objects.for_list().get(micro=micro)


def main_of(response: Any) -> str:
    """What a page shows below its frame, which names the reader."""
    page = response.content.decode()
    return page[page.index("<main") :]
