"""What pages show of awards: the list as asked for, its holders and persons, one award."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q
from django.forms import HiddenInput
from django.urls import reverse
from django.utils import timezone

from members.actions.honours import city_rank
from members.models import Award, AwardHolder, Member
from members.models.awards import period_of
from members.models.honour_titles import Level, Recipient
from union_site.calendar import SchoolYear, official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Chip, Period, searched
from union_site.models import Seat, Union

PRIZE = "prize"
KIND_FILTER = [(PRIZE, "竞赛与成果（不含荣誉称号）"), *Award.Kind.choices]
SIDES = [("staff", "教职工和单位"), ("students", "学生")]
LEVELS = [str(level.value) for level in Level]
ORDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "date": ("获奖日期", ("-awarded_on", "level_rank", "-pk")),
    "level": ("级别", ("level_rank", "grade_rank", "-awarded_on", "-pk")),
    "grade": ("等次", ("grade_rank", "level_rank", "-awarded_on", "-pk")),
    "title": ("名称", ("title", "-awarded_on", "-pk")),
}
CARRIED = ("kind", "level", "year", "sy", "by", "order", "role", "member")


def level_names(union: Union) -> dict[int, str]:
    """What the levels are called here: in a municipality 市级 stands where others have 省级."""
    names: dict[int, str] = {level.value: str(level.label) for level in Level}
    if city_rank(union, timezone.localdate()) == Level.PROVINCE:
        names |= {Level.PROVINCE.value: "市级", Level.CITY.value: "地市级"}
    return names


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("荣誉与获奖", reverse("honours:list")), *last]


# --- what was asked for -------------------------------------------------------------------


def by_of(asked: Asked) -> str:
    """Whether years are school years (学年) or calendar years (年度)."""
    is_school = asked.number("sy") is not None or asked.data.get("by") == "school"
    return "school" if is_school else "calendar"


def period(asked: Asked) -> Period:
    """?sy=2025 is a school year; else ?year= or ?from= ?to=."""
    start = asked.number("sy")
    if start is None or not 1900 < start < 2200:
        return asked.period
    year = SchoolYear(start)
    return Period(year.first_day, year.last_day)


def _within(rows: Any, asked: Asked) -> Any:
    """Everything but kind and level, which have chips with counts, and words."""
    days = period(asked)
    rows = rows.between(days.first, days.last)
    state = asked.one_of("state", Award.State.values) or Award.State.VALID
    rows = rows.filter(state=state)
    side = asked.one_of("side", [side for side, _ in SIDES])
    if side:
        rows = rows.of_staff() if side == "staff" else rows.of_students()
    for name, choices in (("category", Award.Category), ("subject", Recipient)):
        if value := asked.one_of(name, choices.values):
            rows = rows.filter(**{name: value})
    if (honour := asked.number("honour")) is not None:
        rows = rows.filter(honour_title_id=honour)
    return rows


def of_kind(rows: Any, kind: str) -> Any:
    if kind == PRIZE:
        return rows.prizes()
    return rows.filter(kind=kind) if kind else rows


def _kind(asked: Asked) -> str:
    return asked.one_of("kind", [kind for kind, _ in KIND_FILTER])


def _of_level(rows: Any, asked: Asked) -> Any:
    level = asked.one_of("level", LEVELS)
    return rows.filter(level_rank=level) if level else rows


def _worded(rows: Any, asked: Asked, seat: Seat) -> Any:
    """Awards whose words or whose holders match what was typed."""
    if not asked.words:
        return rows
    columns = ("title", "contest", "organiser", "issuer", "document_no", "recipient", "grade")
    held = _named(AwardHolder.objects.visible_to(seat), asked.words, seat).values("award")
    return rows.filter(
        Q(pk__in=searched(rows, asked.words, *columns).values("pk")) | Q(pk__in=held)
    )


def _named(holders: Any, words: str, seat: Seat) -> Any:
    people = Member.objects.visible_to(seat).matching(words)
    return holders.filter(Q(member__in=people) | Q(name__icontains=words))


@dataclass(frozen=True)
class AwardList:
    """The list as it was asked for."""

    rows: Any
    kinds: list[Chip]
    levels: list[Chip]
    years: list[Chip]
    filter_form: PeriodForm
    headings: list[dict[str, Any]]
    totals: list[str]
    count: int


def awards(seat: Seat, asked: Asked) -> AwardList:
    """?kind= ?level= ?year= or ?sy= or ?from= ?to= ?side= ?category= ?subject= ?state= ?honour=

    ?q= (words or holders) ?order=
    """
    mine = Award.objects.visible_to(seat)
    found = _worded(_within(mine, asked), asked, seat)
    kind = _kind(asked)
    rows = _of_level(of_kind(found, kind), asked)
    names = level_names(seat.union)
    by_kind = _counted(_of_level(found, asked), "kind")
    by_level = _counted(of_kind(found, kind), "level_rank")
    order = asked.one_of("order", ORDERS) or "date"
    count = rows.count()
    return AwardList(
        rows=rows.order_by(*ORDERS[order][1]).for_list(),
        kinds=_kind_chips(asked, by_kind, count),
        levels=asked.chips("level", [(key, names[int(key)]) for key in LEVELS], by_level),
        years=year_chips(asked, mine),
        filter_form=_filter_form(seat, asked),
        headings=_headings(asked, order),
        totals=_totals(rows, count, seat),
        count=count,
    )


def _kind_chips(asked: Asked, counts: dict[str, int], count: int) -> list[Chip]:
    """One chip a kind; prizes are two kinds at once and show theirs only while they are asked."""
    chips = asked.chips("kind", KIND_FILTER, counts)
    if _kind(asked) != PRIZE:
        return chips
    return [replace(chip, count=count) if chip.is_active else chip for chip in chips]


def _counted(rows: Any, column: str) -> dict[str, int]:
    counted = rows.order_by().values_list(column).annotate(rows=Count("pk"))
    return {str(value): count for value, count in counted}


def years_of(mine: Any, by: str) -> list[int]:
    years = mine.order_by().annotate(period=period_of("awarded_on", by))
    return sorted(years.values_list("period", flat=True).distinct(), reverse=True)


def year_label(year: int, by: str) -> str:
    return SchoolYear(year).label if by == "school" else f"{year}年"


def year_chips(asked: Asked, mine: Any) -> list[Chip]:
    """The newest years, and the switch between 年度 and 学年."""
    by = by_of(asked)
    name, other = ("sy", "year") if by == "school" else ("year", "sy")
    away: dict[str, str | None] = {"from": None, "to": None, other: None}
    chosen = asked.number(name)
    is_all = period(asked) == Period()
    chips = [Chip("历年", asked.link({name: None, **away}), is_all)]
    for year in years_of(mine, by)[:4]:
        link = asked.link({name: str(year), **away})
        chips.append(Chip(year_label(year, by), link, year == chosen))
    switch: dict[str, str | None] = {"year": None, "sy": None, "from": None, "to": None}
    switch["by"] = None if by == "school" else "school"
    words = "改按年度" if by == "school" else "改按学年"
    return [*chips, Chip(words, asked.link(switch), False)]


def _headings(asked: Asked, order: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": asked.link({"order": key}), "is_sorted": key == order, "key": key}
        for key, (label, _) in ORDERS.items()
    ]


def _totals(rows: Any, count: int, seat: Seat) -> list[str]:
    """项, 人次 and 人 beside each other; they count different things and are never added."""
    if not count:
        return []
    staff, students = rows.of_staff(), rows.of_students()
    winners = AwardHolder.objects.visible_to(seat).of_awards(staff).winners()
    told = []
    if items := staff.item_count():
        told.append(f"教职工和单位 {items} 项，{winners.count()} 人次，{winners.person_count()} 人")
    if items := students.item_count():
        told.append(f"学生 {items} 项，{students.student_times()} 人次")
    return told


def _filter_form(seat: Seat, asked: Asked) -> PeriodForm:
    choices: list[tuple[str, str, Iterable[tuple[str, str]]]] = [
        ("kind", "类型", KIND_FILTER),
        ("category", "类别", Award.Category.choices),
        ("subject", "获奖对象", Recipient.choices),
        ("side", "范围", SIDES),
    ]
    if seat.can("honours.manage"):
        choices.append(("state", "状态", Award.State.choices))
    carried = [name for name in CARRIED if name not in ("kind", "year", "sy")]
    form = PeriodForm(asked, words="关键词", carried=carried, choices=choices)
    form.fields["from"].label, form.fields["to"].label = "获奖日期自", "获奖日期至"
    days = period(asked)
    form.initial.update({"from": days.first, "to": days.last})
    # Words have a box of their own above the list; here they are only carried along.
    form.fields["q"].widget = HiddenInput()
    shown = ("category", "subject", "side", "state")
    form.is_used = any(form.initial.get(name) for name in shown) or _kind(asked) == PRIZE
    return form


# --- holders and persons ------------------------------------------------------------------


def _holders(seat: Seat, asked: Asked) -> Any:
    awards = _of_level(of_kind(_within(Award.objects.visible_to(seat), asked), _kind(asked)), asked)
    rows = AwardHolder.objects.visible_to(seat).of_awards(awards)
    role = asked.one_of("role", AwardHolder.Role.values) or AwardHolder.Role.WINNER
    rows = rows.filter(role=role)
    if (member := asked.number("member")) is not None:
        rows = rows.filter(member_id=member)
    return _named(rows, asked.words, seat) if asked.words else rows


def holders(seat: Seat, asked: Asked) -> Any:
    """人次: one row for each person of each award. The same questions as the list, and ?role=."""
    return _holders(seat, asked).for_list()


def persons(seat: Seat, asked: Asked) -> Any:
    """人: one row for each person, with how many awards."""
    rows = _holders(seat, asked).order_by()
    columns = ("member_id", "member__name", "member__group__name", "name", "member__pinyin_order")
    return (
        rows.values(*columns)
        .annotate(times=Count("pk"))
        .order_by("-times", "member__pinyin_order", "name")
    )


def what_is_asked(asked: Asked, names: dict[int, str]) -> list[str]:
    """The question in words, for pages that have no chips of their own."""
    days = period(asked)
    told = []
    if asked.number("sy") is not None or asked.number("year") is not None:
        by = by_of(asked)
        told.append(year_label(asked.number("sy" if by == "school" else "year") or 0, by))
    elif days.first and days.last:
        told.append(f"{official_date(days.first)}至{official_date(days.last)}")
    if level := asked.one_of("level", LEVELS):
        told.append(names[int(level)])
    for name, choices in (("kind", KIND_FILTER), ("side", SIDES), ("subject", Recipient.choices)):
        told += [label for value, label in choices if value == asked.data.get(name)]
    return told
