"""The life of a ballot: drafted, open, counted, decided; nobody sees a result before."""

from __future__ import annotations

from congress.models import Ballot, BallotState
from congress.models.ballots import Medium
from union_site.workflow import Step, Workflow


def is_on_the_phone(ballot: Ballot) -> str:
    return "" if ballot.medium == Medium.PHONE else "纸质票和现场清点的表决，由计票人录入票数。"


def is_counted_by_hand(ballot: Ballot) -> str:
    return "手机投票由系统计票。" if ballot.medium == Medium.PHONE else ""


def has_items(ballot: Ballot) -> str:
    return "" if ballot.items.exists() else "票面上还没有内容，不能开始。"


BALLOT = Workflow(
    name="congress_ballot",
    steps=(
        Step(
            "open",
            "开始表决",
            sources=(BallotState.DRAFT,),
            target=BallotState.OPEN,
            permission="congress.manage",
            objection=has_items,
            is_likely=True,
        ),
        Step(
            "close",
            "结束投票并公布结果",
            sources=(BallotState.OPEN,),
            target=BallotState.DECIDED,
            permission="congress.manage",
            objection=is_on_the_phone,
            is_likely=True,
        ),
        Step(
            "count",
            "开始计票",
            sources=(BallotState.OPEN,),
            target=BallotState.COUNTING,
            permission="congress.manage",
            objection=is_counted_by_hand,
            is_likely=True,
        ),
        Step(
            "decide",
            "公布结果",
            sources=(BallotState.COUNTING,),
            target=BallotState.DECIDED,
            permission="congress.manage",
            objection=is_counted_by_hand,
            is_likely=True,
        ),
        Step(
            "void",
            "作废",
            sources=(BallotState.DRAFT, BallotState.OPEN, BallotState.COUNTING),
            target=BallotState.VOID,
            permission="congress.manage",
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
