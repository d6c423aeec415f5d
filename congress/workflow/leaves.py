"""The life of a request for leave: asked, consented to by the head, approved by the presidium."""

from __future__ import annotations

from congress.models import Leave, LeaveState
from congress.models.attendance import STANDING
from union_site.models import Seat
from union_site.workflow import Step, Workflow

OWN, MANAGE = "congress.own", "congress.manage"
WAITING = (LeaveState.APPLIED, LeaveState.CONSENTED)


def is_own(leave: Leave, seat: Seat) -> bool:
    member = leave.entry.member
    return member is not None and member.seat_id == seat.pk


def heads_delegation(leave: Leave, seat: Seat) -> bool:
    """The head of the delegation, for others than himself."""
    entry = leave.entry
    heads = leave.session.roll.filter(delegation_name=entry.delegation_name, is_head=True)
    named = entry.delegation_name != "" and not is_own(leave, seat)
    return named and heads.filter(member__seat=seat).exists()


def may_take_back(leave: Leave, seat: Seat) -> bool:
    return is_own(leave, seat) or leave.applied_by_id == seat.pk


LEAVE = Workflow(
    name="congress_leave",
    steps=(
        Step(
            "consent",
            "团长同意",
            sources=(LeaveState.APPLIED,),
            target=LeaveState.CONSENTED,
            permission=OWN,
            who=heads_delegation,
            is_likely=True,
        ),
        Step(
            "consent_for_head",
            "代记团长同意",
            sources=(LeaveState.APPLIED,),
            target=LeaveState.CONSENTED,
            permission=MANAGE,
            needs_note=True,
        ),
        Step(
            "decline",
            "团长不同意",
            sources=(LeaveState.APPLIED,),
            target=LeaveState.REFUSED,
            permission=OWN,
            who=heads_delegation,
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "approve",
            "批准",
            sources=(LeaveState.CONSENTED,),
            target=LeaveState.APPROVED,
            permission=MANAGE,
            is_likely=True,
        ),
        Step(
            "refuse",
            "不批准",
            sources=WAITING,
            target=LeaveState.REFUSED,
            permission=MANAGE,
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "withdraw",
            "撤回",
            sources=tuple(STANDING),
            target=LeaveState.WITHDRAWN,
            permission=OWN,
            who=may_take_back,
        ),
    ),
)
