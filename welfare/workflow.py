"""The life of a visit: due, paid, or no longer to be paid."""

from __future__ import annotations

from union_site.workflow import Step, Workflow
from welfare.models import State

VISIT = Workflow(
    name="visit",
    steps=(
        Step(
            "pay",
            "登记走访",
            sources=(State.DUE,),
            target=State.VISITED,
            permission="welfare.manage",
            is_likely=True,
        ),
        Step(
            "correct",
            "更正登记",
            sources=(State.VISITED,),
            target=None,
            permission="welfare.manage",
        ),
        Step(
            "drop",
            "不再走访",
            sources=(State.DUE,),
            target=State.DROPPED,
            permission="welfare.manage",
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "void",
            "作废",
            sources=(State.VISITED,),
            target=State.DROPPED,
            permission="welfare.manage",
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
