"""The year of disclosure: what was disclosed by category and time, what was owed and is missing."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from congress.checks import disclosure as rules
from congress.checks.disclosure import Fulfilment, Standing
from congress.models import Disclosure, DisclosureDuty, DisclosureState, DisclosureYear
from congress.models.disclosure import OPEN_STATES
from congress.models.disclosure_duties import Category
from congress.models.periods import Cadence, Period
from congress.tables.disclosure_polls import PollResult, result_of
from union_site.calendar import DAY, last_day_of_month, official_date
from union_site.findings import Finding
from union_site.listing import Asked
from union_site.models import Seat
from union_site.norms import InForce, norm

TONES = {Standing.DONE: "ok", Standing.LATE: "warn", Standing.MISSING: "bad"}


@dataclass(frozen=True)
class Slice:
    """A column of the matrix: some days of the span."""

    label: str
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True)
class Cell:
    count: int
    url: str


@dataclass(frozen=True)
class Line:
    label: str
    cells: tuple[Cell, ...]
    total: int
    url: str
    columns: tuple[Slice, ...]

    @property
    def labelled(self) -> list[tuple[str, Cell]]:
        return [(column.label, cell) for column, cell in zip(self.columns, self.cells, strict=True)]


@dataclass(frozen=True)
class PeriodCell:
    """One period of a duty: how it stands, and the item behind it."""

    period: Period
    due: datetime.date
    standing: Standing
    item: Disclosure | None  # published, or being written
    draft_url: str = ""

    @property
    def label(self) -> str:
        return rules.STANDING_LABELS[self.standing]

    @property
    def tone(self) -> str:
        return TONES.get(self.standing, "plain")

    @property
    def is_open(self) -> bool:
        return self.standing in (Standing.MISSING, Standing.AHEAD)

    @property
    def words(self) -> str:
        """For a paper."""
        if self.is_open:
            return f"{self.label}（{official_date(self.due)}前）"
        return f"{self.label}，{official_date(self.item.published_on)}"  # type: ignore[union-attr,arg-type]


@dataclass(frozen=True)
class DutyLine:
    duty: DisclosureDuty
    periods: tuple[PeriodCell, ...]
    count: int  # items published within the span
    url: str

    @property
    def is_arising(self) -> bool:
        return self.duty.cadence == Cadence.ARISING


@dataclass(frozen=True)
class Overview:
    first: datetime.date
    last: datetime.date
    label: str
    columns: tuple[Slice, ...]
    lines: tuple[Line, ...]
    totals: tuple[Cell, ...]
    total: int
    duties: tuple[DutyLine, ...]
    fulfilment: Fulfilment
    findings: tuple[Finding, ...]
    poll: PollResult | None
    ballot: Any  # of the whole year, whatever its state

    @property
    def sentence(self) -> str:
        counted = self.fulfilment
        said = f"{self.label}公开 {self.total} 项。"
        if counted.owed:
            said += (
                f"按公开目录，时期在此间结束、已到期的应公开 {counted.owed} 期，"
                f"已公开 {counted.disclosed} 期（{counted.share}），"
                f"其中逾期公开 {counted.late} 期；未公开 {counted.missing} 期。"
            )
        if counted.ahead:
            said += f"另有 {counted.ahead} 期未到期。"
        return said


def span_of(asked: Asked, *, today: datetime.date) -> tuple[datetime.date, datetime.date, str]:
    """?year= or ?from= ?to=; this calendar year where nothing (or nonsense) was asked for."""
    period = asked.period
    first, last = period.first, period.last
    if first is None or last is None or not DAY * 0 <= last - first <= DAY * 366:
        first, last = datetime.date(today.year, 1, 1), datetime.date(today.year, 12, 31)
    if (first.month, first.day, last) == (1, 1, datetime.date(first.year, 12, 31)):
        return first, last, f"{first.year}年"
    if (first.month, first.day, last) == (9, 1, datetime.date(first.year + 1, 8, 31)):
        return first, last, f"{first.year}—{last.year}学年"
    return first, last, f"{official_date(first)}至{official_date(last)}"


def overview(seat: Seat, asked: Asked, *, today: datetime.date) -> Overview:
    """Six queries, however much there is."""
    first, last, label = span_of(asked, today=today)
    by_term = asked.one_of("by", ["term"]) == "term"
    columns = tuple(_slices(first, last, by_term=by_term))
    rows = Disclosure.objects.visible_to(seat).disclosed().between(first, last)
    dated = list(rows.order_by().values_list("category", "published_on", "duty_id"))
    lines, totals = _matrix(dated, columns, first, last)
    rule = norm("congress.disclosure_due_days", union=seat.union, on=today)
    duties = duty_lines(seat, first, last, today=today, rule=rule, published=dated)
    cells = [cell for line in duties for cell in line.periods]
    year = DisclosureYear.objects.visible_to(seat).filter(year=first.year)
    row = year.select_related("poll").first()
    ballot = row.poll if row is not None else None
    shown = norm("congress.min_shown", union=seat.union, on=today)
    return Overview(
        first=first,
        last=last,
        label=label,
        columns=columns,
        lines=lines,
        totals=totals,
        total=len(dated),
        duties=tuple(duties),
        fulfilment=rules.fulfilment(cell.standing for cell in cells),
        findings=tuple(
            rules.year_findings(
                missing=_named(duties, Standing.MISSING),
                late=_named(duties, Standing.LATE),
                rule=rule,
            )
        ),
        poll=result_of(ballot, rule=shown),
        ballot=ballot,
    )


def _named(duties: Iterable[DutyLine], standing: Standing) -> list[str]:
    return [
        f"{line.duty.title}（{cell.period.label}）"
        for line in duties
        for cell in line.periods
        if cell.standing == standing
    ]


# --- the matrix ---------------------------------------------------------------------------


def _slices(first: datetime.date, last: datetime.date, *, by_term: bool) -> Iterable[Slice]:
    """Months, or the terms of a school: September to January, February to August."""
    begin = first
    while begin <= last:
        end = last_day_of_month(begin)
        if by_term:
            is_autumn = begin.month >= 9 or begin.month == 1
            year = begin.year + (begin.month >= 9)
            end = datetime.date(year, 1, 31) if is_autumn else datetime.date(begin.year, 8, 31)
            label = f"第{'一' if is_autumn else '二'}学期（{begin.month}月起）"
        else:
            label = f"{begin.month}月"
        yield Slice(label, begin, min(end, last))
        begin = end + DAY


def _matrix(
    dated: Sequence[tuple[str, datetime.date, Any]],
    columns: tuple[Slice, ...],
    first: datetime.date,
    last: datetime.date,
) -> tuple[tuple[Line, ...], tuple[Cell, ...]]:
    counts: Counter[tuple[str, int]] = Counter()
    for category, day, _ in dated:
        place = next(n for n, column in enumerate(columns) if column.first <= day <= column.last)
        counts[category, place] += 1
    lines = tuple(
        Line(
            label=str(label),
            cells=tuple(
                Cell(counts[code, n], register_url(column.first, column.last, category=code))
                for n, column in enumerate(columns)
            ),
            total=sum(counts[code, n] for n in range(len(columns))),
            url=register_url(first, last, category=code),
            columns=columns,
        )
        for code, label in Category.choices
    )
    totals = tuple(
        Cell(sum(line.cells[n].count for line in lines), register_url(c.first, c.last))
        for n, c in enumerate(columns)
    )
    return lines, totals


def register_url(first: datetime.date, last: datetime.date, **more: Any) -> str:
    query = {**more, "show": "disclosed", "from": first, "to": last}
    return reverse("congress:disclosure_list") + "?" + urlencode(query)


# --- what was owed ------------------------------------------------------------------------


def duty_lines(
    seat: Seat,
    first: datetime.date,
    last: datetime.date,
    *,
    today: datetime.date,
    rule: InForce,
    published: Iterable[tuple[str, datetime.date, Any]] = (),
) -> list[DutyLine]:
    """Every duty of these days with its periods. Two queries."""
    mine = DisclosureDuty.objects.visible_to(seat)
    duties = list(mine.in_force(first, last).for_list())
    items = _items(seat, duties)
    counted = Counter(duty_id for _, _, duty_id in published)
    return [
        DutyLine(
            duty=duty,
            periods=tuple(
                _period_cell(duty, period, items[duty.pk, period], today=today, rule=rule)
                for period in duty.owed(first, last)
            ),
            count=counted[duty.pk],
            url=register_url(first, last, duty=duty.pk),
        )
        for duty in duties
    ]


def _items(
    seat: Seat, duties: Sequence[DisclosureDuty]
) -> dict[tuple[int, Period], list[Disclosure]]:
    """The items of each duty and period; the earliest published one comes first."""
    found: dict[tuple[int, Period], list[Disclosure]] = defaultdict(list)
    rows = Disclosure.objects.visible_to(seat).filter(duty__in=duties)
    rows = rows.exclude(state=DisclosureState.WITHDRAWN).order_by("published_on", "pk")
    for row in rows.only("title", "state", "duty_id", "part", "year", "published_on", "union_id"):
        found[row.duty_id, row.period].append(row)
    return found


def _period_cell(
    duty: DisclosureDuty,
    period: Period,
    items: Sequence[Disclosure],
    *,
    today: datetime.date,
    rule: InForce,
) -> PeriodCell:
    open_ones = [item for item in items if item.state in OPEN_STATES]
    item = open_ones[0] if open_ones else next(iter(items), None)
    due = rules.due_on(period, rule)
    published_on = open_ones[0].published_on if open_ones else None
    query = urlencode({"duty": duty.pk, "part": period.part, "year": period.year})
    return PeriodCell(
        period=period,
        due=due,
        standing=rules.standing(published_on=published_on, due=due, today=today),
        item=item,
        draft_url=f"{reverse('congress:disclosure_new')}?{query}",
    )


def missing(seat: Seat, *, today: datetime.date) -> list[tuple[DisclosureDuty, PeriodCell]]:
    """The periods of the last twelve months that were due and are not disclosed."""
    rule = norm("congress.disclosure_due_days", union=seat.union, on=today)
    lines = duty_lines(seat, today - DAY * 365, today, today=today, rule=rule)
    return [
        (line.duty, cell)
        for line in lines
        for cell in line.periods
        if cell.standing == Standing.MISSING
    ]
