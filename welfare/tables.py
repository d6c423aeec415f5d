"""What pages show of condolence and benefits: lists as asked for, exports, facts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import number_format

from members.models import Member
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed
from union_site.models import Seat
from welfare.models import CondolenceCampaign, Gift, State, Visit, VisitReason
from welfare.workflow import VISIT

HEALTH = "健康原因"


def money(amount: Any) -> str:
    return f"{number_format(amount, 2, force_grouping=True)} 元"


def reason_shown(visit: Visit, seat: Seat) -> str:
    """The reason as this reader may know it: of health only the category (PIPL art. 28)."""
    if visit.reason.is_health and not seat.can("welfare.manage"):
        return HEALTH
    return visit.reason.name


def _years(rows: Any, column: str) -> list[int]:
    return [day.year for day in rows.order_by().dates(column, "year") if day]


# --- visits -------------------------------------------------------------------------------


def visits(seat: Seat, asked: Asked) -> Listed:
    """?state= ?reason= ?overdue=1 ?year= ?from= ?to= ?q= (name or pinyin of the member)."""
    mine = Visit.objects.visible_to(seat)
    found = mine.in_period(asked.period.first, asked.period.last)
    if asked.words:
        found = found.filter(member__in=Member.objects.visible_to(seat).matching(asked.words))
    choices = []
    # To choose by a reason of health would tell what the list hides.
    if seat.can("welfare.manage"):
        reasons = VisitReason.objects.visible_to(seat).for_list()
        choices = [("reason", "事由", [(str(row.pk), row.name) for row in reasons])]
        if reason := asked.one_of("reason", [key for key, _ in choices[0][2]]):
            found = found.filter(reason_id=reason)
    counts = dict(found.order_by().values_list("state").annotate(rows=Count("pk")))
    state = asked.one_of("state", State.values)
    rows = found.filter(state=state) if state else found
    filter_form = PeriodForm(asked, words="会员姓名", carried=["state"], choices=choices)
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("state", State.choices, counts),
        more_chips=asked.year_chips(_years(mine.in_period(None, None), "day")),
        filter_form=filter_form,
    )


@dataclass(frozen=True)
class VisitRow:
    """A visit as it stands in a list."""

    visit: Visit
    reason: str
    tone: str
    badge: str


def visit_rows(rows: Any, seat: Seat, today: datetime.date) -> list[VisitRow]:
    return [
        VisitRow(
            visit=visit,
            reason=reason_shown(visit, seat),
            tone="bad" if visit.is_due and visit.due_on < today else visit.tone,
            badge=_state_words(visit, today),
        )
        for visit in rows
    ]


def _state_words(visit: Visit, today: datetime.date) -> str:
    late = (today - visit.due_on).days
    if visit.is_due and late > 0:
        return f"超期 {late} 天"
    return visit.get_state_display()


def visit_columns(seat: Seat) -> list[Column]:
    """The ledger 慰问台账; details are not in it."""
    return [
        Column("姓名", lambda row: row.member.name),
        Column("工会小组", lambda row: str(row.member.group or "")),
        Column("事由", lambda row: reason_shown(row, seat)),
        Column("与本人关系", lambda row: row.get_relation_display()),
        Column("事由日期", lambda row: row.event_on),
        Column("应访日期", lambda row: row.due_on),
        Column("慰问日期", lambda row: row.visited_on),
        Column("状态", lambda row: row.get_state_display()),
        Column("形式", lambda row: row.get_form_display()),
        Column("金额（元）", lambda row: row.amount),
        Column("物品", lambda row: row.goods, 18),
        Column("经费来源", lambda row: row.get_fund_source_display()),
        Column("慰问人", lambda row: row.visitors, 24),
        Column("慰问批次", lambda row: str(row.campaign or ""), 24),
    ]


def visit_trail(visit: Visit) -> list[tuple[str, str]]:
    here = reverse("welfare:visit", args=[visit.pk])
    return [("慰问走访", reverse("welfare:visit_list")), (visit.member.name, here)]


def visit_facts(visit: Visit, seat: Seat) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        ("会员", visit.member.name),
        ("工会小组", visit.member.group),
        ("事由", reason_shown(visit, seat)),
        ("与本人关系", visit.get_relation_display()),
        ("事由日期", official_date(visit.event_on)),
        ("应访日期", official_date(visit.due_on)),
    ]
    if visit.campaign:
        facts.append(("慰问批次", visit.campaign))
    if visit.visited_on:
        facts += [
            ("慰问日期", official_date(visit.visited_on)),
            ("形式", visit.get_form_display()),
            ("金额", money(visit.amount)),
            ("物品", visit.goods),
            ("经费来源", visit.get_fund_source_display()),
            ("慰问人", visit.visitors),
            ("地点", visit.place),
        ]
    return facts


def visit_steps(visit: Visit, seat: Seat) -> list[dict[str, Any]]:
    """The acts open to this seat, as links to their pages."""
    pages = {
        "pay": "visit_pay",
        "correct": "visit_pay",
        "drop": "visit_drop",
        "void": "visit_drop",
    }
    return [
        {
            "label": step.label,
            "url": reverse(f"welfare:{pages[step.name]}", args=[visit.pk]),
            "is_primary": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in VISIT.open_to(visit, seat)
    ]


# --- rounds -------------------------------------------------------------------------------


def campaigns(seat: Seat, asked: Asked) -> Listed:
    """?occasion= ?year= ?from= ?to= ?q= (title, note)."""
    mine = CondolenceCampaign.objects.visible_to(seat)
    found = mine.between(asked.period.first, asked.period.last)
    if asked.words:
        found = found.filter(title__icontains=asked.words)
    occasions = CondolenceCampaign.Occasion
    counts = dict(found.order_by().values_list("occasion").annotate(rows=Count("pk")))
    occasion = asked.one_of("occasion", occasions.values)
    rows = found.filter(occasion=occasion) if occasion else found
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("occasion", occasions.choices, counts),
        more_chips=asked.year_chips(_years(mine, "starts_on")),
        filter_form=PeriodForm(asked, words="名称", carried=["occasion"]),
    )


CAMPAIGN_COLUMNS = [
    Column("名称", lambda row: row.title, 30),
    Column("时节", lambda row: row.get_occasion_display()),
    Column("开始日期", lambda row: row.starts_on),
    Column("结束日期", lambda row: row.ends_on),
    Column("人次", lambda row: row.visit_count),
    Column("金额（元）", lambda row: row.visit_amount),
    Column("经费来源", lambda row: row.get_fund_source_display()),
    Column("说明", lambda row: row.note, 40),
]


def campaign_trail(campaign: CondolenceCampaign) -> list[tuple[str, str]]:
    here = reverse("welfare:campaign", args=[campaign.pk])
    return [("慰问批次", reverse("welfare:campaign_list")), (campaign.title, here)]


def campaign_facts(campaign: CondolenceCampaign) -> list[tuple[str, Any]]:
    return [
        ("时节", campaign.get_occasion_display()),
        ("日期", f"{official_date(campaign.starts_on)}至{official_date(campaign.ends_on)}"),
        ("经费来源", campaign.get_fund_source_display()),
        ("慰问", f"{campaign.visit_count} 人次"),
        ("金额", money(campaign.visit_amount)),
        *([("说明", campaign.note)] if campaign.note else []),
    ]


# --- gifts --------------------------------------------------------------------------------


def gifts(seat: Seat, asked: Asked) -> Listed:
    """?kind= ?year= ?from= ?to= ?q= (name or pinyin of the member)."""
    mine = Gift.objects.visible_to(seat)
    found = mine.between(asked.period.first, asked.period.last)
    if asked.words:
        found = found.filter(member__in=Member.objects.visible_to(seat).matching(asked.words))
    counts = dict(found.order_by().values_list("kind").annotate(rows=Count("pk")))
    kind = asked.one_of("kind", Gift.Kind.values)
    rows = found.filter(kind=kind) if kind else found
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("kind", Gift.Kind.choices, counts),
        more_chips=asked.year_chips(_years(mine, "given_on")),
        filter_form=PeriodForm(asked, words="会员姓名", carried=["kind"]),
    )


GIFT_COLUMNS = [
    Column("姓名", lambda row: row.member.name),
    Column("工会小组", lambda row: str(row.member.group or "")),
    Column("类别", lambda row: row.get_kind_display()),
    Column("年度", lambda row: row.year, 8),
    Column("发放日期", lambda row: row.given_on),
    Column("物品", lambda row: row.goods, 20),
    Column("金额（元）", lambda row: row.amount),
    Column("经费来源", lambda row: row.get_fund_source_display()),
]


@dataclass(frozen=True)
class Birthday:
    """One member's birthday this year, and whether the card was handed out."""

    member: Member
    words: str  # 3月12日; the year of birth is nobody's business here
    given_on: datetime.date | None


def birthdays(seat: Seat, *, year: int, month: int) -> list[Birthday]:
    """The birthdays of a month among members in service, by day. Two queries."""
    given = dict(
        Gift.objects.visible_to(seat)
        .birthday()
        .filter(year=year)
        .values_list("member_id", "given_on")
    )
    people = Member.objects.visible_to(seat).active().filter(birth_date__month=month)
    return [
        Birthday(
            member,
            f"{member.birth_date.month}月{member.birth_date.day}日",
            given.get(member.pk),
        )
        for member in people.select_related("group").order_by("birth_date__day", "pinyin_order")
    ]


@dataclass(frozen=True)
class MonthChip:
    label: str
    url: str
    is_active: bool
    count: int | None = None


def month_chips(year: int, month: int) -> list[MonthChip]:
    return [MonthChip(f"{n}月", f"?month={year}-{n:02d}", n == month) for n in range(1, 13)]
