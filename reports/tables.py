"""The district's board: every school, what it has handed in, and the figures it froze."""

from __future__ import annotations

import datetime
import enum
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone

from reports import numbers
from reports.models import Reminder, Return, ReturnKind
from union_site.listing import Asked, Chip
from union_site.models import Seat, Union

DASH = "—"


class Standing(enum.Enum):
    """Where a school stands. What it is writing at home is nobody's business but its own."""

    MISSING = ("missing", "未报", "plain")
    OVERDUE = ("overdue", "逾期未报", "bad")
    SUBMITTED = ("submitted", "已报送", "info")
    RETURNED = ("returned", "退回修改", "warn")
    ACCEPTED = ("accepted", "已接收", "ok")

    def __init__(self, code: str, label: str, tone: str) -> None:
        self.code, self.label, self.tone = code, label, tone

    @classmethod
    def of(cls, sent: Return | None, *, is_past_due: bool) -> Standing:
        if sent is None:
            return cls.OVERDUE if is_past_due else cls.MISSING
        return next(one for one in cls if one.code == sent.state)


# Chip → the standings it shows.
SHOWN = {
    "owing": ("未报", (Standing.MISSING, Standing.OVERDUE)),
    "submitted": ("待接收", (Standing.SUBMITTED,)),
    "returned": ("退回", (Standing.RETURNED,)),
    "accepted": ("已接收", (Standing.ACCEPTED,)),
}


@dataclass(frozen=True)
class FigureColumn:
    """A column of frozen figures: one code, or two of which both are shown (24 / 23)."""

    key: str
    label: str
    codes: tuple[str, ...]
    unit: str = ""

    def text(self, values: dict[str, Decimal]) -> str:
        if self.codes[0] not in values:
            return DASH
        parts = [
            numbers.shown(values[code], self.unit) if code in values else DASH
            for code in self.codes
        ]
        return " / ".join(parts) + (self.unit if self.unit == "%" else "")


COLUMNS = (
    FigureColumn("coverage", "入会率", ("reports.coverage",), "%"),
    FigureColumn(
        "micro", "微提案 收 / 结", ("proposals.micro_received", "proposals.micro_resolved")
    ),
    FigureColumn("visits", "慰问人次", ("welfare.visits",)),
    FigureColumn("held", "活动场次", ("activities.held",)),
)


@dataclass(frozen=True)
class Row:
    school: Union
    sent: Return | None
    standing: Standing
    reminded_on: datetime.date | None = None
    values: dict[str, Decimal] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[str, str]]:
        return [(column.label, column.text(self.values)) for column in COLUMNS]

    @property
    def is_settled(self) -> bool:
        return self.standing in (Standing.SUBMITTED, Standing.ACCEPTED)


