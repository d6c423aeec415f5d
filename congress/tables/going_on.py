"""What goes on in a session now, and what the votes that were taken still wait for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from congress.models import Ballot, BallotState, Session, Sitting, SittingState
from congress.tables.aftermath import unresolved
from union_site.models import Seat

ON = [BallotState.OPEN, BallotState.COUNTING]


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Running:
    """A sitting or a ballot that is not over."""

    title: str
    tone: str
    state: str
    detail: str
    links: tuple[Link, ...]


def running(session: Session, seat: Seat) -> list[Running]:
    """Open sittings, those that take signatures, and ballots not yet decided. Two queries."""
    sittings = Sitting.objects.visible_to(seat).filter(session=session)
    sittings = sittings.filter(state=SittingState.OPEN) | sittings.filter(takes_signatures=True)
    ballots = Ballot.objects.visible_to(seat).filter(session=session, state__in=ON)
    return [
        *(_sitting(row, seat) for row in sittings.order_by("starts_at", "pk")),
        *(_ballot(row) for row in ballots.for_list().with_turnout()),
    ]


def _sitting(row: Sitting, seat: Seat) -> Running:
    links = [Link("查看到会情况", reverse("congress:attendance", args=[row.session_id]))]
    if seat.can("congress.manage"):
        links = [
            Link("签到", reverse("congress:sitting", args=[row.pk])),
            Link("大屏", reverse("congress:sitting_screen", args=[row.pk])),
        ]
    is_open = row.state == SittingState.OPEN
    state = "进行中" if is_open else "签到中"
    detail = f"实到 {row.present} 人" if is_open and row.present is not None else ""
    return Running(row.title, "warn", state, detail, tuple(links))


def _ballot(row: Ballot) -> Running:
    is_open = row.state == BallotState.OPEN
    return Running(
        title=row.title,
        tone="warn" if is_open else "info",
        state=row.get_state_display(),
        detail=f"已投 {row.turnout} 人，应投 {row.entitled} 人" if row.entitled else "",
        links=(Link("投票情况", reverse("congress:ballot", args=[row.pk])),),
    )


def standing(session: Session, seat: Seat) -> dict[str, Any]:
    """For the first page of a session."""
    may_resolve = seat.can("congress.manage") and session.is_held
    return {
        "running": running(session, seat),
        "unresolved": unresolved(session) if session.is_held else [],
        "may_resolve": may_resolve,
    }
