"""The preparation of a session on the workbench: what is late, and what a delegate has to read."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from django.urls import reverse

from congress.checks.checklist import Standing
from congress.models import Session
from congress.tables import checklist as tables
from congress.tables import materials
from union_site import desk
from union_site.models import Seat

LOOK_AHEAD = datetime.timedelta(days=60)


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    if seat.can("congress.manage"):
        yield from _late(seat, today)
    if seat.can("congress.own"):
        yield from _unread(seat, today)


def _late(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """For the chair: one line for each session that has something past its day."""
    ahead = Session.objects.visible_to(seat).planned().between(today, today + LOOK_AHEAD)
    for session in ahead.for_list():
        rows = tables.rows(tables.Gathered(session), today=today)
        late = [row for row in rows if row.standing is Standing.LATE]
        if not late:
            continue
        names = "、".join(row.line.label for row in late[:3])
        yield desk.Todo(
            title=f"{session.short_title}有 {len(late)} 项筹备逾期",
            detail=names + ("等" if len(late) > 3 else ""),
            url=reverse("congress:preparation", args=[session.pk]),
            action="去办理",
            due=min((row.due for row in late if row.due), default=None),
        )


def _unread(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """For a delegate: papers of the next session that she has not opened. One query."""
    unread = materials.unread(seat)
    sessions: dict[int, Session] = {}
    counts: Counter[int] = Counter()
    for paper in unread:
        sessions[paper.session_id] = paper.session
        counts[paper.session_id] += 1
    for pk, session in sessions.items():
        yield desk.Todo(
            title=f"{session.short_title}有 {counts[pk]} 份材料未读",
            detail="请在开会前阅读，可以提出意见",
            url=reverse("congress:materials", args=[pk]),
            action="阅读",
            due=max(session.held_on, today),
        )


desk.register(desk.Offer(name="congress.preparation", order=31, todos=todos))
