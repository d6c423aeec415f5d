"""The life of an initiative: signed by delegates, submitted, made a session of or answered."""

from __future__ import annotations

from congress.models import Initiative, InitiativeState
from union_site.models import Seat
from union_site.workflow import Step, Workflow

S = InitiativeState


def opened_by(initiative: Initiative, seat: Seat) -> bool:
    member = initiative.opened_by.member
    return member is not None and member.seat_id == seat.pk


INITIATIVE = Workflow(
    name="congress_initiative",
    steps=(
        Step(
            "submit",
            "提交工会",
            sources=(S.COLLECTING,),
            target=S.SUBMITTED,
            permission="congress.own",
            who=opened_by,
            is_likely=True,
        ),
        Step(
            "withdraw",
            "撤回提议",
            sources=(S.COLLECTING, S.SUBMITTED),
            target=S.WITHDRAWN,
            permission="congress.own",
            who=opened_by,
            is_destructive=True,
        ),
        Step(
            "accept",
            "登记临时会议",
            sources=(S.SUBMITTED,),
            target=S.ACCEPTED,
            permission="congress.manage",
            is_likely=True,
        ),
        Step(
            "decline",
            "不予采纳",
            sources=(S.SUBMITTED,),
            target=S.DECLINED,
            permission="congress.manage",
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
