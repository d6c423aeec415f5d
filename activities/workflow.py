"""The life of an activity: planned, held and counted, or called off."""

from __future__ import annotations

from activities.models import State
from union_site.workflow import Step, Workflow

ACTIVITY = Workflow(
    name="activity",
    steps=(
        Step(
            "hold",
            "登记举办情况",
            sources=(State.PLANNED,),
            target=State.HELD,
            permission="activities.manage",
            is_likely=True,
        ),
        Step(
            "correct",
            "更正举办情况",
            sources=(State.HELD,),
            target=None,
            permission="activities.manage",
        ),
        Step(
            "cancel",
            "取消活动",
            sources=(State.PLANNED,),
            target=State.CANCELLED,
            permission="activities.manage",
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "resume",
            "恢复计划",
            sources=(State.CANCELLED,),
            target=State.PLANNED,
            permission="activities.manage",
        ),
    ),
)
