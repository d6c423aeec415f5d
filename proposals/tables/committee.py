"""Who sits on the proposal committee, and what its rules say of that."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from congress.models import CongressTerm, Delegate
from members.models import Body, Post
from members.models.organisation import Kind
from proposals.checks import screening as checks
from union_site.findings import Finding
from union_site.models import Seat
from union_site.norms import norm


@dataclass(frozen=True)
class Sitting:
    """One who sits on it."""

    post: Post
    is_delegate: bool

    @property
    def has_seat(self) -> bool:
        return self.post.member.seat_id is not None


@dataclass(frozen=True)
class Committee:
    body: Body | None
    sitting: list[Sitting]
    findings: list[Finding]


def committee(seat: Seat, today: datetime.date) -> Committee:
    """The committee as it stands today."""
    body = Body.objects.visible_to(seat).filter(kind=Kind.PROPOSALS).first()
    posts = Post.objects.visible_to(seat).current().of_kind(Kind.PROPOSALS)
    rows = list(posts.for_list().in_order())
    delegates = _full_delegates(seat, today)
    sitting = [Sitting(post, post.member_id in delegates) for post in rows]
    return Committee(body, sitting, _findings(seat, today, sitting) if rows else [])


def _full_delegates(seat: Seat, today: datetime.date) -> set[int | None]:
    terms = CongressTerm.objects.visible_to(seat).in_force(today)
    rows = Delegate.objects.visible_to(seat).in_office().full().filter(term__in=terms)
    return set(rows.values_list("member_id", flat=True))


def _findings(seat: Seat, today: datetime.date, sitting: list[Sitting]) -> list[Finding]:
    return checks.committee_findings(
        len(sitting),
        [row.post.member.name for row in sitting if not row.is_delegate],
        least=norm("proposals.committee_min", union=seat.union, on=today),
        most=norm("proposals.committee_max", union=seat.union, on=today),
    )
