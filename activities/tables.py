"""What pages show of activities: the list as asked for, its export, facts, a month of days."""

from __future__ import annotations

import calendar as months
import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format

from activities.models import Activity, State
from activities.workflow import ACTIVITY
from union_site.calendar import DAY, holiday_name
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat


def activities(seat: Seat, asked: Asked) -> Listed:
    """?state= ?kind= ?year= ?from= ?to= ?q= (title, theme, place, organiser)."""
    mine = Activity.objects.visible_to(seat)
    dated = mine.between(asked.period.first, asked.period.last)
    found = searched(dated, asked.words, "title", "theme", "place", "organiser")
    if kind := asked.one_of("kind", Activity.Kind.values):
        found = found.filter(kind=kind)
    counts = dict(found.order_by().values_list("state").annotate(rows=Count("pk")))
    state = asked.one_of("state", State.values)
    rows = found.filter(state=state) if state else found
    years = [moment.year for moment in mine.datetimes("starts_at", "year")]
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("state", State.choices, counts),
        more_chips=asked.year_chips(years),
        filter_form=PeriodForm(
            asked,
            words="名称、主题、地点",
            carried=["state"],
            choices=[("kind", "类别", Activity.Kind.choices)],
        ),
    )


def _local(moment: datetime.datetime) -> datetime.datetime:
    """A workbook knows no time zones."""
    return timezone.localtime(moment).replace(tzinfo=None)


COLUMNS = [
    Column("名称", lambda row: row.title, 30),
    Column("类别", lambda row: row.get_kind_display(), 18),
    Column("主题", lambda row: row.theme, 18),
    Column("开始时间", lambda row: _local(row.starts_at), 18),
    Column("结束时间", lambda row: _local(row.ends_at), 18),
    Column("地点", lambda row: row.place, 20),
    Column("主办", lambda row: row.organiser, 24),
    Column("状态", lambda row: row.get_state_display()),
    Column("参加会员", lambda row: row.headcount_members),
    Column("其他人员", lambda row: row.extra_headcount),
    Column("人次", lambda row: row.attendance if row.is_held else None),
    Column("支出（元）", lambda row: row.cost),
    Column("活动小结", lambda row: row.summary, 50),
]


# --- one activity -------------------------------------------------------------------------


def trail(activity: Activity) -> list[tuple[str, str]]:
    here = reverse("activities:activity", args=[activity.pk])
    return [("活动", reverse("activities:activity_list")), (activity.title, here)]


def hours(activity: Activity) -> str:
    """2026年3月6日 15:30—17:00; with both days where it lasts longer than one."""
    begins, ends = timezone.localtime(activity.starts_at), timezone.localtime(activity.ends_at)
    day = f"{begins.year}年{begins.month}月{begins.day}日"
    if begins.date() == ends.date():
        return f"{day} {begins:%H:%M}—{ends:%H:%M}"
    return f"{day} {begins:%H:%M}至{ends.month}月{ends.day}日 {ends:%H:%M}"


def facts(activity: Activity) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        ("类别", activity.get_kind_display()),
        ("时间", hours(activity)),
        ("地点", activity.place),
        ("主办", activity.organiser),
    ]
    if activity.theme:
        found.append(("主题", activity.theme))
    if activity.is_held:
        found += [
            ("参加会员", f"{activity.headcount_members} 人"),
            ("其他人员", f"{activity.extra_headcount} 人"),
            ("合计", f"{activity.attendance} 人次"),
            ("支出", f"{number_format(activity.cost, 2, force_grouping=True)} 元"),
        ]
    return found


def steps(activity: Activity, seat: Seat) -> list[dict[str, Any]]:
    """The acts open to this seat, as links to their pages; `resume` is sent by a button."""
    pages = {"hold": "activity_hold", "correct": "activity_hold", "cancel": "activity_cancel"}
    return [
        {
            "label": step.label,
            "url": reverse(f"activities:{pages[step.name]}", args=[activity.pk]),
            "is_primary": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in ACTIVITY.open_to(activity, seat)
        if step.name in pages
    ]


# --- a month ------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayCell:
    day: datetime.date
    is_in_month: bool
    is_today: bool
    festival: str
    activities: list[Activity]


@dataclass(frozen=True)
class Month:
    """Whole weeks, Monday first, with what takes place on each day."""

    first: datetime.date
    weeks: list[list[DayCell]]
    previous: str  # 2026-10
    following: str

    @property
    def label(self) -> str:
        return f"{self.first.year}年{self.first.month}月"


def month_of(seat: Seat, first: datetime.date, today: datetime.date) -> Month:
    """One query."""
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    monday = first - DAY * first.weekday()
    sunday = last + DAY * (6 - last.weekday())
    by_day: dict[datetime.date, list[Activity]] = {}
    rows = Activity.objects.visible_to(seat).kept().between(monday, sunday)
    for activity in rows.order_by("starts_at", "pk"):
        by_day.setdefault(activity.starts_on, []).append(activity)
    days = [monday + DAY * n for n in range((sunday - monday).days + 1)]
    cells = [
        DayCell(
            day=day,
            is_in_month=first <= day <= last,
            is_today=day == today,
            festival=holiday_name(day),
            activities=by_day.get(day, []),
        )
        for day in days
    ]
    return Month(
        first=first,
        weeks=[cells[n : n + 7] for n in range(0, len(cells), 7)],
        previous=f"{first - DAY:%Y-%m}",
        following=f"{last + DAY:%Y-%m}",
    )
