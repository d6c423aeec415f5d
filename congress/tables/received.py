"""What the district sees of its schools' sessions: who has reported, on time, late, not yet."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.json import KT

from congress.models import SessionReport
from union_site.calendar import SchoolYear, official_date, school_year
from union_site.listing import Asked, Chip, Column
from union_site.models import Seat, Union

DASH = "—"
# Chip → label; what a school is, by its reports of the school year.
STANDINGS = {
    "none": "尚无报告",
    "on_time": "按时报告",
    "late": "逾期报告",
    "waiting": "待接收",
    "returned": "已退回",
}


@dataclass(frozen=True)
class Row:
    """One school with the reports of a school year, the newest first."""

    school: Union
    reports: tuple[SessionReport, ...]

    @property
    def last(self) -> SessionReport | None:
        return self.reports[0] if self.reports else None

    @property
    def late(self) -> int:
        return sum(report.is_late for report in self.reports)

    def stands(self, standing: str) -> bool:
        states = [report.state for report in self.reports]
        match standing:
            case "none":
                return not self.reports
            case "on_time":
                return bool(self.reports) and not self.late
            case "late":
                return self.late > 0
            case "waiting":
                return SessionReport.State.SENT in states
            case "returned":
                return SessionReport.State.RETURNED in states
        return True


def year_of(asked: Asked, today: datetime.date) -> SchoolYear:
    start = asked.number("year")
    return SchoolYear(start) if start and 1990 <= start < 2200 else school_year(today)


def rows_of(seat: Seat, year: SchoolYear, *, is_whole: bool = False) -> list[Row]:
    """Every school in use with what it reported of that school year. Two queries.

    Of what a report tells only `told_title` is read, unless `is_whole`.
    """
    schools = Union.objects.visible_to(seat).schools().filter(is_active=True).for_list()
    reports: dict[int, list[SessionReport]] = {}
    sent = SessionReport.objects.visible_to(seat).addressed_to(seat.union)
    dated = sent.filter(held_on__gte=year.first_day, held_on__lte=year.last_day)
    dated = dated.annotate(told_title=KT("payload__title"))
    if not is_whole:
        dated = dated.defer("payload")
    for report in dated.select_related("union").order_by("-held_on", "-pk"):
        reports.setdefault(report.union_id, []).append(report)
    return [Row(school, tuple(reports.get(school.pk, ()))) for school in schools]


def shown(rows: Iterable[Row], asked: Asked) -> list[Row]:
    """?state= ?kind= ?q= (name)."""
    standing = asked.one_of("state", STANDINGS)
    kind = asked.one_of("kind", Union.Kind.values)
    return [
        row
        for row in rows
        if row.stands(standing)
        and (not kind or row.school.kind == kind)
        and asked.words in row.school.name
    ]


def chips(rows: list[Row], asked: Asked) -> list[Chip]:
    counts = {key: sum(row.stands(key) for row in rows) for key in STANDINGS}
    found = asked.chips("state", list(STANDINGS.items()), counts)
    every = found[0]
    return [Chip(every.label, every.url, every.is_active, len(rows)), *found[1:]]


def kind_chips(rows: list[Row], asked: Asked) -> list[Chip]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.school.kind] = counts.get(row.school.kind, 0) + 1
    choices = [choice for choice in Union.Kind.choices if choice[0] != Union.Kind.DISTRICT]
    return asked.chips("kind", choices, counts)


def year_chips(year: SchoolYear, asked: Asked, today: datetime.date) -> list[Chip]:
    newest = school_year(today).start
    years = sorted({newest, newest - 1, newest - 2, year.start}, reverse=True)
    return [
        Chip(SchoolYear(start).label, asked.link({"year": str(start)}), start == year.start)
        for start in years
    ]


COLUMNS = [
    Column("单位", lambda pair: pair[0].school.short_name, 28),
    Column("类别", lambda pair: pair[0].school.get_kind_display(), 16),
    Column("会议", lambda pair: pair[1].payload["title"] if pair[1] else "", 40),
    Column("召开日期", lambda pair: pair[1].held_on if pair[1] else None),
    Column("应到", lambda pair: pair[1].payload["n"] if pair[1] else None, 8),
    Column("实到", lambda pair: pair[1].payload["present"] if pair[1] else None, 8),
    Column("通过决议", lambda pair: adopted(pair[1]) if pair[1] else None, 10),
    Column("报送期限", lambda pair: pair[1].due_on if pair[1] else None),
    Column("报送日期", lambda pair: pair[1].sent_on if pair[1] else None),
    Column("是否按时", lambda pair: word_of(pair[1]), 12),
    Column("状态", lambda pair: pair[1].get_state_display() if pair[1] else "尚无报告", 12),
]


def adopted(report: SessionReport) -> int:
    return sum(row["is_adopted"] for row in report.payload["resolutions"])


def word_of(report: SessionReport | None) -> str:
    if report is None:
        return ""
    return "逾期" if report.is_late else "按时"


def pairs(rows: Iterable[Row]) -> list[tuple[Row, SessionReport | None]]:
    """One line of the sheet for each report, one for each school without."""
    found: list[tuple[Row, SessionReport | None]] = []
    for row in rows:
        found += [(row, report) for report in row.reports] or [(row, None)]
    return found


def facts(report: SessionReport) -> list[tuple[str, Any]]:
    told = report.payload
    late = "逾期" if report.is_late else "按时"
    return [
        ("单位", report.union.unit_name),
        ("会议类别", told["kind"]),
        ("召开日期", official_date(report.held_on)),
        ("应到正式代表", f"{told['n']} 人"),
        ("实到正式代表", f"{told['present']} 人"),
        ("列席和特邀", f"{told['observers']} 人"),
        ("征集提案", f"{told['proposals']} 件"),
        ("报送期限", official_date(report.due_on)),
        ("报送日期", f"{official_date(report.sent_on)}（{late}）"),
        ("第几次报送", f"第 {report.version} 次"),
    ]
