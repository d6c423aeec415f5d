"""Who sits on the proposal committee 提案工作委员会, a body of the union."""

from __future__ import annotations

from collections.abc import Iterable

from members.models import Post
from members.models.organisation import Kind, Rank
from union_site.models import Seat


def rank_on_committee(seat: Seat) -> str:
    """The seat's rank on its union's proposal committee, or ""; asked once a request."""
    known: str | None = getattr(seat, "_committee_rank", None)
    if known is None:
        posts = Post.objects.filter(union_id=seat.union_id, member__seat=seat)
        ranks = posts.current().of_kind(Kind.PROPOSALS).values_list("rank", flat=True)
        known = next(iter(ranks), "")
        seat._committee_rank = known  # type: ignore[attr-defined]
    return known


def remember_rank(seat: Seat, ranks: Iterable[str]) -> None:
    """For who has read the committee anyhow: the seat's rank on it is not asked again."""
    seat._committee_rank = next(iter(ranks), "")  # type: ignore[attr-defined]


def sits_on_committee(seat: Seat) -> bool:
    return bool(rank_on_committee(seat))


def heads_committee(seat: Seat) -> bool:
    return rank_on_committee(seat) == Rank.CHAIR
