"""What pages show of the register: the list as asked for, its export, one unit."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from members.checks.register import months_after
from members.models import Unit, UnitEvent, UnitEventKind, register
from members.models.register import KINDS, ORDERS
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Chip, Column, Happened, Listed, searched
from union_site.masking import Personal, covered
from union_site.models import Seat, Union
from union_site.norms import norm

ORDER_LABELS = {
    "kind": "按类别和名称",
    "name": "按名称",
    "due": "按届满日期",
    "members": "按会员数",
    "staff": "按职工数",
}
WORDS = ("name", "union_name", "uscc", "union_uscc", "zone", "liaison_name", "contact_name")


@dataclass(frozen=True)
class Then:
    """The day a list speaks of, and until when a term counts as ending soon."""

    day: datetime.date
    soon: datetime.date
    months: int
    year: int | None = None

    @classmethod
    def of(cls, union: Union, asked: Asked, today: datetime.date) -> Then:
        """The end of the year that was asked for, or today."""
        months = notice_months(union, today)
        year = asked.period.year if asked.data.get("year") else None
        day = today if year is None else min(today, datetime.date(year, 12, 31))
        return cls(day, months_after(day, months), months, year)


def notice_months(union: Union, today: datetime.date) -> int:
    return norm("union.renewal_notice_months", union=union, on=today).number


_COUNTED: Q = Q(members_then__isnull=False)
# What ?state= selects. The first is what is shown where nothing was asked for.
STATES: dict[str, tuple[str, Callable[[Then], Q]]] = {
    "": ("全部", lambda then: register.running(then.day)),
    "eligible": ("具备建会条件", lambda then: register.eligible(then.day)),
    "established": ("已建会", lambda then: register.established(then.day)),
    "without": ("未建会", lambda then: register.without_union(then.day)),
    "overdue": ("逾期未换届", lambda then: register.overdue(then.day)),
    "soon": ("即将届满", lambda then: register.due_between(then.day, then.soon)),
    "undated": ("任期未登记", lambda then: register.undated(then.day)),
    "counted": ("有会员统计", lambda then: register.running(then.day) & _COUNTED),
    "ineligible": ("不具备条件", lambda then: register.ineligible(then.day)),
    "closed": ("已停办", lambda then: register.closed(then.day)),
}
# Reached from a table of numbers; a chip only while it is switched on.
_QUIET = ("eligible", "counted")


def units(seat: Seat, asked: Asked, today: datetime.date) -> Listed:
    """?state= ?kind= ?zone= ?year= ?event= ?q= ?order=

    With a year the list shows the register as it was at that year's end; `event` leaves the
    units to which that happened in the year.
    """
    then = Then.of(seat.union, asked, today)
    mine = Unit.objects.visible_to(seat)
    found = searched(_narrowed(mine, asked, then), asked.words, *WORDS)
    kind = asked.one_of("kind", dict(KINDS))
    state = asked.one_of("state", STATES)
    counts = _counts(found, then)
    rows = (found.filter(kind=kind) if kind else found).counted_by(then.day)
    # Who was founded in the year is shown, whatever became of it.
    if state or not asked.one_of("event", UnitEventKind.values):
        rows = rows.filter(STATES[state][1](then))
    order = asked.one_of("order", ORDERS) or "kind"
    return Listed(
        rows=rows.in_order(order),
        chips=_state_chips(asked, counts, state, kind, then),
        more_chips=_kind_chips(asked, counts, state, kind),
        filter_form=_filter_form(mine, asked),
    )


def _narrowed(rows: Any, asked: Asked, then: Then) -> Any:
    if zone := asked.data.get("zone", "")[:40]:
        rows = rows.filter(zone=zone)
    if event := asked.one_of("event", UnitEventKind.values):
        year = then.year or then.day.year
        rows = rows.with_event(event, datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    return rows


def _counts(rows: Any, then: Then) -> dict[str, dict[str, int]]:
    """How many rows each pair of kind and state has, in one query."""
    shown = [state for state in STATES if state not in _QUIET]
    wanted = {f"in_{state or 'all'}": Count("pk", filter=STATES[state][1](then)) for state in shown}
    found = rows.order_by().values("kind").annotate(**wanted)
    return {
        row["kind"]: {state: row.get(f"in_{state or 'all'}", 0) for state in STATES}
        for row in found
    }


def _state_chips(
    asked: Asked, counts: dict[str, dict[str, int]], state: str, kind: str, then: Then
) -> list[Chip]:
    chips = []
    for key, (label, _) in STATES.items():
        count = sum(row[key] for of, row in counts.items() if kind in ("", of))
        if key == state or key == "" or (count and key not in _QUIET):
            words = f"{then.months} 个月内届满" if key == "soon" else label
            shown = None if key in _QUIET else count
            chips.append(Chip(words, asked.link({"state": key or None}), key == state, shown))
    return chips


def _kind_chips(
    asked: Asked, counts: dict[str, dict[str, int]], state: str, kind: str
) -> list[Chip]:
    return [
        Chip(
            str(label),
            asked.link({"kind": None if kind == value else value}),
            kind == value,
            None if state in _QUIET else counts.get(value, {}).get(state, 0),
        )
        for value, label in KINDS
    ]


def _filter_form(mine: Any, asked: Asked) -> PeriodForm:
    zones = mine.exclude(zone="").order_by("zone").values_list("zone", flat=True).distinct()
    form = PeriodForm(
        asked,
        words="关键词",
        carried=["state", "kind", "year"],
        choices=[
            ("zone", "学区", [(zone, zone) for zone in zones]),
            ("event", "当年事项", UnitEventKind.choices),
            ("order", "排序", list(ORDER_LABELS.items())[1:]),
        ],
    )
    # The first is what the list has by itself.
    form.fields["order"].choices = [("", ORDER_LABELS["kind"]), *list(ORDER_LABELS.items())[1:]]  # type: ignore[attr-defined]
    for name in ("from", "to", "q"):
        del form.fields[name]
    form.is_used = any(form.initial.get(name) for name in ("zone", "event", "order"))
    return form


# --- one unit --------------------------------------------------------------------------------


def standing(unit: Unit, then: Then) -> tuple[str, str]:
    """How the unit stands, in words and as a tone."""
    if unit.closed_on is not None and unit.closed_on <= then.day:
        return "已停办", "plain"
    if not unit.is_eligible:
        return "不具备条件", "plain"
    if unit.established_on is None or unit.established_on > then.day:
        return "未建会", "warn"
    if unit.next_due_on is not None and unit.next_due_on < then.day:
        return "逾期未换届", "bad"
    if unit.next_due_on is not None and unit.next_due_on <= then.soon:
        return "即将届满", "warn"
    return "已建会", "ok"


@dataclass(frozen=True)
class UnitRow:
    unit: Unit
    label: str
    tone: str
    members: int | None
    cards: int | None


def for_page(rows: Iterable[Any], then: Then) -> list[UnitRow]:
    return [
        UnitRow(row, *standing(row, then), members=row.members_then, cards=row.cards_then)
        for row in rows
    ]


def columns(then: Then) -> list[Column]:
    """The official form and what the district adds. Telephones stay covered: a file travels."""
    return [
        Column("单位名称", lambda row: row.name, 30),
        Column("单位性质类别", lambda row: row.get_kind_display(), 14),
        Column("单位统一社会信用代码", lambda row: row.uscc, 22),
        Column("单位地址", lambda row: row.address, 30),
        Column("学区", lambda row: row.zone, 12),
        Column("职工人数", lambda row: row.staff_count, 10),
        Column("状态", lambda row: standing(row, then)[0], 12),
        Column("不具备的原因", lambda row: row.ineligible_reason, 18),
        Column("工会名称", lambda row: row.union_name, 34),
        Column("工会统一社会信用代码", lambda row: row.union_uscc, 22),
        Column("建会日期", lambda row: row.established_on, 12),
        Column("批复文号", lambda row: row.approval_no, 20),
        Column("基层工会类型", lambda row: row.get_base_type_display(), 16),
        Column("最近换届日期", lambda row: row.last_renewed_on, 12),
        Column("任期届满日期", lambda row: row.next_due_on, 12),
        Column("会员人数", lambda row: row.members_then, 10),
        Column("会员服务卡数", lambda row: row.cards_then, 12),
        Column("工会负责人", lambda row: row.contact_name, 12),
        Column("联系电话", lambda row: covered(row.contact_phone, Personal.MOBILE), 14),
        Column("挂点领导", lambda row: row.liaison_name, 12),
        Column("停办日期", lambda row: row.closed_on, 12),
        Column("备注", lambda row: row.note, 24),
    ]


def facts(unit: Unit) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Everything the register holds of a unit, in groups. The telephone is there to be called."""
    reason = unit.ineligible_reason
    place = [
        ("类别", unit.get_kind_display()),
        ("信用代码", unit.uscc),
        ("地址", unit.address),
        ("学区", unit.zone),
        ("职工人数", f"{unit.staff_count} 人" if unit.staff_count else ""),
        ("建会条件", "具备" if unit.is_eligible else f"不具备（{reason}）"),
        ("停办日期", _day(unit.closed_on)),
        ("备注", unit.note),
    ]
    body = [
        ("工会名称", unit.union_name),
        ("工会信用代码", unit.union_uscc),
        ("基层工会类型", unit.get_base_type_display()),
        ("建会日期", _day(unit.established_on)),
        ("批复文号", unit.approval_no),
        ("最近换届", _day(unit.last_renewed_on)),
        ("任期届满", _day(unit.next_due_on)),
        ("负责人", unit.contact_name),
        ("联系电话", unit.contact_phone),
        ("挂点领导", unit.liaison_name),
    ]
    away = ("停办日期", "备注")
    shown = [(label, value) for label, value in place if value or label not in away]
    return [("单位", shown), ("工会", body)]


