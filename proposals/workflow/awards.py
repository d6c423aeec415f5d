"""The life of an award round: prepared, nominated for, voted on or counted by points, announced."""

from __future__ import annotations

from proposals.models import AwardRound, AwardState
from proposals.workflow.formal import OWN, decides, screens
from union_site.workflow import Step, Workflow

S = AwardState


def is_by_points(award: AwardRound) -> str:
    return "这次评选按积分产生，不投票。" if award.is_by_points else ""


def is_not_voted_yet(award: AwardRound) -> str:
    by_vote = award.state == S.NOMINATING and not award.is_by_points
    return "这次评选由投票产生，请先开始投票。" if by_vote else ""


AWARDS = Workflow(
    name="proposal_award",
    steps=(
        Step("change", "修改", (S.DRAFT, S.NOMINATING), None, OWN, decides),
        Step("open", "开始推荐", (S.DRAFT,), S.NOMINATING, OWN, decides, is_likely=True),
        Step("nominate", "推荐", (S.NOMINATING,), None, OWN, screens),
        Step("drop", "撤下推荐", (S.NOMINATING,), None, OWN, decides, needs_note=True),
        Step(
            "start_voting",
            "开始投票",
            (S.NOMINATING,),
            S.VOTING,
            OWN,
            decides,
            is_by_points,
            is_likely=True,
        ),
        Step(
            "announce",
            "公布结果",
            (S.NOMINATING, S.VOTING),
            S.ANNOUNCED,
            OWN,
            decides,
            is_not_voted_yet,
            is_likely=True,
        ),
        Step(
            "cancel",
            "取消评选",
            (S.DRAFT, S.NOMINATING, S.VOTING),
            S.CANCELLED,
            OWN,
            decides,
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
