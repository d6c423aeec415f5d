"""The report on proposal work: written, then finished with its figures; reopened for a reason."""

from __future__ import annotations

from proposals.models import ReportState
from proposals.workflow.formal import OWN, decides, screens
from union_site.workflow import Step, Workflow

S = ReportState

REPORT = Workflow(
    name="proposal_report",
    steps=(
        Step("write", "撰写", (S.DRAFT,), None, OWN, screens),
        Step("finish", "定稿", (S.DRAFT,), S.FINISHED, OWN, decides, is_likely=True),
        Step(
            "reopen",
            "退回修改",
            (S.FINISHED,),
            S.DRAFT,
            OWN,
            decides,
            needs_note=True,
            is_destructive=True,
        ),
    ),
)
