"""建会率, 新建 and 换届 of a year, members and cards: by kind, each number with its list."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.http import urlencode

from members.checks.register import share
from members.models import Unit, UnitEvent, UnitEventKind
from members.models.register import KINDS
from union_site.listing import Asked, Chip, Column
from union_site.models import Seat, Union


@dataclass(frozen=True)
class Line:
    """The numbers of one kind of units, or of all together."""

    kind: str
    label: str
    year: int
    units: int = 0
    eligible: int = 0
    established: int = 0
    founded: int = 0
    renewed: int = 0
    members: int = 0
    cards: int = 0

    @property
    def rate(self) -> Decimal | None:
        return share(self.established, self.eligible)

    @property
    def card_share(self) -> Decimal | None:
        return share(self.cards, self.members)

    @property
    def without(self) -> int:
        return self.eligible - self.established

    @property
    def founded_and_renewed(self) -> int:
        """Of two counters that stay apart; the sum that is reported upwards."""
        return self.founded + self.renewed

    def url(self, **query: str) -> str:
        asked = {**query, "kind": self.kind, "year": str(self.year)}
        return f"{reverse('unions:list')}?{urlencode({k: v for k, v in asked.items() if v})}"

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Label, number and the list behind it."""
        return [
            ("应建单位", f"{self.eligible:,}", self.url(state="eligible")),
            ("已建会", f"{self.established:,}", self.url(state="established")),
            ("未建会", f"{self.without:,}", self.url(state="without")),
            ("建会率", percent(self.rate), self.url(state="eligible")),
            ("当年新建", f"{self.founded:,}", self.url(event=UnitEventKind.FOUNDED)),
            ("当年换届", f"{self.renewed:,}", self.url(event=UnitEventKind.RENEWED)),
            ("采集会员", f"{self.members:,}", self.url(state="counted")),
            ("服务卡", f"{self.cards:,}", self.url(state="counted")),
            ("持卡率", percent(self.card_share), self.url(state="counted")),
        ]


@dataclass(frozen=True)
class Coverage:
    union: Union
    year: int
    day: datetime.date  # until when it was counted
    lines: list[Line]
    total: Line


def coverage(union: Union, *, year: int, today: datetime.date) -> Coverage:
    """The table of a year as it stood at its end, or stands today. Two queries."""
    day = min(today, datetime.date(year, 12, 31))
    counted = _units(union, day)
    happened = _events(union, year)
    lines = [
        Line(value, str(label), year, **counted.get(value, {}), **happened.get(value, {}))
        for value, label in KINDS
    ]
    names = ("units", "eligible", "established", "founded", "renewed", "members", "cards")
    sums = {name: sum(getattr(line, name) for line in lines) for name in names}
    return Coverage(union, year, day, lines, Line("", "合计", year, **sums))


def _units(union: Union, day: datetime.date) -> dict[str, dict[str, int]]:
    running = Unit.objects.of_union(union).running(day).counted_by(day)
    is_eligible = Q(is_eligible=True)
    rows = (
        running.order_by()
        .values("kind")
        .annotate(
            units=Count("pk"),
            eligible=Count("pk", filter=is_eligible),
            established=Count("pk", filter=is_eligible & Q(established_on__lte=day)),
            members=Sum("members_then", default=0),
            cards=Sum("cards_then", default=0),
        )
    )
    return {row.pop("kind"): row for row in rows}


def _events(union: Union, year: int) -> dict[str, dict[str, int]]:
    """Units, not events: one that is renewed twice in a year is one unit."""
    valid = UnitEvent.objects.of_union(union).valid().filter(on__year=year)
    rows = (
        valid.order_by()
        .values("unit__kind")
        .annotate(
            founded=Count("unit", filter=Q(kind=UnitEventKind.FOUNDED), distinct=True),
            renewed=Count("unit", filter=Q(kind=UnitEventKind.RENEWED), distinct=True),
        )
    )
    return {row.pop("unit__kind"): row for row in rows}


def years(seat: Seat, asked: Asked, shown: int, today: datetime.date) -> list[Chip]:
    """The latest years in which something happened, this one, and the one that is shown."""
    known = UnitEvent.objects.visible_to(seat).valid().dates("on", "year")
    found = sorted({today.year, *(day.year for day in known)}, reverse=True)[:6]
    return [
        Chip(f"{year}年", asked.link({"year": str(year)}), year == shown)
        for year in sorted({*found, shown}, reverse=True)
    ]


def percent(value: Decimal | None) -> str:
    return "—" if value is None else f"{value}%"


COLUMNS: list[Column] = [
    Column("类别", lambda line: line.label, 14),
    Column("应建单位（家）", lambda line: line.eligible),
    Column("已建会（家）", lambda line: line.established),
    Column("未建会（家）", lambda line: line.without),
    Column("建会率", lambda line: percent(line.rate)),
    Column("当年新建（家）", lambda line: line.founded),
    Column("当年换届（家）", lambda line: line.renewed),
    Column("新建及换届（家）", lambda line: line.founded_and_renewed, 16),
    Column("采集会员（人）", lambda line: line.members),
    Column("会员服务卡（张）", lambda line: line.cards, 16),
    Column("持卡率", lambda line: percent(line.card_share)),
]


def sheet_rows(found: Coverage) -> tuple[list[str], list[list[Any]]]:
    lines = [*found.lines, found.total]
    cells = [[column.cell(line) for column in COLUMNS] for line in lines]
    return [column.heading for column in COLUMNS], cells
