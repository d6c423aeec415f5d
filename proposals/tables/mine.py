"""Rows of 我的提案: formal ones, those one seconds, micro-proposals under one's name."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from proposals.models import MicroProposal, Proposal, ProposalState, Seconder, SeconderState
from proposals.steps.formal import badge
from union_site.counting import counted
from union_site.listing import Asked, Chip
from union_site.models import Seat

KINDS = {"own": "我提出的", "seconding": "我附议的", "micro": "我的微提案"}
S = ProposalState


def rows(seat: Seat, kind: str) -> Any:
    if kind == "seconding":
        mine = Seconder.objects.visible_to(seat).accepted().filter(delegate__member__seat=seat)
        # A draft that is being rewritten has no consents; one that was sent back keeps them.
        named = mine.exclude(proposal__state=S.DRAFT).select_related("proposal__delegate")
        return named.order_by("-answered_at", "-pk")
    if kind == "micro":
        return MicroProposal.objects.visible_to(seat).written_by(seat).for_list()
    return Proposal.objects.visible_to(seat).written_by(seat).newest_first()


def counts(seat: Seat) -> dict[str, int]:
    found = counted((kind, rows(seat, kind)) for kind in KINDS)
    return {kind: found[kind] for kind in KINDS}


def chips(asked: Asked, kind: str, counted: dict[str, int]) -> list[Chip]:
    return [
        Chip(label, asked.link({"show": key}), key == kind, counted[key])
        for key, label in KINDS.items()
    ]


def line(row: Any, kind: str, seat: Seat) -> dict[str, Any]:
    """One line: title, where it leads, how it stands, since when."""
    if kind == "micro":
        return {
            "title": row.heading,
            "url": reverse("proposals:micro", args=[row.pk]),
            "badge": {"text": row.get_state_display(), "tone": "info"},
            "number": row.number,
            "category": row.get_category_display(),
            "at": row.submitted_on,
            "who": "",
        }
    proposal: Proposal = row.proposal if kind == "seconding" else row
    at = proposal.submitted_at or proposal.edited_at or proposal.created_at
    return {
        "title": proposal.heading,
        "url": _url(proposal, seat),
        "badge": badge(proposal),
        "number": proposal.number,
        "category": proposal.get_category_display(),
        "at": timezone.localdate(at),
        "who": proposal.proposer if kind == "seconding" else "",
    }


def _url(proposal: Proposal, seat: Seat) -> str:
    """A draft opens for writing."""
    is_draft = proposal.state == S.DRAFT and proposal.author_id == seat.pk
    return reverse("proposals:edit" if is_draft else "proposals:proposal", args=[proposal.pk])


def invitations(waiting: Any) -> list[dict[str, Any]]:
    """As things to do: each leads to the page where one answers."""
    named = waiting.select_related("proposal__author__user").order_by("invited_at", "pk")
    return [
        {
            "title": row.proposal.heading,
            "detail": f"{row.proposal.author.user.name}请您附议",
            "url": reverse("proposals:second", args=[row.proposal_id]),
            "action": "查看并答复",
            "badge": SeconderState.INVITED.label,
            "tone": "info",
        }
        for row in named
    ]
