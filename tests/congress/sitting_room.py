"""A day of sittings: when it is, how one is planned, and who comes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from congress.actions import attendance
from congress.models import Presence, RollEntry, Session, Sitting
from congress.models.sittings import Part, Way
from union_site.models import Seat

DAY = datetime.date(2026, 3, 6)
NOW = timezone.make_aware(datetime.datetime.combine(DAY, datetime.time(14, 5)))


def plan(session: Session, by: Seat, **fields: Any) -> Sitting:
    given = {"part": Part.PLENARY, "title": "全体会议", "starts_at": NOW, "place": "报告厅"}
    return attendance.plan_sitting(session=session, by=by, **{**given, **fields})


def come(
    sitting: Sitting,
    entries: Iterable[RollEntry],
    *,
    at: datetime.datetime = NOW,
    **fields: Any,
) -> list[Presence]:
    return [
        Presence.objects.create(
            union=sitting.union, sitting=sitting, entry=entry, way=Way.DESK, at=at, **fields
        )
        for entry in entries
    ]
