"""Who is told of what happens to a formal proposal."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from members.models import Post
from members.models.organisation import Kind, Rank
from proposals.models import Proposal
from union_site import notifications
from union_site.models import Seat
from union_site.scoping import UnionOwned


def tell(proposal: Proposal, sentence: str, *groups: Iterable[Seat | None]) -> None:
    """One notice to each seat of these groups, however often it is in them."""
    notifications.tell(
        seats=[seat for group in groups for seat in group],
        sentence=sentence,
        url=reverse("proposals:proposal", args=[proposal.pk]),
    )


def author_side(proposal: Proposal) -> list[Seat]:
    """The author, those who second it, and the same of what was merged into it."""
    both = Proposal.objects.filter(pk=proposal.pk) | Proposal.objects.filter(merged_into=proposal)
    consented = Seat.objects.filter(
        member__delegacies__seconded__proposal__in=both,
        member__delegacies__seconded__state="accepted",
    )
    authors = Seat.objects.filter(pk__in=both.values("author"))
    return [*authors, *consented.distinct(), *_whose_idea(proposal)]


def _whose_idea(proposal: Proposal) -> list[Seat]:
    """The author of the micro-proposal it came from, once sent; anonymous: nobody."""
    origin = proposal.origin if proposal.submitted_at else None
    return [origin.author] if origin is not None and origin.author is not None else []


def deciders(proposal: Proposal) -> list[Seat]:
    """The head of the proposal committee and those who keep its books."""
    return [
        *notifications.those_with("proposals.screen", union_id=proposal.union_id),
        *committee(proposal, ranks=(Rank.CHAIR,)),
    ]


def committee(thing: UnionOwned, *, ranks: Iterable[str] = Rank.values) -> list[Seat]:
    """Those who sit on the proposal committee of its union and have a seat."""
    posts = Post.objects.filter(union_id=thing.union_id, rank__in=ranks).current()
    rows = posts.of_kind(Kind.PROPOSALS).values("member__seat")
    return list(Seat.objects.open().filter(pk__in=rows).select_related("user"))


def departments(proposal: Proposal) -> list[Seat | None]:
    """Lead and co-units."""
    return [proposal.lead, *(row.seat for row in proposal.co_units.all())]
