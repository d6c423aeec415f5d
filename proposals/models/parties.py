"""Who has a part in a formal proposal: its author side, and those who deal with it."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q, prefetch_related_objects

from proposals.models.committee import sits_on_committee
from proposals.models.handling import CoUnit, Reply
from proposals.models.proposal_rows import ProposalQuerySet
from proposals.models.proposals import Proposal
from proposals.models.seconders import Seconder, SeconderQuerySet
from proposals.models.states import BEFORE_HANDLING
from union_site.models import Seat


def of_committee(seat: Seat) -> bool:
    """Sits on the proposal committee, or keeps its books."""
    return seat.can("proposals.screen") or sits_on_committee(seat)


def dealt_with_by(seat: Seat) -> ProposalQuerySet:
    """Proposals that the seat screens, handles, shares in or signs."""
    rows: ProposalQuerySet = Proposal.objects.filter(union_id=seat.union_id)
    if of_committee(seat):
        return rows
    shared = CoUnit.objects.filter(seat=seat).values("proposal")
    return rows.filter(Q(lead=seat) | Q(leader=seat) | Q(pk__in=shared))


def on_author_side(seat: Seat) -> ProposalQuerySet:
    """Proposals that the seat made or seconds, and those into which such a one was merged."""
    rows: ProposalQuerySet = Proposal.objects.filter(union_id=seat.union_id)
    seconded = Seconder.objects.accepted().filter(delegate__member__seat=seat).values("proposal")
    own = Proposal.objects.filter(Q(author=seat) | Q(pk__in=seconded))
    merged = own.filter(merged_into__isnull=False).values("merged_into")
    return rows.filter(Q(pk__in=own.values("pk")) | Q(pk__in=merged))


def deals_with(proposal: Proposal, seat: Seat) -> bool:
    """Whether the seat is of the committee, the departments, or the leader in charge."""
    if of_committee(seat) or seat.pk in (proposal.lead_id, proposal.leader_id):
        return seat.union_id == proposal.union_id
    return any(row.seat_id == seat.pk for row in proposal.co_units.all())


def author_side(proposal: Proposal) -> frozenset[int]:
    """The seats of those who made or second it, or what was merged into it."""
    known: frozenset[int] | None = proposal.__dict__.get("_author_side")
    if known is not None:
        return known
    authors = [proposal.author_id, *(merged.author_id for merged in proposal.merged_ones.all())]
    return frozenset([*authors, *(seat for _, seat in consents(proposal) if seat is not None)])


def consents(proposal: Proposal) -> frozenset[tuple[int, int | None]]:
    """Delegate and seat of each who consented to it, or to what was merged into it."""
    known: frozenset[tuple[int, int | None]] | None = proposal.__dict__.get("_consents")
    if known is not None:
        return known
    rows = seconders_of(proposal).values_list("delegate", "delegate__member__seat")
    return frozenset(rows)


def seconders_of(proposal: Proposal) -> SeconderQuerySet:
    """Who consented to it or to what was merged into it (domain: the union of all)."""
    # By keys: asked with OR across the tables, every seconder there is would be read.
    both = Proposal.objects.filter(Q(pk=proposal.pk) | Q(merged_into=proposal))
    rows: SeconderQuerySet = Seconder.objects.filter(proposal__in=both.values("pk"))
    return rows.accepted()


def remember_parties(proposal: Proposal) -> None:
    """For a page that only reads: who has a part in it is found once, and not asked again."""
    rows: list[Any] = [Prefetch("merged_ones", Proposal.objects.newest_first())]
    if proposal.state not in BEFORE_HANDLING:
        rows.append(Prefetch("co_units", CoUnit.objects.for_list()))
        rows.append(Prefetch("replies", Reply.objects.for_list().prefetch_related("files__file")))
    prefetch_related_objects([proposal], *rows)
    proposal.__dict__["_consents"] = consents(proposal)
    proposal.__dict__["_author_side"] = author_side(proposal)


def is_of_author_side(proposal: Proposal, seat: Seat) -> bool:
    return seat.pk in author_side(proposal)