@dataclass(frozen=True)
class Board:
    kind: ReturnKind
    year: int
    due_on: datetime.date
    rows: list[Row]  # of all schools, in the order of the register

    def showing(
        self, *, state: str = "", school_kind: str = "", sort: str = "", words: str = ""
    ) -> list[Row]:
        """The rows a filter leaves, in the order asked for; what is unknown comes last."""
        wanted = SHOWN[state][1] if state in SHOWN else tuple(Standing)
        rows = [
            row
            for row in self.rows
            if row.standing in wanted
            and (not school_kind or row.school.kind == school_kind)
            and words in row.school.name
        ]
        key = SORTS.get(sort.removeprefix("-"))
        return _sorted(rows, key, descending=sort.startswith("-")) if key else rows

    def count(self, *standings: Standing) -> int:
        return sum(row.standing in standings for row in self.rows)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Each standing that occurs, in words with its number."""
        order = (
            Standing.ACCEPTED,
            Standing.SUBMITTED,
            Standing.RETURNED,
            Standing.MISSING,
            Standing.OVERDUE,
        )
        return [(one.label, n) for one in order if (n := self.count(one))]

    @property
    def share(self) -> str:
        """报送率: handed in and not sent back, of all schools."""
        if not self.rows:
            return DASH
        settled = sum(row.is_settled for row in self.rows)
        return f"{Decimal(settled * 100) / len(self.rows):.1f}%"

    @property
    def on_time(self) -> int:
        return sum(row.sent is not None and not row.sent.is_late for row in self.rows)


Key = Callable[[Row], Any]


def _by_figure(code: str) -> Key:
    return lambda row: row.values.get(code)


SORTS: dict[str, Key] = {
    "school": lambda row: (row.school.kind_order, row.school.code),
    "submitted": lambda row: row.sent.submitted_at if row.sent else None,
    **{column.key: _by_figure(column.codes[0]) for column in COLUMNS},
}


def _sorted(rows: Iterable[Row], key: Key, *, descending: bool) -> list[Row]:
    known = [row for row in rows if key(row) is not None]
    unknown = [row for row in rows if key(row) is None]
    return sorted(known, key=key, reverse=descending) + unknown


def board_of(
    seat: Seat, *, kind: ReturnKind, year: int, due_on: datetime.date, today: datetime.date
) -> Board:
    """Everything the district may know, in three queries: register, last returns, reminders."""
    schools = Union.objects.visible_to(seat).schools().filter(is_active=True).for_list()
    returns = Return.objects.visible_to(seat).addressed_to(seat.union)
    last = returns.filter(kind=kind, year=year).last_versions().for_list()
    by_school = {sent.school_id: sent for sent in last}
    reminded = dict(
        Reminder.objects.visible_to(seat)
        .filter(kind=kind, year=year)
        .values_list("school_id")
        .annotate(Max("sent_on"))
    )
    rows = [
        _row(school, by_school.get(school.pk), reminded.get(school.pk), today > due_on)
        for school in schools
    ]
    return Board(kind, year, due_on, rows)


def _row(
    school: Union, sent: Return | None, reminded_on: datetime.date | None, is_past_due: bool
) -> Row:
    return Row(
        school=school,
        sent=sent,
        standing=Standing.of(sent, is_past_due=is_past_due),
        reminded_on=reminded_on,
        values=frozen_values(sent) if sent else {},
    )


def frozen_values(sent: Return) -> dict[str, Decimal]:
    return {entry["code"]: Decimal(entry["value"]) for entry in sent.figures}


def state_chips(board: Board, asked: Asked) -> list[Chip]:
    counts = {key: board.count(*standings) for key, (_, standings) in SHOWN.items()}
    return asked.chips("state", [(key, label) for key, (label, _) in SHOWN.items()], counts)


def kind_chips(board: Board, asked: Asked) -> list[Chip]:
    """The kinds of school that occur; the one that is on switches off again."""
    counts = Counter(row.school.kind for row in board.rows)
    on = asked.one_of("kind", Union.Kind.values)
    return [
        Chip(label, asked.link({"kind": None if key == on else key}), key == on, counts[key])
        for key, label in Union.Kind.choices
        if counts[key]
    ]


def year_chips(seat: Seat, board: Board, asked: Asked) -> list[Chip]:
    """The years in which anything was handed in, the one shown, and the one before it."""
    rows = Return.objects.visible_to(seat).addressed_to(seat.union).filter(kind=board.kind)
    known = {*rows.values_list("year", flat=True).distinct(), board.year, board.year - 1}
    return [
        Chip(f"{year}年", asked.link({"year": str(year)}), year == board.year)
        for year in sorted(known, reverse=True)[:6]
    ]


@dataclass(frozen=True)
class Head:
    """The head of a column: a link that sorts by it, and how it is sorted now."""

    label: str
    url: str
    aria_sort: str
    is_number: bool


def heads(asked: Asked, *, with_figures: bool) -> dict[str, Head]:
    shown = [("school", "学校", False), ("submitted", "报送日期", False)]
    if with_figures:
        shown += [(column.key, column.label, True) for column in COLUMNS]
    return {key: _head(asked, key, label, is_number) for key, label, is_number in shown}


def _head(asked: Asked, key: str, label: str, is_number: bool) -> Head:
    now = asked.data.get("sort", "")
    first, second = (f"-{key}", key) if is_number else (key, f"-{key}")
    aria = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return Head(label, asked.link({"sort": second if now == first else first}), aria, is_number)


def totals(rows: Sequence[Row]) -> tuple[int, list[tuple[str, str]]]:
    """How many schools the sums cover, and the sums; a return that was sent back counts not."""
    settled = [row for row in rows if row.is_settled]
    sums: dict[str, Decimal] = {}
    for row in settled:
        for code, value in row.values.items():
            sums[code] = sums.get(code, Decimal(0)) + value
    sums.pop("reports.coverage", None)
    if (share := _coverage(settled)) is not None:
        sums["reports.coverage"] = share
    return len(settled), [(column.label, column.text(sums)) for column in COLUMNS]


def _coverage(rows: Iterable[Row]) -> Decimal | None:
    """Members of all staff, over the schools that reported both."""
    pairs = [
        (row.values["members.active"], row.values["reports.staff"])
        for row in rows
        if "members.active" in row.values and "reports.staff" in row.values
    ]
    staff = sum((of for _, of in pairs), Decimal(0))
    if not staff:
        return None
    members = sum((part for part, _ in pairs), Decimal(0))
    return (members * 100 / staff).quantize(Decimal("0.1"), ROUND_HALF_UP)


def sheet_rows(rows: Iterable[Row]) -> tuple[list[str], list[list[Any]]]:
    """The board as a spreadsheet: heading and rows, numbers as numbers."""
    codes = [code for column in COLUMNS for code in column.codes]
    headings = ["学校", "类别", "状态", "报送时间", "第几次", "逾期", "入会率（%）"]
    headings += ["收到微提案", "办结微提案", "慰问人次", "活动场次", "意见"]
    return headings, [_sheet_row(row, codes) for row in rows]


def _sheet_row(row: Row, codes: list[str]) -> list[Any]:
    sent = row.sent
    return [
        row.school.unit_name,
        row.school.get_kind_display(),
        row.standing.label,
        timezone.localtime(sent.submitted_at).strftime("%Y-%m-%d %H:%M") if sent else None,
        sent.version if sent else None,
        ("是" if sent.is_late else "否") if sent else None,
        *[row.values.get(code) for code in codes],
        sent.remark if sent else None,
    ]
