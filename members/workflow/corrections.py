"""States and steps of a request to correct the roster."""

from __future__ import annotations

from members.models import Correction, CorrectionState
from union_site.models import Seat
from union_site.workflow import Step, Workflow


def is_own(correction: Correction, seat: Seat) -> bool:
    return correction.member.seat_id == seat.pk


CORRECTING = Workflow(
    "members.correction",
    (
        Step(
            "accept",
            "采纳并更正",
            (CorrectionState.OPEN,),
            CorrectionState.ACCEPTED,
            "members.manage",
            is_likely=True,
        ),
        Step(
            "decline",
            "不予采纳",
            (CorrectionState.OPEN,),
            CorrectionState.DECLINED,
            "members.manage",
            needs_note=True,
        ),
        Step(
            "withdraw",
            "撤回",
            (CorrectionState.OPEN,),
            CorrectionState.WITHDRAWN,
            "own.view",
            who=is_own,
            is_destructive=True,
        ),
    ),
)
