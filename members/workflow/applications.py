"""States and steps of an application to join (M-02)."""

from __future__ import annotations

from members.models import Application
from union_site.models import Seat
from union_site.workflow import Step, Workflow

State = Application.State


def heads_the_group(application: Application, seat: Seat) -> bool:
    head = application.group.head if application.group else None
    return head is not None and head.seat_id == seat.pk


def may_endorse(application: Application, seat: Seat) -> bool:
    """The head of the group that was named, or an officer."""
    return seat.can("members.view") or heads_the_group(application, seat)


APPLYING = Workflow(
    name="application",
    steps=(
        Step(
            "endorse",
            "小组同意",
            (State.SUBMITTED,),
            State.ENDORSED,
            "own.view",
            who=may_endorse,
            is_likely=True,
        ),
        Step(
            "approve",
            "批准入会",
            (State.ENDORSED,),
            State.APPROVED,
            "membership.manage",
            is_likely=True,
        ),
        Step(
            "reject",
            "不予批准",
            (State.SUBMITTED, State.ENDORSED),
            State.REJECTED,
            "membership.manage",
            needs_note=True,
            is_destructive=True,
        ),
        # By the applicant alone, who holds the receipt and no seat.
        Step(
            "withdraw",
            "撤回申请",
            (State.SUBMITTED, State.ENDORSED),
            State.WITHDRAWN,
            "own.view",
            who=lambda application, seat: False,
            is_destructive=True,
        ),
    ),
)
