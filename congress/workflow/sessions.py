"""The life of a session: prepared, held and counted, or called off."""

from __future__ import annotations

from congress.models import Session, State
from union_site.workflow import Step, Workflow


def has_resolutions(session: Session) -> str:
    return "会议已有决议，不能取消。" if session.resolutions.exists() else ""


SESSION = Workflow(
    name="congress_session",
    steps=(
        Step(
            "hold",
            "登记会议情况",
            sources=(State.PLANNED,),
            target=State.HELD,
            permission="congress.manage",
            is_likely=True,
        ),
        Step(
            "correct",
            "更正会议情况",
            sources=(State.HELD,),
            target=None,
            permission="congress.manage",
        ),
        Step(
            "cancel",
            "取消会议",
            sources=(State.PLANNED,),
            target=State.CANCELLED,
            permission="congress.manage",
            objection=has_resolutions,
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
