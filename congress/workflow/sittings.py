"""The life of a sitting: it takes signatures, opens with the quorum, closes."""

from __future__ import annotations

from congress.models import Sitting, SittingState
from union_site.workflow import Step, Workflow

MANAGE = "congress.manage"
NOT_CLOSED = (SittingState.PLANNED, SittingState.OPEN)


def cannot_sign(sitting: Sitting) -> str:
    if sitting.takes_signatures:
        return "已经在签到了。"
    if sitting.session.roll_frozen_on is None:
        return "代表名册还没有经资格审查确认，不能开始签到。请先在“代表”中完成资格审查。"
    return ""


def is_not_signing(sitting: Sitting) -> str:
    return "" if sitting.takes_signatures else "现在没有在签到。"


def still_votes(sitting: Sitting) -> str:
    return "还有表决没有结束，不能散会。" if sitting.ballots.open().exists() else ""


SITTING = Workflow(
    name="congress_sitting",
    steps=(
        Step(
            "sign",
            "开始签到",
            sources=NOT_CLOSED,
            target=None,
            permission=MANAGE,
            objection=cannot_sign,
        ),
        Step(
            "pause",
            "停止签到",
            sources=NOT_CLOSED,
            target=None,
            permission=MANAGE,
            objection=is_not_signing,
        ),
        Step(
            "open",
            "宣布开会",
            sources=(SittingState.PLANNED,),
            target=SittingState.OPEN,
            permission=MANAGE,
            is_likely=True,
        ),
        Step(
            "close",
            "宣布散会",
            sources=(SittingState.OPEN,),
            target=SittingState.CLOSED,
            permission=MANAGE,
            objection=still_votes,
        ),
        Step(
            "reopen",
            "重新开会",
            sources=(SittingState.CLOSED,),
            target=SittingState.OPEN,
            permission=MANAGE,
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
