"""Workbooks that go with an import: the rows with what is wrong, and the empty form."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied

from members.actions.imports import run, table_of
from members.models import RosterImport
from members.resources.columns import BY_KEY, OFFICIAL_FORM
from members.resources.headings import WHAT_IS_WRONG
from union_site import audit
from union_site.models import Seat, Union
from union_site.spreadsheets import Table, as_text, write_xlsx


def error_workbook(*, brought: RosterImport, by: Seat, today: datetime.date) -> bytes:
    """The rows as they were uploaded, with a column in front that says what is wrong.

    Holds full ID numbers, as the uploaded file did: the download is recorded, nothing is kept.
    """
    if not by.can("members.import") or by.union_id != brought.union_id:
        raise PermissionDenied
    table = table_of(brought)
    result = run(table, union=brought.union, today=today)
    wrong: dict[int, list[str]] = defaultdict(list)
    for finding in result.findings:
        wrong[finding.row].append(finding.message.split("：", 1)[1])
    audit.record(
        verb="members.download_errors",
        label="下载需改正的名册",
        by=by,
        thing=brought,
        note=f"{len(table.rows)} 行",
    )
    headings = [WHAT_IS_WRONG, *table.headings]
    with write_xlsx(headings, _rows(table, wrong), title="需改正", widths=[50]) as file:
        return file.read()


def _rows(table: Table, wrong: dict[int, list[str]]) -> Iterator[list[str]]:
    # Those with something wrong first, or they are not found among hundreds.
    for row in sorted(table.rows, key=lambda row: row.number not in wrong):
        yield ["；".join(wrong.get(row.number, [])), *(as_text(cell) for cell in row.cells)]


def empty_form(union: Union) -> bytes:
    """《工会会员信息采集表》 as it is handed out: title, unit, headings, and no rows."""
    headings = [BY_KEY[key].label for key in OFFICIAL_FORM]
    lead = ["附件四", "工会会员信息采集表", f"填表单位（盖章）：{union.unit_name}"]
    with write_xlsx(headings, [], title="会员信息", lead=lead) as file:
        return file.read()
