"""Numbers that can be asked for: each one knows the rows it was counted from.

An app registers its figures in `figures.py`. A figure is a function from (union, span) to
rows, a way to measure them, and the address of the page that lists exactly these rows.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from union_site.models import Union

Number = int | Decimal
Rows = Any  # a QuerySet


@dataclass(frozen=True)
class Span:
    """The days a figure speaks of, both ends included, and what to call them."""

    first: datetime.date
    last: datetime.date
    label: str

    @property
    def year(self) -> int:
        return self.first.year


def calendar_year(year: int) -> Span:
    return Span(datetime.date(year, 1, 1), datetime.date(year, 12, 31), f"{year}年")


def school_year(first_year: int) -> Span:
    """学年: 1 September to 31 August."""
    return Span(
        datetime.date(first_year, 9, 1),
        datetime.date(first_year + 1, 8, 31),
        f"{first_year}—{first_year + 1}学年",
    )


def count(rows: Rows) -> int:
    return int(rows.count())


@dataclass(frozen=True)
class Figure:
    """A number of an app. `code` is `app.name` and stays for ever: frozen returns use it."""

    code: str
    label: str
    unit: str
    rows: Callable[[Union, Span], Rows]
    url: Callable[[Span], str]  # the page that lists the rows
    measure: Callable[[Rows], Number] = count
    group: str = ""
    of_district: bool = False  # speaks of a district; a school's papers leave it out


@dataclass(frozen=True)
class Rate:
    """A share of two figures; never shown without both of them."""

    code: str
    label: str
    numerator: str
    denominator: str
    group: str = ""
    of_district: bool = False


@dataclass(frozen=True)
class Taken:
    """A figure as it was on the day it was taken."""

    figure: Figure
    span: Span
    value: Number
    row_ids: tuple[str, ...]

    @property
    def url(self) -> str:
        return self.figure.url(self.span)


_figures: dict[str, Figure] = {}
_rates: dict[str, Rate] = {}


def register(*figures: Figure | Rate) -> None:
    for figure in figures:
        known: dict[str, Any] = _rates if isinstance(figure, Rate) else _figures
        if figure.code in _figures or figure.code in _rates:
            raise ValueError(f"Figure {figure.code!r} exists already.")
        known[figure.code] = figure


def figure(code: str) -> Figure:
    return _figures[code]


def all_figures(*, of_district: bool = False) -> list[Figure]:
    """The figures of a school, or those of a district."""
    return [row for row in _figures.values() if row.of_district == of_district]


def all_rates(*, of_district: bool = False) -> list[Rate]:
    return [row for row in _rates.values() if row.of_district == of_district]


def value(code: str, *, union: Union, span: Span) -> Number:
    """The number alone, for a tile: one query."""
    found = _figures[code]
    return found.measure(found.rows(union, span))


def take(code: str, *, union: Union, span: Span) -> Taken:
    """The number with the ids of the rows behind it, for a document that is kept."""
    found = _figures[code]
    rows = found.rows(union, span)
    ids = tuple(str(pk) for pk in rows.values_list("pk", flat=True))
    return Taken(found, span, found.measure(rows), ids)
