"""What the notice page shows: its rows as asked for, charts with links, how screening went."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from proposals.models import (
    Category,
    Meaning,
    MicroProposal,
    MicroState,
    Notice,
    NoticeRating,
    Outcome,
    Proposal,
    ProposalState,
    ReasonClass,
    Satisfaction,
)
from union_site.calendar import within
from union_site.forms import PeriodForm
from union_site.listing import ALL_YEARS, Asked, Chip, Column, KeysFirst, searched
from union_site.models import Seat, Union

KINDS = [("micro", "微提案"), ("formal", "正式提案")]
UNRATED = "unrated"
VERDICTS = [*Satisfaction.choices, (UNRATED, "还没有评价")]
# What the form asks for; chips and carried words are not among it.
TYPED = ("q", "from", "to", "category", "meaning", "department", "verdict", "readers")
YEARS_OFFERED = 5
COLUMNS = {"category": Category.choices, "meaning": Meaning.choices}


@dataclass(frozen=True)
class Group:
    """How many notices share kind, category, result, verdict and department."""

    kind: str
    category: str
    meaning: str
    verdict: str
    department: str
    count: int

    def has(self, chosen: Mapping[str, str]) -> bool:
        return all(getattr(self, name) == value for name, value in chosen.items())


def grouped(rows: Any) -> list[Group]:
    """What chips, charts and the departments to choose from are counted from. One query."""
    kind = Case(When(micro__isnull=True, then=Value("formal")), default=Value("micro"))
    columns = ("group_kind", "category", "meaning", "verdict", "department")
    found = rows.with_facts().order_by().annotate(group_kind=kind).values_list(*columns)
    return [Group(*row) for row in found.annotate(Count("pk"))]


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
    is_open = any(asked.data.get(name) for name in TYPED)
    asked = asked if is_down else asked.in_latest_year(max(years, default=None))
    found = _searched(base, asked)
    every, chosen = grouped(found), _chosen(asked)
    groups = [group for group in every if group.has(chosen)]
    narrowed = found.with_facts().filter(**chosen) if chosen else found
    kinds: Counter[str] = Counter()
    for group in groups:
        kinds[group.kind] += group.count
    kind = asked.one_of("kind", [value for value, _ in KINDS])
    return NoticeList(
        rows=narrowed.filter(micro__isnull=kind == "formal") if kind else narrowed,
        groups=[group for group in groups if kind in ("", group.kind)],
        kind_chips=asked.chips("kind", KINDS, kinds),
        asked=asked,
        year_chips=asked.year_chips(years, every_year=None if is_down else ALL_YEARS),
        filter_form=_form({group.department for group in every} - {""}, asked),
        is_open=is_open,
    )


def _years(rows: Any, union: Union, today: datetime.date) -> list[int]:
    """The last years with notices, the latest first. One query that looks at a row a year,
    however many there are."""
    offered = range(today.year, today.year - YEARS_OFFERED, -1)
    held = {
        f"in_{year}": Exists(rows.order_by().filter(within("published_at", *_whole(year))))
        for year in offered
    }
    found = Union.objects.filter(pk=union.pk).annotate(**held).values(*held).get()
    return [year for year in offered if found[f"in_{year}"]]


def _whole(year: int) -> tuple[datetime.date, datetime.date]:
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def _searched(rows: Any, asked: Asked) -> Any:
    """What only the database can tell: days, words, whether readers were unhappy."""
    rows = searched(
        rows,
        asked.words,
        "headline",
        "micro__text",
        "micro__answer",
        "proposal__title",
        "proposal__suggestion",
        "proposal__number",
    )
    rows = rows.filter(within("published_at", asked.period.first, asked.period.last))
    if asked.data.get("readers") == "unsatisfied":
        unhappy = NoticeRating.objects.filter(satisfaction=Satisfaction.UNSATISFIED)
        rows = rows.filter(pk__in=unhappy.values("notice"))
    return rows


def _chosen(asked: Asked) -> dict[str, str]:
    """Columns of a group, and what they must be."""
    chosen = {
        name: asked.one_of(name, [value for value, _ in choices])
        for name, choices in COLUMNS.items()
    }
    chosen["department"] = asked.data.get("department", "")[:60]
    chosen = {name: value for name, value in chosen.items() if value}
    if verdict := asked.one_of("verdict", [value for value, _ in VERDICTS]):
        chosen["verdict"] = "" if verdict == UNRATED else verdict
    return chosen


def _form(names: set[str], asked: Asked) -> PeriodForm:
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
    """The newest first; what readers said is counted for the rows of one page alone."""
    return KeysFirst(rows.order_by("-published_at", "-pk"), rows.lines)


def for_paper(rows: Any) -> Any:
    return rows.with_facts().with_ratings().for_list()


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


def readers(rows: Any, asked: Asked) -> Readers:
    found = NoticeRating.objects.filter(notice__in=rows.order_by().values("pk")).aggregate(
        total=Count("pk"),
        pleased=Count("pk", filter=Q(satisfaction__in=["satisfied", "mostly"])),
    )
    return Readers(
        pleased=found["pleased"],
        total=found["total"],
        unhappy=found["total"] - found["pleased"],
        unhappy_url=asked.link({"readers": "unsatisfied"}),
    )


# --- what was not taken up, in numbers alone -------------------------------------------------


@dataclass(frozen=True)
class Line:
    label: str
    count: int
    url: str = ""


@dataclass(frozen=True)
class Overview:
    """How all that was received in a year was screened: for every reader, so in numbers alone."""

    year: int
    micro: list[Line]
    formal: list[Line]
    reasons: list[Line]


def overview(union: Union, seat: Seat, year: int) -> Overview:
    first, last = _whole(year)
    span = {"since": first.isoformat(), "until": last.isoformat()}
    may_open = seat.can("proposals.view")

    def line(label: str, count: int, route: str, show: str) -> Line:
        query = "&".join(f"{key}={value}" for key, value in {**span, "show": show}.items())
        return Line(label, count, f"{reverse(route)}?{query}" if may_open else "")

    states = dict(
        MicroProposal.objects.of_union(union)
        .received_in(first, last)
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    declined = states.get(MicroState.DECLINED, 0)
    waiting = states.get(MicroState.SUBMITTED, 0)
    gone = states.get(MicroState.WITHDRAWN, 0)
    received = sum(states.values())
    micro = [
        line("收到", received, "proposals:list", ""),
        line("有效", received - declined - waiting - gone, "proposals:list", "valid"),
        line("不予受理", declined, "proposals:list", MicroState.DECLINED),
    ]
    rows = Proposal.objects.of_union(union).received_in(first, last)
    decided: dict[str, Any] = {
        value: Count("pk", filter=Q(outcome=value) & ~Q(state=ProposalState.WITHDRAWN))
        for value in (Outcome.DOCKETED, Outcome.CONVERTED)
    }
    decided |= {
        value: Count("pk", filter=Q(state=value)) for value in (Outcome.MERGED, Outcome.REJECTED)
    }
    refused = Q(outcome__in=[Outcome.CONVERTED, Outcome.REJECTED])
    decided |= {
        f"reason_{value}": Count("pk", filter=refused & Q(reason_class=value))
        for value in ReasonClass.values
    }
    found = rows.aggregate(received=Count("pk"), **decided)
    formal = [line("收到", found["received"], "proposals:formal_list", "received")]
    formal += [
        line(str(label), found[value], "proposals:formal_list", value)
        for value, label in Outcome.choices
    ]
    return Overview(year, micro, formal, _reasons(found))


def _reasons(found: dict[str, int]) -> list[Line]:
    """Why they were not docketed, by the classes the screening keeps."""
    return [
        Line(str(label), found[f"reason_{value}"])
        for value, label in ReasonClass.choices
        if found[f"reason_{value}"]
    ]


def year_of(asked: Asked) -> int:
    return asked.period.year or timezone.localdate().year


# --- the register ----------------------------------------------------------------------------

REGISTER_COLUMNS = (
    Column("类型", lambda row: row.kind, 10),
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
