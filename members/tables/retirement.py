"""What pages show of retirement: who reaches the age when."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from members.checks import retirement as checks
from members.checks.membership import add_months
from members.models import Member
from members.models.codes import Status
from union_site import norms
from union_site.forms import PeriodForm
from union_site.listing import Asked, Chip, Column
from union_site.models import Seat, Union

_BASES = {checks.Base.MEN: "男", checks.Base.WOMEN_55: "女（55）", checks.Base.WOMEN_50: "女（50）"}


@dataclass(frozen=True)
class Due:
    """Somebody reaches the age on a day."""

    member_id: int
    on: datetime.date
    base: str
    age: str
    is_own: bool  # agreed with the person, not computed


def rules_in_force(union: Union, today: datetime.date) -> checks.Rules:
    """One query."""
    found = norms.all_in_force(union=union, on=today)
    return checks.rules_of({norm.key: norm for norm in found})


def due_on(member: Any, rules: checks.Rules) -> Due:
    base = checks.base_of(member.sex, member.post_category)
    rule = rules[base]
    on = member.retires_on or checks.retirement_day(member.birth_date, rule)
    age = checks.age_in_words(member.birth_date, rule)
    return Due(member.pk, on, _BASES[base], age, member.retires_on is not None)


def forecast(members: Any, rules: checks.Rules) -> list[Due]:
    """For each of these members, the earliest first. One query, a few columns."""
    rows = members.only("pk", "sex", "post_category", "birth_date", "retires_on").order_by()
    return sorted((due_on(row, rules) for row in rows), key=lambda due: (due.on, due.member_id))


def due_between(
    union: Union, first: datetime.date, last: datetime.date, *, today: datetime.date
) -> Any:
    """Those on the roll who reach the age in these days: rows for a figure."""
    people = Member.objects.of_union(union).on_roll()
    found = forecast(people, rules_in_force(union, today))
    return people.filter(pk__in=[due.member_id for due in found if first <= due.on <= last])


@dataclass(frozen=True)
class Forecast:
    """The page: whom it lists, in order, with the chips and the form above."""

    dues: list[Due]
    title: str
    chips: list[Chip]
    years: list[Chip]
    filter_form: Any


def page(seat: Seat, asked: Asked, today: datetime.date) -> Forecast:
    """?show=overdue ?year= ?from= ?to= ?q=; without any of them the next twelve months."""
    mine = Member.objects.visible_to(seat).on_roll().matching(asked.words)
    rules = rules_in_force(seat.union, today)
    everyone = forecast(mine, rules)
    # Who is retained already has been dealt with: they count where days were asked for.
    active = set(mine.filter(status=Status.ACTIVE).values_list("pk", flat=True))
    waiting = [due for due in everyone if due.member_id in active]
    overdue = [due for due in waiting if due.on <= today]
    soon = [due for due in waiting if today < due.on <= add_months(today, 12)]
    away: dict[str, str | None] = {"from": None, "to": None, "year": None, "show": None}
    show = asked.one_of("show", ["overdue"])
    first, last = asked.period.first, asked.period.last
    is_dated = first is not None or last is not None
    found = overdue if show else soon
    if is_dated:
        found = [
            due
            for due in everyone
            if (first is None or due.on >= first) and (last is None or due.on <= last)
        ]
    counts = Counter(due.on.year for due in everyone if due.on >= today.replace(month=1, day=1))
    return Forecast(
        dues=found,
        title=_title(show, asked, is_dated),
        chips=[
            Chip("未来十二个月", asked.link(away), not show and not is_dated, len(soon)),
            Chip(
                "已到龄未办理",
                asked.link({**away, "show": "overdue"}),
                bool(show),
                len(overdue),
            ),
        ],
        years=[
            Chip(
                f"{year}年",
                asked.link({**away, "year": str(year)}),
                asked.period.year == year,
                count,
            )
            for year, count in sorted(counts.items())[:8]
        ],
        filter_form=PeriodForm(asked, words="姓名或拼音"),
    )


def _title(show: str, asked: Asked, is_dated: bool) -> str:
    if show:
        return "已到龄未办理"
    if asked.period.year:
        return f"{asked.period.year}年到龄"
    return "所选日期内到龄" if is_dated else "未来十二个月到龄"


def lines(dues: list[Due], members: dict[int, Member], seat: Seat) -> list[dict[str, Any]]:
    """Rows of one page with their month, for headings."""
    may_retain = seat.can("membership.manage")
    return [
        {
            "due": due,
            "month": f"{due.on.year}年{due.on.month}月",
            "member": members[due.member_id],
            "url": _retain(due) if may_retain and members[due.member_id].status == "active" else "",
        }
        for due in dues
    ]


def _retain(due: Due) -> str:
    return f"{reverse('members:life', args=[due.member_id, 'retain'])}?cause=retired"


def columns(dues: list[Due]) -> list[Column]:
    """For the export; its rows are members in the order of the page."""
    by_id = {due.member_id: due for due in dues}
    return [
        Column("姓名", lambda row: row.name, 12),
        Column("性别", lambda row: row.get_sex_display(), 6),
        Column("出生日期", lambda row: row.birth_date, 12),
        Column("工会小组", lambda row: row.group.name if row.group else "", 16),
        Column("岗位类别", lambda row: row.get_post_category_display(), 12),
        Column("口径", lambda row: by_id[row.pk].base, 10),
        Column("法定年龄", lambda row: by_id[row.pk].age, 12),
        Column("到龄日期", lambda row: by_id[row.pk].on, 12),
        Column("依据", lambda row: "本人退休日期" if by_id[row.pk].is_own else "推算", 14),
        Column("会籍", lambda row: row.get_status_display(), 12),
    ]


def of_member(member: Member, today: datetime.date) -> str:
    """One line for a member's page, or nothing for those who have left or retired."""
    if member.status != Status.ACTIVE:
        return ""
    due = due_on(member, rules_in_force(member.union, today))
    words = "本人退休日期" if due.is_own else f"推算，{due.base}，{due.age}"
    return f"{due.on.year}年{due.on.month}月{due.on.day}日（{words}）"
