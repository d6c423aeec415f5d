"""Who sits on the proposal committee 提案工作委员会, a body of the union."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery

from members.models import Post
from members.models.organisation import Kind, Rank
from union_site.models import Seat


def _ranks(**of: Any) -> Any:
    posts = Post.objects.filter(**of).current().of_kind(Kind.PROPOSALS)
    return posts.order_by("pk").values_list("rank", flat=True)


def rank_of_each() -> Subquery:
    """For a query of seats, as `committee_rank`: nobody's rank is asked apart then."""
    return Subquery(_ranks(union=OuterRef("union_id"), member__seat=OuterRef("pk"))[:1])


def rank_on_committee(seat: Seat) -> str:
    """The seat's rank on its union's proposal committee, or ""; asked once of seats that did not
    bring it along."""
    known = vars(seat)
    if "committee_rank" not in known:
        known["committee_rank"] = _ranks(union=seat.union_id, member__seat=seat).first()
    return known["committee_rank"] or ""


def remember_rank(seat: Seat, ranks: Iterable[str]) -> None:
    """For who has read the committee anyhow: the seat's rank on it is not asked again."""
    vars(seat)["committee_rank"] = next(iter(ranks), "")


def sits_on_committee(seat: Seat) -> bool:
    return bool(rank_on_committee(seat))


def heads_committee(seat: Seat) -> bool:
    return rank_on_committee(seat) == Rank.CHAIR
