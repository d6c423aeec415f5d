"""Who sits on the proposal committee, and what its rules say of that."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from congress.models import CongressTerm, Delegate
from members.models import Body, Post
from members.models.organisation import Kind
from proposals.checks import screening as checks
from proposals.models import remember_rank
from union_site.findings import Finding
from union_site.models import Seat
from union_site.norms import all_in_force


@dataclass(frozen=True)
class Committee:
    """The committee as it stands; `sitting` are posts, each with `is_delegate`."""

    body: Body | None
    sitting: list[Any]

    def has(self, seat: Seat) -> bool:
        return any(post.member.seat_id == seat.pk for post in self.sitting)


def committee(seat: Seat, today: datetime.date) -> Committee:
    """Who sits on it today; one query where somebody does."""
    posts = Post.objects.visible_to(seat).current().of_kind(Kind.PROPOSALS)
    delegates = Delegate.objects.visible_to(seat).in_office().full()
    terms = CongressTerm.objects.visible_to(seat).in_force(today)
    mine = delegates.filter(term__in=terms, member=OuterRef("member"))
    rows = list(posts.for_list().in_order().annotate(is_delegate=Exists(mine)))
    remember_rank(seat, (post.rank for post in rows if post.member.seat_id == seat.pk))
    if not rows:
        bodies = Body.objects.visible_to(seat).filter(kind=Kind.PROPOSALS)
        return Committee(bodies.first(), [])
    return Committee(rows[0].term.body, rows)


def findings(found: Committee, seat: Seat, today: datetime.date) -> list[Finding]:
    """What speaks against the committee as it stands."""
    rows = found.sitting
    if not rows:
        return []
    norms = {norm.key: norm for norm in all_in_force(union=seat.union, on=today)}
    return checks.committee_findings(
        len(rows),
        [post.member.name for post in rows if not post.is_delegate],
        least=norms["proposals.committee_min"],
        most=norms["proposals.committee_max"],
    )
