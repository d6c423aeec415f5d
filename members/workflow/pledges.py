"""States and steps of a pledge."""

from __future__ import annotations

from members.models import Pledge, PledgeState
from union_site.workflow import Step, Workflow

MANAGE = "pledges.manage"


def nobody_is_asked(pledge: Pledge) -> str:
    if not pledge.circle().exists():
        return f"签订范围“{pledge.audience_label}”里没有在职会员，请先修改范围。"
    return ""


PLEDGING = Workflow(
    "members.pledge",
    (
        Step(
            "open",
            "开始签订",
            (PledgeState.DRAFT,),
            PledgeState.OPEN,
            MANAGE,
            objection=nobody_is_asked,
            is_likely=True,
        ),
        Step("remind", "提醒未签的人", (PledgeState.OPEN,), None, MANAGE, is_likely=True),
        Step(
            "close",
            "结束签订",
            (PledgeState.OPEN,),
            PledgeState.CLOSED,
            MANAGE,
            is_destructive=True,
        ),
    ),
)