def counts(unit: Unit) -> list[tuple[str, str]]:
    if unit.counted_on is None:
        return []
    return [
        ("采集会员", f"{unit.members_registered:,} 人"),
        ("会员服务卡", f"{unit.cards_issued:,} 张"),
        ("统计日期", _day(unit.counted_on)),
    ]


def events(unit: Unit, seat: Seat) -> list[Happened]:
    """What happened to the unit's union, the latest first; what was voided says so."""
    rows = UnitEvent.objects.visible_to(seat).filter(unit=unit).select_related("by__user")
    return [
        Happened(
            title=f"{row.get_kind_display()}（已撤销）" if row.is_void else row.get_kind_display(),
            at=_at(row.on),
            who=row.document_no,
            note="\n".join(filter(None, [_until(row.due_on), row.note])),
            is_current=number == 0 and not row.is_void,
        )
        for number, row in enumerate(rows.order_by("-on", "-pk"))
    ]


def _at(day: datetime.date) -> datetime.datetime:
    """Midnight stands for the day."""
    return datetime.datetime.combine(day, datetime.time())


def _until(day: datetime.date | None) -> str:
    return f"任期至{official_date(day)}" if day else ""


def _day(day: datetime.date | None) -> str:
    return official_date(day) if day else ""


def trail(unit: Unit) -> list[tuple[str, str]]:
    return [
        ("工会登记册", reverse("unions:list")),
        (unit.name, reverse("unions:unit", args=[unit.pk])),
    ]
