"""What the notice page shows: its rows as asked for, charts with links, how screening went."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Sum
from django.utils import timezone

from proposals.actions import searching
from proposals.models import (
    Category,
    Meaning,
    Notice,
    NoticeKind,
    Satisfaction,
)
from union_site.calendar import within
from union_site.forms import PeriodForm
from union_site.listing import ALL_YEARS, Asked, Chip, Column, KeysFirst
from union_site.models import Seat, Union

UNRATED = "unrated"
VERDICTS = [*Satisfaction.choices, (UNRATED, "还没有评价")]
# What the form asks for; chips and carried words are not among it.
TYPED = ("q", "from", "to", "category", "meaning", "department", "verdict", "readers")
YEARS_OFFERED = 5
COLUMNS = {"category": Category.choices, "meaning": Meaning.choices}


@dataclass(frozen=True)
class Group:
    """How many notices share kind, category, result and verdict, and what their readers said."""

    kind: str
    category: str
    meaning: str
    verdict: str
    count: int
    pleased: int
    unhappy: int


def grouped(rows: Any) -> list[Group]:
    """What chips and charts are counted from. One query, for which an index is kept."""
    found = rows.order_by().values_list("kind", "category", "meaning", "verdict")
    pleased = Sum(F("satisfied") + F("mostly"))
    counted = found.annotate(Count("pk"), pleased=pleased, unhappy=Sum("unsatisfied"))
    return [Group(*row) for row in counted.order_by("kind", "category", "meaning", "verdict")]


@dataclass(frozen=True)
class NoticeList:
    rows: Any
    groups: list[Group]
    asked: Asked
    """The question that is answered: about the latest year, where none was asked for."""
    kind_chips: list[Chip]
    year_chips: list[Chip]
    filter_form: PeriodForm
    is_open: bool
    """Whether something of the form was asked for."""

    @property
    def count(self) -> int | None:
        """How many rows there are: what the chip says that is switched on."""
        return next((chip.count for chip in self.kind_chips if chip.is_active), None)


def notices(seat: Seat, asked: Asked) -> NoticeList:
    """What is on the notice page, narrowed: the latest year, unless another time or words were
    asked for. What was taken down is under ?show=down, for those who publish."""
    base = Notice.objects.visible_to(seat)
    is_down = asked.data.get("show") == "down" and seat.can("proposals.publish")
    base = base.taken_down() if is_down else base.up()
    years = _years(base, seat.union, timezone.localdate())
    departments = _departments(seat.union)
    is_open = any(asked.data.get(name) for name in TYPED)
    asked = asked if is_down else asked.in_latest_year(max(years, default=None))
    narrowed = _narrowed(_searched(base, asked, seat.union), asked, departments)
    groups = grouped(narrowed)
    kinds: Counter[str] = Counter()
    for group in groups:
        kinds[group.kind] += group.count
    kind = asked.one_of("kind", NoticeKind.values)
    return NoticeList(
        rows=narrowed.filter(kind=kind) if kind else narrowed,
        groups=[group for group in groups if kind in ("", group.kind)],
        kind_chips=asked.chips("kind", NoticeKind.choices, kinds),
        asked=asked,
        year_chips=asked.year_chips(years, every_year=None if is_down else ALL_YEARS),
        filter_form=_form(departments, asked),
        is_open=is_open,
    )


def _departments(union: Union) -> dict[str, list[int]]:
    """Who leads what was published, by the name of the department: seats of the same name are
    one. One query over an index."""
    led = Notice.objects.of_union(union).filter(lead=OuterRef("pk")).order_by()
    seats = Seat.objects.filter(Exists(led), union=union).exclude(department="")
    found: dict[str, list[int]] = {}
    for pk, name in seats.values_list("pk", "department"):
        found.setdefault(name, []).append(pk)
    return found


def _years(rows: Any, union: Union, today: datetime.date) -> list[int]:
    """The last years with notices, the latest first. One query that looks at a row a year,
    however many there are."""
    offered = range(today.year, today.year - YEARS_OFFERED, -1)
    held = {
        f"in_{year}": Exists(rows.order_by().filter(within("published_at", *whole(year))))
        for year in offered
    }
    found = Union.objects.filter(pk=union.pk).annotate(**held).values(*held).get()
    return [year for year in offered if found[f"in_{year}"]]


def whole(year: int) -> tuple[datetime.date, datetime.date]:
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def _searched(rows: Any, asked: Asked, union: Union) -> Any:
    """By words, days, and whether readers were unhappy."""
    if asked.words:
        rows = searching.notices_with(rows, asked.words, union_id=union.pk)
    rows = rows.filter(within("published_at", asked.period.first, asked.period.last))
    if asked.data.get("readers") == "unsatisfied":
        rows = rows.filter(unsatisfied__gt=0)
    return rows


def _narrowed(rows: Any, asked: Asked, departments: Mapping[str, list[int]]) -> Any:
    """What was chosen from lists: words that are not in them are passed over."""
    for name, choices in COLUMNS.items():
        if value := asked.one_of(name, [value for value, _ in choices]):
            rows = rows.filter(**{name: value})
    if verdict := asked.one_of("verdict", [value for value, _ in VERDICTS]):
        rows = rows.filter(verdict="" if verdict == UNRATED else verdict)
    if name := asked.data.get("department", ""):
        rows = rows.filter(lead__in=departments.get(name, []))
    return rows


def _form(names: Iterable[str], asked: Asked) -> PeriodForm:
    departments = [(name, name) for name in sorted(names)]
    return PeriodForm(
        asked,
        words="标题、内容或编号",
        carried=("kind", "show"),
        choices=(
            ("category", "类别", Category.choices),
            ("meaning", "办理结果", Meaning.choices),
            ("department", "承办部门", departments),
            ("verdict", "提案人评价", VERDICTS),
            ("readers", "同事评价", [("unsatisfied", "有人不满意")]),
        ),
    )


def for_page(rows: Any) -> KeysFirst:
    """The newest first; texts and answers are read for the rows of one page alone."""
    return KeysFirst(rows.order_by("-published_at", "-pk"), rows.lines)


def for_paper(rows: Any) -> Any:
    return rows.for_list()


# --- numbers with the rows behind them -------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One bar of a chart: its words, its number, and where its rows are."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Drawn:
    title: str
    parts: list[Part]


def charts(groups: Iterable[Group], asked: Asked) -> list[Drawn]:
    """Of exactly the rows that are listed: by category, by what came of them, by the authors'
    verdict."""
    by_category: Counter[str] = Counter()
    by_meaning: Counter[str] = Counter()
    by_verdict: Counter[str] = Counter()
    for group in groups:
        by_category[group.category] += group.count
        by_meaning[group.meaning] += group.count
        by_verdict[group.verdict or UNRATED] += group.count
    drawn = [
        ("按类别", "category", Category.choices, by_category),
        ("办理结果", "meaning", Meaning.choices, by_meaning),
        ("提案人评价", "verdict", VERDICTS, by_verdict),
    ]
    return [
        Drawn(title, _parts(asked, name, choices, counts)) for title, name, choices, counts in drawn
    ]


def _parts(asked: Asked, name: str, choices: Any, counts: Counter[str]) -> list[Part]:
    return [
        Part(str(label), counts[value], asked.link({name: value}))
        for value, label in choices
        if counts[value]
    ]


@dataclass(frozen=True)
class Readers:
    """What readers said of the listed notices, as numerator and denominator."""

    pleased: int
    total: int
    unhappy: int
    unhappy_url: str

    @property
    def percent(self) -> str:
        return f"{self.pleased * 100 / self.total:.1f}%" if self.total else ""


def readers(groups: Iterable[Group], asked: Asked) -> Readers:
    listed = list(groups)
    pleased, unhappy = sum(row.pleased for row in listed), sum(row.unhappy for row in listed)
    return Readers(
        pleased=pleased,
        total=pleased + unhappy,
        unhappy=unhappy,
        unhappy_url=asked.link({"readers": "unsatisfied"}),
    )


# --- the register ----------------------------------------------------------------------------

REGISTER_COLUMNS = (
    Column("类型", lambda row: row.kind_words, 10),
    Column("编号", lambda row: row.thing.number, 14),
    Column("标题", lambda row: row.headline, 36),
    Column("署名", lambda row: row.shown_name, 16),
    Column("类别", lambda row: row.category_words, 12),
    Column("承办部门", lambda row: row.department, 14),
    Column("办理结果", lambda row: row.result_words, 18),
    Column("提案人评价", lambda row: row.verdict_words, 14),
    Column("同事评价：满意", lambda row: row.satisfied, 14),
    Column("同事评价：基本满意", lambda row: row.mostly, 16),
    Column("同事评价：不满意", lambda row: row.unsatisfied, 16),
    Column("公示日期", lambda row: timezone.localdate(row.published_at), 14),
)
