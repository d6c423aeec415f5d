"""The life of a selection and of those who are put up in it."""

from __future__ import annotations

from members.models import Nominee, Selection
from union_site.workflow import Step, Workflow

MANAGE = "honours.manage"
State = Selection.State
Standing = Nominee.State


def nobody_stands(selection: Selection) -> str:
    if selection.nominees.standing().exists():
        return ""
    return "还没有推荐对象，请先登记推荐。"


def nothing_counted(selection: Selection) -> str:
    if selection.nominees.standing().filter(votes_expected__isnull=False).exists():
        return ""
    return "还没有登记民主测评的票数，请先登记票数。"


SELECTION = Workflow(
    "selection",
    (
        Step(
            "appraise",
            "转入民主测评",
            (State.NOMINATING,),
            State.APPRAISING,
            MANAGE,
            objection=nobody_stands,
            is_likely=True,
        ),
        Step("reopen", "退回补充推荐", (State.APPRAISING,), State.NOMINATING, MANAGE),
        Step(
            "publish",
            "公示",
            (State.APPRAISING,),
            State.NOTICED,
            MANAGE,
            objection=nothing_counted,
            is_likely=True,
        ),
        Step(
            "retract",
            "撤下公示",
            (State.NOTICED,),
            State.APPRAISING,
            MANAGE,
            needs_note=True,
        ),
        Step("report", "上报", (State.NOTICED,), State.REPORTED, MANAGE, is_likely=True),
        Step(
            "conclude",
            "登记结果",
            (State.REPORTED,),
            State.CONCLUDED,
            MANAGE,
            is_likely=True,
        ),
        Step(
            "cancel",
            "取消评选",
            (State.NOMINATING, State.APPRAISING, State.NOTICED, State.REPORTED),
            State.CANCELLED,
            MANAGE,
            needs_note=True,
            is_destructive=True,
        ),
    ),
)

NOMINEE = Workflow(
    "nominee",
    (
        Step("choose", "拟推荐上报", (Standing.NOMINATED,), Standing.CHOSEN, MANAGE),
        Step("pass_over", "未入选", (Standing.NOMINATED,), Standing.PASSED_OVER, MANAGE),
        Step(
            "stand_again",
            "重新参评",
            (Standing.CHOSEN, Standing.PASSED_OVER),
            Standing.NOMINATED,
            MANAGE,
        ),
        Step("win", "获评", (Standing.CHOSEN,), Standing.AWARDED, MANAGE),
        Step("lose", "未获评", (Standing.CHOSEN,), Standing.NOT_AWARDED, MANAGE),
        Step(
            "withdraw",
            "撤回推荐",
            (Standing.NOMINATED, Standing.CHOSEN),
            Standing.WITHDRAWN,
            MANAGE,
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
