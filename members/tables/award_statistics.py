"""Awards in numbers: by level and year, 项, 人次 and 人 apart, staff and students apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.http import urlencode

from members.models import Award, AwardHolder
from members.models.award_holders import persons
from members.models.awards import period_of
from members.models.honour_titles import STAFF, Level, Recipient
from members.tables import honours as lists
from union_site.calendar import SchoolYear
from union_site.documents import Chart, ChartKind, Series
from union_site.listing import Asked, Chip
from union_site.models import Seat

MOST_PERIODS = 5
ITEMS, TIMES, PEOPLE = "项", "人次", "人"
Counts = dict[tuple[Any, Any], int]  # (row, period) → number; None stands for all of them


@dataclass(frozen=True)
class Cell:
    value: int
    url: str


@dataclass(frozen=True)
class Line:
    label: str
    cells: list[Cell]
    headings: list[str]

    @property
    def by_heading(self) -> list[tuple[str, Cell]]:
        return list(zip(self.headings, self.cells, strict=True))


@dataclass(frozen=True)
class Matrix:
    """One table of numbers, all of one unit."""

    title: str
    unit: str
    definition: str
    lines: list[Line]
    total: Line
    is_distinct: bool = False  # a total is then no sum of its parts


@dataclass(frozen=True)
class Statistics:
    by: str
    headings: list[str]
    matrices: list[Matrix]
    charts: list[Chart]
    kinds: list[Chip]
    switch: list[Chip]
    notes: list[str]

    @property
    def is_empty(self) -> bool:
        return not self.headings


@dataclass(frozen=True)
class _Frame:
    """What all tables of the page share: years, kind, addresses."""

    by: str
    years: list[int]
    kind: str
    names: dict[int, str]

    @property
    def headings(self) -> list[str]:
        return [*(lists.year_label(year, self.by) for year in self.years), "合计"]

    def address(self, page: str, year: int | None, **asked: Any) -> str:
        query = {"kind": self.kind, **asked, **self._days(year)}
        kept = {name: value for name, value in query.items() if value not in ("", None)}
        return f"{reverse(page)}?{urlencode(kept)}"

    def _days(self, year: int | None) -> dict[str, Any]:
        if year is not None:
            return {"sy" if self.by == "school" else "year": year}
        first, last = min(self.years), max(self.years)
        if self.by == "school":
            ends = (SchoolYear(first).first_day, SchoolYear(last).last_day)
            return {"from": ends[0], "to": ends[1]}
        return {"from": f"{first}-01-01", "to": f"{last}-12-31"}

    def matrix(
        self,
        title: str,
        unit: str,
        definition: str,
        counts: Counts,
        rows: Iterable[tuple[Any, str]],
        link: Callable[[Any, int | None], str],
        *,
        is_distinct: bool = False,
    ) -> Matrix:
        columns = [*self.years, None]

        def line(key: Any, label: str) -> Line:
            cells = [Cell(counts.get((key, y), 0), link(key, y)) for y in columns]
            return Line(label, cells, self.headings)

        shown = [line(key, label) for key, label in rows if counts.get((key, None))]
        return Matrix(title, unit, definition, shown, line(None, "合计"), is_distinct)


def statistics(seat: Seat, asked: Asked) -> Statistics:
    """?by=school or calendar, ?kind=. A constant number of queries."""
    by = lists.by_of(asked)
    mine = Award.objects.visible_to(seat).valid()
    kind = asked.one_of("kind", [value for value, _ in lists.KIND_FILTER])
    years = sorted(lists.years_of(mine, by)[:MOST_PERIODS])
    frame = _Frame(by, years, kind, lists.level_names(seat.union))
    matrices = _matrices(frame, mine, seat) if years else []
    return Statistics(
        by=by,
        headings=frame.headings if years else [],
        matrices=[matrix for matrix in matrices if matrix.total.cells[-1].value],
        charts=[chart for matrix in matrices[:2] if (chart := _chart(matrix, frame))],
        kinds=[
            Chip("全部类型", asked.link({"kind": None}), not kind),
            *(
                Chip(label, asked.link({"kind": value}), value == kind)
                for value, label in lists.KIND_FILTER
            ),
        ],
        switch=[
            Chip("按年度", asked.link({"by": None}), by == "calendar"),
            Chip("按学年", asked.link({"by": "school"}), by == "school"),
        ],
        notes=notes(by),
    )


def notes(by: str) -> list[str]:
    """What the numbers mean; stands on the page and in the document."""
    years = "学年（9月1日至次年8月31日）" if by == "school" else "年度（1月1日至12月31日）"
    return [
        f"按获奖日期归入{years}，作废的不计。",
        "“项”是奖项数：几个人合得一项仍是一项。“人次”是获奖人数的累计：三人合得一项计三人次，"
        "一人得两项计两人次。“人”是去掉重复后的人数。三者各自统计，不相加。",
        "学生获奖与教职工获奖分开统计；指导教师另计，不计入教职工获奖。",
    ]


def _matrices(frame: _Frame, mine: Any, seat: Seat) -> list[Matrix]:
    first, last = min(frame.years), max(frame.years)
    rows = lists.of_kind(mine, frame.kind).annotate(period=period_of("awarded_on", frame.by))
    rows = rows.filter(period__gte=first, period__lte=last)
    held = AwardHolder.objects.visible_to(seat).of_awards(rows)
    held = held.annotate(period=period_of("award__awarded_on", frame.by)).order_by()
    won = held.winners().filter(award__subject__in=STAFF)
    grouped = list(
        rows.order_by()
        .values_list("subject", "level_rank", "period")
        .annotate(items=Sum("quantity"), students=Sum("student_count"))
    )
    return [*_of_staff(frame, grouped, won), *_of_students(frame, grouped, held)]


def _of_staff(frame: _Frame, grouped: list[Any], won: Any) -> list[Matrix]:
    staff = [row for row in grouped if row[0] in STAFF]
    levels = [(level.value, frame.names[level.value]) for level in Level]

    def items(level: Any, year: int | None) -> str:
        return frame.address("honours:list", year, side="staff", level=level)

    def times(level: Any, year: int | None) -> str:
        return frame.address("honours:holders", year, side="staff", level=level)

    def people(level: Any, year: int | None) -> str:
        return frame.address("honours:persons", year, side="staff", level=level)

    def by_subject(subject: Any, year: int | None) -> str:
        return frame.address("honours:list", year, side="staff", subject=subject)

    by_level = _summed((level, period, n) for _, level, period, n, _ in staff)
    of_subjects = _summed((subject, period, n) for subject, _, period, n, _ in staff)
    return [
        frame.matrix("教职工和单位获奖", ITEMS, "按级别的奖项数", by_level, levels, items),
        frame.matrix("教职工获奖人次", TIMES, "按级别的获奖人次", _times(won), levels, times),
        frame.matrix(
            "教职工获奖人数",
            PEOPLE,
            "去掉重复的人数，所以合计不等于各行各列之和",
            _people(won),
            levels,
            people,
            is_distinct=True,
        ),
        frame.matrix(
            "个人、集体和单位获奖",
            ITEMS,
            "按获奖对象的奖项数",
            of_subjects,
            [(value, label) for value, label in Recipient.choices if value in STAFF],
            by_subject,
        ),
    ]


def _of_students(frame: _Frame, grouped: list[Any], held: Any) -> list[Matrix]:
    rows = [row for row in grouped if row[0] == Recipient.STUDENTS]
    coached = held.coaches().filter(award__subject=Recipient.STUDENTS)
    levels = [(level.value, frame.names[level.value]) for level in Level]

    def items(level: Any, year: int | None) -> str:
        return frame.address("honours:list", year, side="students", level=level)

    def coaches(level: Any, year: int | None) -> str:
        return frame.address("honours:holders", year, side="students", level=level, role="coach")

    won = _summed((level, period, n) for _, level, period, n, _ in rows)
    times = _summed((level, period, n) for _, level, period, _, n in rows)
    return [
        frame.matrix("学生获奖", ITEMS, "按级别的奖项数", won, levels, items),
        frame.matrix("学生获奖人次", TIMES, "按级别的学生人次", times, levels, items),
        frame.matrix(
            "学生获奖的指导教师", TIMES, "按级别的指导人次", _times(coached), levels, coaches
        ),
    ]


def _summed(rows: Iterable[tuple[Any, int, int]]) -> Counts:
    """Numbers of one unit with their totals; what is counted here may be added."""
    counts: Counts = {}
    for key, period, number in rows:
        for place in ((key, period), (key, None), (None, period), (None, None)):
            counts[place] = counts.get(place, 0) + number
    return counts


def _times(held: Any) -> Counts:
    grouped = held.values_list("award__level_rank", "period").annotate(n=Count("pk"))
    return _summed(grouped)


def _people(won: Any) -> Counts:
    """Distinct persons: each total is counted anew, since a sum would count somebody twice."""
    counts: Counts = {}
    both = ("award__level_rank", "period")
    for level, period, members, others in won.values_list(*both).annotate(**persons()):
        counts[level, period] = members + others
    for level, members, others in won.values_list("award__level_rank").annotate(**persons()):
        counts[level, None] = members + others
    for period, members, others in won.values_list("period").annotate(**persons()):
        counts[None, period] = members + others
    counts[None, None] = sum(won.aggregate(**persons()).values())
    return counts


def _chart(matrix: Matrix, frame: _Frame) -> Chart | None:
    """The levels of each year; the last column, which is a total, stays away."""
    if not matrix.total.cells[-1].value:
        return None
    return Chart(
        kind=ChartKind.BAR,
        title=matrix.title,
        labels=[lists.year_label(year, frame.by).removesuffix("学年") for year in frame.years],
        series=[
            Series(line.label, [cell.value for cell in line.cells[:-1]]) for line in matrix.lines
        ],
        unit=matrix.unit,
    )
