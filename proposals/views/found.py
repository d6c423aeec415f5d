"""Rows of the proposal box as a request may see them; another union's are not there."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from proposals.models import MicroProposal, Proposal
from union_site.requests import SeatRequest


def micro_of(request: SeatRequest, micro_id: object) -> MicroProposal:
    rows = MicroProposal.objects.visible_to(request.seat)
    return get_object_or_404(
        rows.select_related(
            "author__user", "lead__user", "union", "member", "meeting", "duplicate_of", "photo"
        ),
        pk=micro_id,
    )


def proposal_of(request: SeatRequest, proposal_id: int) -> Proposal:
    rows = Proposal.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows.select_related("wanted_lead__user", "union"), pk=proposal_id)
