"""Makes the least that is valid of disclosure."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl

from congress.checks.disclosure import SCALE
from congress.models import Ballot, Disclosure, DisclosureDuty, DisclosureTable
from tests.congress.factories import make_ballot
from union_site.models import Union

DAY = datetime.date(2026, 7, 13)
UNTIL = datetime.date(2026, 7, 24)


def make_duty(union: Union, title: str = "公用经费使用情况", **fields: Any) -> DisclosureDuty:
    given = {"category": "finance", "cadence": "quarterly", "since": datetime.date(2025, 1, 1)}
    duty = DisclosureDuty(union=union, title=title, **{**given, **fields})
    duty.full_clean()
    duty.save()
    return duty


def make_item(union: Union, state: str = "published", **fields: Any) -> Disclosure:
    """An item in any state; published ones hang since 13 July 2026."""
    given: dict[str, Any] = {
        "category": "finance",
        "title": "2026年第二季度公用经费使用情况",
        "text": "支出如下。",
        "part": "q2",
        "year": 2026,
        "department": "财务室",
    }
    if state in ("published", "ended", "withdrawn"):
        given |= {"published_on": DAY, "published_until": UNTIL}
    item = Disclosure(union=union, state=state, **{**given, **fields})
    item.full_clean()
    item.save()
    return item


def make_table(item: Disclosure, **fields: Any) -> DisclosureTable:
    given: dict[str, Any] = {
        "position": 1,
        "title": "支出",
        "unit": "元",
        "columns": [{"name": "项目", "kind": "label"}, {"name": "金额", "kind": "number"}],
        "rows": [["办公费", "1200.5"], ["水电费", "800"]],
        "total": ["合计", "2000.5"],
        "drawing": "bar",
        "drawn": [1],
    }
    table = DisclosureTable(union=item.union, disclosure=item, **{**given, **fields})
    table.full_clean()
    table.save()
    return table


def decided_poll(union: Union, counts: list[int], *, issued: int = 60, **fields: Any) -> Ballot:
    """A poll whose result stands, written as the ballots write it."""
    marks = {code: n for (code, _), n in zip(SCALE, counts, strict=True)}
    returned = sum(counts)
    return make_ballot(
        None,
        "校务公开",
        union=union,
        kind="poll",
        electorate="members",
        scale=[list(pair) for pair in SCALE],
        state="decided",
        opened_at=datetime.datetime(2026, 7, 20, 9, tzinfo=datetime.UTC),
        result={
            "items": [{"title": "校务公开", "counts": marks}],
            "issued": issued,
            "returned": returned,
            "valid": returned,
        },
        **fields,
    )


def xlsx(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
