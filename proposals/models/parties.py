"""Who has a part in a formal proposal: its author side, and those who deal with it."""

from __future__ import annotations

from django.db.models import Q

from proposals.models.committee import sits_on_committee
from proposals.models.handling import CoUnit
from proposals.models.proposal_rows import ProposalQuerySet
from proposals.models.proposals import Proposal
from proposals.models.seconders import Seconder
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
    return proposal.co_units.filter(seat=seat).exists()


def is_of_author_side(proposal: Proposal, seat: Seat) -> bool:
    return proposal.author_id == seat.pk or on_author_side(seat).filter(pk=proposal.pk).exists()
