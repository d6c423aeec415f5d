"""The states of a letter of appointment."""

from __future__ import annotations

from members.models import AppointmentLetter
from union_site.workflow import Step, Workflow

State = AppointmentLetter.State

LETTER = Workflow(
    "letters",
    (
        Step(
            "revoke",
            "撤销聘书",
            (State.ISSUED,),
            State.REVOKED,
            "organisation.manage",
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
