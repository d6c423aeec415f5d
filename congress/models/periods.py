"""Periods a school reports on: years, halves, quarters, school years, terms."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from union_site.calendar import DAY


class Part(models.TextChoices):
    """Which part of a year; a school year and its terms go by the year they begin in."""

    YEAR = "year", "全年"
    FIRST_HALF = "h1", "上半年"
    SECOND_HALF = "h2", "下半年"
    Q1 = "q1", "第一季度"
    Q2 = "q2", "第二季度"
    Q3 = "q3", "第三季度"
    Q4 = "q4", "第四季度"
    SCHOOL_YEAR = "school_year", "学年"
    AUTUMN = "autumn", "学年第一学期"
    SPRING = "spring", "学年第二学期"


class Cadence(models.TextChoices):
    YEARLY = "yearly", "每年"
    HALF_YEARLY = "half_yearly", "每半年"
    QUARTERLY = "quarterly", "每季度"
    SCHOOL_YEARLY = "school_yearly", "每学年"
    TERMLY = "termly", "每学期"
    ARISING = "arising", "有则公开"


PARTS: dict[str, tuple[Part, ...]] = {
    Cadence.YEARLY: (Part.YEAR,),
    Cadence.HALF_YEARLY: (Part.FIRST_HALF, Part.SECOND_HALF),
    Cadence.QUARTERLY: (Part.Q1, Part.Q2, Part.Q3, Part.Q4),
    Cadence.SCHOOL_YEARLY: (Part.SCHOOL_YEAR,),
    Cadence.TERMLY: (Part.AUTUMN, Part.SPRING),
    Cadence.ARISING: (),
}

# First month and number of months, counted from January of the year the period is named by.
_SPANS: dict[str, tuple[int, int]] = {
    Part.YEAR: (1, 12),
    Part.FIRST_HALF: (1, 6),
    Part.SECOND_HALF: (7, 6),
    Part.Q1: (1, 3),
    Part.Q2: (4, 3),
    Part.Q3: (7, 3),
    Part.Q4: (10, 3),
    Part.SCHOOL_YEAR: (9, 12),
    Part.AUTUMN: (9, 5),
    Part.SPRING: (14, 7),
}
_OF_SCHOOL = (Part.SCHOOL_YEAR, Part.AUTUMN, Part.SPRING)


def _first_of(year: int, month: int) -> datetime.date:
    """`month` counts on beyond December: 14 is February of the next year."""
    return datetime.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


@dataclass(frozen=True, order=True)
class Period:
    year: int
    part: str

    @property
    def first_day(self) -> datetime.date:
        return _first_of(self.year, _SPANS[self.part][0])

    @property
    def last_day(self) -> datetime.date:
        month, months = _SPANS[self.part]
        return _first_of(self.year, month + months) - DAY

    @property
    def label(self) -> str:
        """2026年度, 2026年上半年, 2025—2026学年第一学期."""
        if self.part in _OF_SCHOOL:
            return f"{self.year}—{self.year + 1}{Part(self.part).label}"
        return f"{self.year}年度" if self.part == Part.YEAR else f"{self.year}年{self.short}"

    @property
    def short(self) -> str:
        """Within a table of one year."""
        if self.part == Part.YEAR:
            return "全年"
        return self.label if self.part in _OF_SCHOOL else str(Part(self.part).label)

    def next_year(self) -> Period:
        return Period(self.year + 1, self.part)


def ending_between(cadence: str, first: datetime.date, last: datetime.date) -> Iterator[Period]:
    """The periods of a cadence whose last day is one of these days, the earliest first."""
    found = [
        Period(year, part)
        for year in range(first.year - 2, last.year + 1)
        for part in PARTS[cadence]
    ]
    ended = [period for period in found if first <= period.last_day <= last]
    yield from sorted(ended, key=lambda period: period.last_day)
