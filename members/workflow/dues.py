"""States and steps of a dues year, and of a sheet of wage bases."""

from __future__ import annotations

from members.models import BaseImport, DuesYear
from union_site.workflow import Step, Workflow

Year = DuesYear.State
Sheet = BaseImport.State

DUES_YEAR = Workflow(
    "dues.year",
    (
        Step("close", "结账", (Year.OPEN,), Year.CLOSED, "dues.manage"),
        Step("reopen", "重新打开", (Year.CLOSED,), Year.OPEN, "dues.manage", needs_note=True),
    ),
)

BASE_IMPORT = Workflow(
    "dues.bases",
    (
        Step("apply", "确认导入基数", (Sheet.PREVIEWED,), Sheet.APPLIED, "dues.manage"),
        Step("discard", "放弃导入基数", (Sheet.PREVIEWED,), Sheet.DISCARDED, "dues.manage"),
    ),
)
