"""办结与归档: what may be closed, and what is closed and may go to the archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from congress.models import Session
from proposals.actions.rating import to_archive
from proposals.models import Proposal, Rating
from union_site.models import Seat


@dataclass(frozen=True)
class RipeLine:
    proposal: Proposal
    author: str
    others: str


@dataclass(frozen=True)
class Archive:
    """The closed ones of one session, or of the numbers of one year."""

    label: str
    name: str
    value: str
    count: int


def ripe_lines(proposals: Iterable[Proposal]) -> list[RipeLine]:
    """What the author said, and how many others said what. One query."""
    rows = list(proposals)
    rounds = {row.pk: row.handling_round for row in rows}
    by_proposal: dict[int, list[Any]] = {row.pk: [] for row in rows}
    found = Rating.objects.filter(reply__proposal__in=rounds).select_related("reply")
    for rating in found.order_by("pk"):
        if rating.reply.handling_round == rounds[rating.reply.proposal_id]:
            by_proposal[rating.reply.proposal_id].append(rating)
    return [_line(row, by_proposal[row.pk]) for row in rows]


def _line(proposal: Proposal, ratings: list[Any]) -> RipeLine:
    own = [row.get_satisfaction_display() for row in ratings if row.part == Rating.Part.AUTHOR]
    others = [row for row in ratings if row.part != Rating.Part.AUTHOR]
    bad = sum(row.satisfaction == "unsatisfied" for row in others)
    words = f"{len(others)} 人已评" if others else "无人评价"
    return RipeLine(
        proposal, own[0] if own else "评价期满，未评", f"{words}，不满意 {bad}" if bad else words
    )


def closed_ones(seat: Seat) -> list[Archive]:
    """Counted by session and by the year of their number; the newest first."""
    rows = to_archive(by=seat).order_by()
    in_session = dict(rows.values_list("session").annotate(Count("pk")))
    held = Session.objects.visible_to(seat).filter(pk__in=[pk for pk in in_session if pk])
    found = [
        Archive(session.short_title, "session", str(session.pk), in_session[session.pk])
        for session in held.select_related("term", "joint_term").order_by("-held_on", "-pk")
    ]
    by_year = rows.values_list("year").annotate(Count("pk")).order_by("-year")
    return found + [
        Archive(f"{year}年立案的", "year", str(year), count) for year, count in by_year if year
    ]
