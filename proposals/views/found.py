"""Rows of the proposal box as a request may see them; another union's are not there."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from proposals.models import (
    Deliberation,
    DeliberationRecord,
    MicroProposal,
    Notice,
    Opinion,
    Proposal,
)
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


def deliberation_of(request: SeatRequest, deliberation_id: int) -> Deliberation:
    rows = Deliberation.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows, pk=deliberation_id)


def opinion_of(request: SeatRequest, opinion_id: int) -> Opinion:
    rows = Opinion.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows, pk=opinion_id)


def record_of(request: SeatRequest, record_id: int) -> DeliberationRecord:
    rows = DeliberationRecord.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows, pk=record_id)


def notice_of(request: SeatRequest, notice_id: int) -> Notice:
    rows = Notice.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows, pk=notice_id)
