"""States and steps of a roster import."""

from __future__ import annotations

from members.models import RosterImport
from union_site.workflow import Step, Workflow

State = RosterImport.State


def _something_blocks(run: RosterImport) -> str:
    if run.blocking_count:
        return f"还有 {run.blocking_count} 处须改正，改好后重新上传；在此之前什么也不会写入。"
    return ""


def _not_the_last(run: RosterImport) -> str:
    later = RosterImport.objects.of_union(run.union).applied().filter(applied_at__gt=run.applied_at)
    if later.exists():
        return "之后又导入过名册，只能先撤销最近的一次。"
    if not run.former:
        return "导入前的内容已过保存期限，不能再撤销。"
    return ""


def _at_work(run: RosterImport) -> str:
    if run.job is not None and not run.job.is_finished:
        return "后台正在处理这份名册，请等它结束。"
    return ""


IMPORTING = Workflow(
    "members.import",
    (
        Step(
            "ask",
            "请求对应列",
            (State.CHECKING, State.MAPPING),
            State.MAPPING,
            "members.import",
        ),
        Step(
            "map",
            "对应列",
            (State.MAPPING, State.PREVIEWED),
            State.CHECKING,
            "members.import",
            objection=_at_work,
        ),
        Step(
            "check",
            "核对",
            (State.CHECKING, State.PREVIEWED),
            State.PREVIEWED,
            "members.import",
        ),
        Step(
            "apply",
            "确认导入",
            (State.PREVIEWED,),
            State.APPLIED,
            "members.import",
            objection=_something_blocks,
            is_likely=True,
        ),
        Step(
            "discard",
            "放弃",
            (State.CHECKING, State.MAPPING, State.PREVIEWED),
            State.DISCARDED,
            "members.import",
        ),
        Step(
            "undo",
            "撤销导入",
            (State.APPLIED,),
            State.UNDONE,
            "members.import",
            objection=_not_the_last,
            is_destructive=True,
        ),
    ),
)
