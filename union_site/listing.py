"""Lists: what a query string asks for, the links that change it, the same rows as a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpResponse, QueryDict

from union_site import attachments
from union_site.models import Seat, StepEvent
from union_site.spreadsheets import write_xlsx

PER_PAGE = 20
_YEARS = range(1900, 2200)
ALL_YEARS = "all"


@dataclass(frozen=True)
class Period:
    """Days asked for, both ends included; an end that is None is open."""

    first: datetime.date | None = None
    last: datetime.date | None = None

    @property
    def year(self) -> int | None:
        """The calendar year, where the period is exactly one."""
        if self.first is None or self.last is None or self.first.year != self.last.year:
            return None
        is_whole = (self.first.month, self.first.day, self.last.month, self.last.day) == (
            1,
            1,
            12,
            31,
        )
        return self.first.year if is_whole else None


@dataclass(frozen=True)
class Chip:
    """One filter that can be switched on, with the number of rows behind it."""

    label: str
    url: str
    is_active: bool
    count: int | None = None


class Asked:
    """What a list was asked for: ?q= ?from= ?to= ?year= and choices. Nonsense is passed over."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        self.words = data.get("q", "").strip()[:50]
        self.period = self._period()

    def _period(self) -> Period:
        year = self.number("year")
        if year is not None and year in _YEARS:
            return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
        return Period(self.day("from"), self.day("to"))

    def number(self, name: str) -> int | None:
        text = self.data.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def day(self, name: str) -> datetime.date | None:
        try:
            day = datetime.date.fromisoformat(self.data.get(name, ""))
        except ValueError:
            return None
        return day if day.year in _YEARS else None

    def month(self, name: str) -> datetime.date | None:
        """The first day of a month given as 2026-11."""
        try:
            first = datetime.date.fromisoformat(f"{self.data.get(name, '')}-01")
        except ValueError:
            return None
        return first if first.year in _YEARS else None

    def one_of(self, name: str, choices: Iterable[str]) -> str:
        """The value asked for, or "" where it is none of the choices."""
        value = self.data.get(name, "")
        return value if value in set(choices) else ""

    def link(self, changes: Mapping[str, str | None] | None = None) -> str:
        """The same question with changes; None takes a part away. The page starts anew."""
        query = self.data.copy()
        for name, value in {"page": None, **(changes or {})}.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = value
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        return f"?{query.urlencode()}"

    @property
    def query(self) -> str:
        """For the pager: everything but the page."""
        return self.link().removeprefix("?")

    def chips(
        self, name: str, choices: Sequence[tuple[str, str]], counts: Mapping[str, int]
    ) -> list[Chip]:
        """One chip for all and one for each choice that has rows or is switched on."""
        value = self.one_of(name, [choice for choice, _ in choices])
        shown = [row for row in choices if counts.get(row[0]) or row[0] == value]
        every = Chip("全部", self.link({name: None}), not value, sum(counts.values()))
        return [every] + [
            Chip(label, self.link({name: key}), key == value, counts.get(key, 0))
            for key, label in shown
        ]

    def in_latest_year(self, year: int | None) -> Asked:
        """The same question, about this year where it was about no time and no words: for lists
        that grow for ever. All years are there under ?year=all."""
        if year is None or self.words or any(name in self.data for name in ("year", "from", "to")):
            return self
        data = self.data.copy()
        data["year"] = str(year)
        return Asked(data)

    def year_chips(self, years: Iterable[int], *, every_year: str | None = None) -> list[Chip]:
        """One chip for all years and one for each of the newest. `every_year`: what ?year= says
        for all of them, where the list begins with one."""
        away: dict[str, str | None] = {"from": None, "to": None}
        newest = sorted(set(years), reverse=True)[:4]
        every = Chip("历年", self.link({"year": every_year, **away}), self.period == Period())
        return [every] + [
            Chip(f"{year}年", self.link({"year": str(year), **away}), year == self.period.year)
            for year in newest
        ]

    def page(self, rows: Any, size: int = PER_PAGE, *, count: int | None = None) -> Page[Any]:
        """The page asked for. `count` spares a query where the chips know it already."""
        paginator = Paginator(rows, size)
        if count is not None:
            paginator.count = count
            if isinstance(rows, KeysFirst):
                rows.known = count
        return paginator.get_page(self.data.get("page"))


@dataclass
class KeysFirst:
    """Rows for a pager, cut into pages by their keys alone: a page far behind reads an index,
    from the end that it is nearer to, and fetches its own rows. One query, as for plain rows.
    """

    rows: Any
    """What is listed, in its order."""
    fetch: Callable[[Any], Any]
    """The rows of some keys, in the same order."""
    known: int | None = None
    """How many there are, where somebody knows it already."""

    def count(self) -> int:
        if self.known is None:
            self.known = int(self.rows.count())
        return self.known

    def __getitem__(self, part: slice) -> Any:
        keys, total = self.rows.values("pk"), self.count()
        if part.start <= total // 2:
            return self.fetch(keys[part])
        return self.fetch(keys.reverse()[max(total - part.stop, 0) : total - part.start])


@dataclass(frozen=True)
class Listed:
    """A list as it was asked for: its rows, two groups of chips, the form behind 筛选."""

    rows: Any
    chips: list[Chip]
    more_chips: list[Chip]
    filter_form: Any

    @property
    def count(self) -> int | None:
        """How many rows there are: what the chip says that is switched on."""
        return next((chip.count for chip in self.chips if chip.is_active), None)


def searched(rows: Any, words: str, *columns: str) -> Any:
    """The rows that hold the words in one of the columns; all of them where nothing was typed."""
    if not words:
        return rows
    wanted = Q()
    for column in columns:
        wanted |= Q(**{f"{column}__icontains": words})
    return rows.filter(wanted)


@dataclass(frozen=True)
class Happened:
    """One line of a timeline."""

    title: str
    at: datetime.datetime
    who: str
    note: str
    is_current: bool


def timeline(thing: Any, seat: Seat) -> list[Happened]:
    """The steps that were taken with a thing, the newest first. One query."""
    steps = StepEvent.objects.visible_to(seat).of(thing).for_list()
    return [
        Happened(step.label, step.at, step.seat.name if step.seat else "", step.note, n == 0)
        for n, step in enumerate(steps)
    ]


@dataclass(frozen=True)
class Column:
    """A column of an export."""

    heading: str
    cell: Callable[[Any], Any]
    width: int = 14


def workbook(name: str, columns: Sequence[Column], rows: Any) -> HttpResponse:
    """The rows as an xlsx download, read in batches: memory does not grow with their number."""
    cells = ([column.cell(row) for column in columns] for row in rows.iterator(chunk_size=500))
    headings = [column.heading for column in columns]
    widths = [column.width for column in columns]
    with write_xlsx(headings, cells, title=name, widths=widths) as file:
        content = file.read()
    return attachments.answer(content, name=f"{name}.xlsx", content_type=attachments.XLSX)
