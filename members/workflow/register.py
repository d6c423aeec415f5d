"""States and steps of the register's tasks and of its imports."""

from __future__ import annotations

from members.models import RegisterImport, RegisterTask
from union_site.workflow import Step, Workflow

State = RegisterTask.State
Run = RegisterImport.State

TASK = Workflow(
    "register.task",
    (
        Step("finish", "办结", (State.OPEN,), State.DONE, "registry.manage", is_likely=True),
        Step(
            "drop",
            "不再办理",
            (State.OPEN,),
            State.DROPPED,
            "registry.manage",
            needs_note=True,
            is_destructive=True,
        ),
        Step("reopen", "重新办理", (State.DONE, State.DROPPED), State.OPEN, "registry.manage"),
    ),
)


def _something_blocks(run: RegisterImport) -> str:
    if run.blocking_count:
        return f"还有 {run.blocking_count} 处须改正，改好后重新上传；在此之前什么也不会写入。"
    return ""


IMPORTING = Workflow(
    "register.import",
    (
        Step("check", "核对", (Run.PREVIEWED,), Run.PREVIEWED, "registry.manage"),
        Step(
            "apply",
            "确认导入",
            (Run.PREVIEWED,),
            Run.APPLIED,
            "registry.manage",
            objection=_something_blocks,
            is_likely=True,
        ),
        Step("discard", "放弃", (Run.PREVIEWED,), Run.DISCARDED, "registry.manage"),
    ),
)
