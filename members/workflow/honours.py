"""The life of an award in the register, and of a sheet of awards that is brought in."""

from __future__ import annotations

from members.models import Award, AwardImport
from union_site.workflow import Step, Workflow

MANAGE = "honours.manage"

AWARD = Workflow(
    "award",
    (
        Step(
            "withdraw",
            "作废",
            (Award.State.VALID,),
            Award.State.WITHDRAWN,
            MANAGE,
            needs_note=True,
            is_destructive=True,
        ),
        Step(
            "restore",
            "恢复",
            (Award.State.WITHDRAWN,),
            Award.State.VALID,
            MANAGE,
            needs_note=True,
        ),
    ),
)

AWARD_IMPORT = Workflow(
    "award_import",
    (
        Step(
            "apply",
            "确认导入",
            (AwardImport.State.PREVIEWED,),
            AwardImport.State.APPLIED,
            MANAGE,
            is_likely=True,
        ),
        Step(
            "discard",
            "放弃",
            (AwardImport.State.PREVIEWED,),
            AwardImport.State.DISCARDED,
            MANAGE,
        ),
    ),
)
