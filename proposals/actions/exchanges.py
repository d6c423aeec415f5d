"""Acts of talking: between the author's side and the departments, and among staff alone."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from congress.actions.acting import hold
from proposals.actions.assigning import named
from proposals.actions.telling import committee, departments, tell
from proposals.models import (
    HANDED_OUT,
    Message,
    Proposal,
    ProposalState,
    StaffNote,
    author_side,
    deals_with,
    is_of_author_side,
)
from union_site import audit, notifications
from union_site.models import Seat

# As long as a department answers for it.
TALKING = frozenset(HANDED_OUT) - {ProposalState.ARCHIVED}


def authors(proposal: Proposal) -> list[Seat]:
    """The author and those whose proposals were merged into this one."""
    both = Proposal.objects.filter(Q(pk=proposal.pk) | Q(merged_into=proposal))
    return list(Seat.objects.filter(pk__in=both.values("author")))


def _words(text: str, missing: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise ValidationError({"text": missing})
    return words


def side_of(proposal: Proposal, seat: Seat) -> str:
    """For which side the seat speaks; "" for those who may only read, and for others."""
    authors_of = [proposal, *proposal.merged_ones.all()]
    if any(one.author_id == seat.pk for one in authors_of):
        return Message.Side.AUTHOR
    shares = (row.seat_id == seat.pk for row in proposal.co_units.all())
    if proposal.lead_id == seat.pk or any(shares):
        return Message.Side.DEPARTMENT
    return ""


@transaction.atomic
def say(
    *, proposal: Proposal, text: str, by: Seat, now: datetime.datetime | None = None
) -> Message:
    """A question or an answer; the other side is told. What was said stays."""
    hold(proposal)
    side = side_of(proposal, by)
    if not side or by.union_id != proposal.union_id:
        raise PermissionDenied
    if proposal.state not in TALKING:
        raise ValidationError(f"现在是“{proposal.status_words}”，不能再发言。")
    words = _words(text, "请写下要说的话。")
    made = Message(
        union=proposal.union,
        proposal=proposal,
        seat=by,
        side=side,
        text=words,
        at=now or timezone.now(),
    )
    made.full_clean()
    made.save()
    audit.record(verb="proposal.message", label="提案沟通", by=by, thing=proposal)
    if side == Message.Side.AUTHOR:
        tell(proposal, f"提案人就{named(proposal)}有话要说，请查看", departments(proposal))
    else:
        tell(proposal, f"承办部门就{named(proposal)}与您沟通，请查看", authors(proposal))
    return made


def may_note(proposal: Proposal, seat: Seat) -> bool:
    """Those who deal with it and are not on its author side."""
    return deals_with(proposal, seat) and not is_of_author_side(proposal, seat)


def circle(proposal: Proposal) -> list[Seat]:
    """Whom a note may call on: everybody who may read it."""
    known = [
        *notifications.those_with("proposals.screen", union_id=proposal.union_id),
        *committee(proposal),
        *departments(proposal),
        proposal.leader,
    ]
    found = {seat.pk: seat for seat in known if seat is not None}
    asking = author_side(proposal)
    return [seat for seat in found.values() if seat.pk not in asking]


@transaction.atomic
def note(
    *,
    proposal: Proposal,
    text: str,
    mentioned: Seat | None = None,
    by: Seat,
    now: datetime.datetime | None = None,
) -> StaffNote:
    """私下备注: for staff alone; the trail keeps that there is one and not what it says."""
    if by.union_id != proposal.union_id or not may_note(proposal, by):
        raise PermissionDenied
    if mentioned is not None and not may_note(proposal, mentioned):
        raise ValidationError({"mentioned": "只能提醒经办这件提案的人。"})
    words = _words(text, "请写下备注。")
    made = StaffNote(
        union=proposal.union,
        proposal=proposal,
        seat=by,
        text=words,
        mentioned=mentioned,
        at=now or timezone.now(),
    )
    made.full_clean()
    made.save()
    audit.record(verb="proposal.note", label="记提案备注", by=by, thing=proposal)
    tell(proposal, f"{by.user.name}在{named(proposal)}的备注中提到了您", [mentioned])
    return made
