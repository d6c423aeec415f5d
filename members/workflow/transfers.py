"""States and steps of a transfer: one union lets go, the other takes in (M-01, M-06)."""

from __future__ import annotations

from members.checks.membership import M_03
from members.models import Transfer
from members.models.codes import Employment
from union_site.models import Seat
from union_site.workflow import Step, Workflow

State = Transfer.State
MANAGE = "membership.manage"


def is_from(transfer: Transfer, seat: Seat) -> bool:
    return seat.union_id == transfer.union_id


def is_to(transfer: Transfer, seat: Seat) -> bool:
    return seat.union_id == transfer.to_union_id


def leaves_the_district(transfer: Transfer, seat: Seat) -> bool:
    return is_from(transfer, seat) and transfer.kind == Transfer.Kind.OUT


def stays(transfer: Transfer) -> str:
    """M-03: the retired stay where they were."""
    member = transfer.member
    if not member.is_on_roll:
        return f"{member.name}现在是“{member.get_status_display()}”，不能转接。"
    if member.employment_status == Employment.RETIRED:
        return f"{member.name}已经退休，会籍保留在原工会，不办理转接（{M_03}）。"
    return ""


TRANSFERRING = Workflow(
    name="transfer",
    steps=(
        Step(
            "release",
            "同意转出",
            (State.PENDING,),
            State.RELEASED,
            MANAGE,
            who=is_from,
            objection=stays,
            is_likely=True,
        ),
        Step(
            "accept",
            "接收",
            (State.RELEASED,),
            State.ACCEPTED,
            MANAGE,
            who=is_to,
            objection=stays,
            is_likely=True,
        ),
        Step(
            "complete",
            "办结转出",
            (State.RELEASED,),
            State.ACCEPTED,
            MANAGE,
            who=leaves_the_district,
            objection=stays,
            is_likely=True,
        ),
        Step(
            "send_back",
            "退回",
            (State.RELEASED,),
            State.RETURNED,
            MANAGE,
            who=is_to,
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "withdraw",
            "撤销转接",
            (State.PENDING, State.RELEASED),
            State.WITHDRAWN,
            MANAGE,
            who=is_from,
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
