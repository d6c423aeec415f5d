"""What pages show of delegates: the list as it was asked for, one delegate, the way back."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from congress.actions.makeup import Standing, born_after
from congress.models import CongressTerm, Delegate, SessionOffice
from congress.models.delegates import Category, Kind
from members.models.codes import Ethnicity
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.idcards import Sex
from union_site.listing import Asked, Chip, Column, Happened, Listed, searched
from union_site.models import Seat

STATES = [("", "在任"), ("ended", "已终止"), ("all", "全部")]
YES = [("1", "是")]
CARRIED = ["kind", "state", "on"]


def trail(term: CongressTerm, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("教代会", reverse("congress:session_list")),
        (f"{term}代表", reverse("congress:delegate_list", args=[term.pk])),
        *more,
    ]


class Question:
    """What the list of delegates of a term was asked for, and by whom.

    ?kind= ?state= ?on= (in office on a day) ?q= ?delegation= ?constituency= ?category= ?sex=
    ?leader= and for who manages the congress ?young= ?minority=, which would tell of a person
    what the roster keeps to itself.
    """

    def __init__(
        self, standing: Standing, seat: Seat, asked: Asked, *, today: datetime.date
    ) -> None:
        self.standing, self.term, self.seat, self.asked = standing, standing.term, seat, asked
        self.knows = seat.can("congress.manage")
        self.today, self.young_age = today, standing.rules.young_age.number

    def found(self) -> Any:
        """Everybody who fits, of whatever kind."""
        asked = self.asked
        rows = Delegate.objects.visible_to(self.seat).filter(term=self.term)
        rows = searched(self._of_state(rows), asked.words, "name", "post")
        for name in ("delegation", "constituency"):
            if (number := asked.number(name)) is not None:
                rows = rows.filter(**{f"{name}_id": number})
        if category := asked.one_of("category", Category.values):
            rows = rows.filter(category=category)
        if sex := asked.one_of("sex", Sex.values):
            rows = rows.filter(member__sex=sex)
        if asked.one_of("leader", ["1"]):
            rows = rows.filter(is_leader=True)
        return self._of_private(rows) if self.knows else rows

    def _of_state(self, rows: Any) -> Any:
        state = self.asked.one_of("state", [key for key, _ in STATES])
        if (on := self.asked.day("on")) is not None:
            return rows.in_office_on(on)
        if state == "all":
            return rows
        return rows.filter(ended_on__isnull=False) if state == "ended" else rows.in_office()

    def _of_private(self, rows: Any) -> Any:
        if self.asked.one_of("young", ["1"]):
            rows = rows.filter(member__birth_date__gt=born_after(self.today, self.young_age))
        if self.asked.one_of("minority", ["1"]):
            rows = rows.filter(member__isnull=False)
            rows = rows.exclude(member__ethnicity__in=["", Ethnicity.HA])
        if self.asked.one_of("gone", ["1"]):
            rows = rows.off_the_roll()
        return rows

    def rows(self) -> Any:
        kind = self.asked.one_of("kind", Kind.values)
        found = self.found()
        return (found.filter(kind=kind) if kind else found).for_list()

    def listed(self) -> Listed:
        asked, counts = self.asked, self.standing.kinds
        if asked.link({"kind": None}) != "?":
            counts = dict(self.found().order_by().values_list("kind").annotate(n=Count("pk")))
        state = asked.one_of("state", [key for key, _ in STATES])
        return Listed(
            rows=self.rows(),
            chips=asked.chips("kind", Kind.choices, counts),
            more_chips=[
                Chip(label, asked.link({"state": key or None, "on": None}), key == state)
                for key, label in STATES
            ],
            filter_form=self._form(),
        )

    def _form(self) -> PeriodForm:
        delegations, units = self.standing.delegations, self.standing.units
        choices: list[tuple[str, str, Any]] = [
            ("delegation", "代表团", [(str(row.pk), row.name) for row in delegations]),
            ("constituency", "选区", [(str(row.pk), row.name) for row in units]),
            ("category", "身份", Category.choices),
            ("sex", "性别", Sex.choices),
            ("leader", "中层以上干部", YES),
        ]
        if self.knows:
            choices += [
                ("young", f"青年（{self.young_age} 周岁及以下）", YES),
                ("minority", "少数民族", YES),
            ]
        form = PeriodForm(self.asked, words="姓名、职务", carried=CARRIED, choices=choices)
        del form.fields["from"], form.fields["to"]
        return form


def _day(day: datetime.date | None) -> str:
    return official_date(day) if day else ""


COLUMNS = [
    Column("姓名", lambda row: row.name, 12),
    Column("代表类别", lambda row: row.get_kind_display(), 12),
    Column("代表团", lambda row: str(row.delegation or ""), 16),
    Column("团内职务", lambda row: row.get_role_display(), 12),
    Column("选区", lambda row: str(row.constituency or ""), 16),
    Column("身份", lambda row: row.get_category_display(), 8),
    Column("中层以上干部", lambda row: "是" if row.is_leader else "", 12),
    Column("职务", lambda row: row.post, 18),
    Column("产生方式", lambda row: row.get_origin_display(), 14),
    Column("当选（确定）日期", lambda row: row.since, 16),
    Column("终止日期", lambda row: row.ended_on, 14),
]
# What only who manages the congress gets to see.
PRIVATE_COLUMNS = [
    Column("得票", lambda row: row.votes, 8),
    Column("终止原因", lambda row: row.get_end_reason_display(), 14),
    Column("终止说明", lambda row: row.end_note, 30),
]


def columns(seat: Seat) -> list[Column]:
    return [*COLUMNS, *PRIVATE_COLUMNS] if seat.can("congress.manage") else COLUMNS


# --- one delegate -------------------------------------------------------------------------


def facts(delegate: Delegate, seat: Seat) -> list[tuple[str, Any]]:
    shown: list[tuple[str, Any]] = [
        ("届次", delegate.term),
        ("代表类别", delegate.get_kind_display()),
        ("代表团", _place(delegate)),
        ("职务", delegate.post),
        ("产生方式", delegate.get_origin_display()),
        ("当选（确定）", _day(delegate.since)),
    ]
    if delegate.kind == Kind.FULL:
        leader = "，中层以上干部" if delegate.is_leader else ""
        shown[3:3] = [
            ("选区", delegate.constituency),
            ("身份", f"{delegate.get_category_display()}{leader}"),
        ]
    if seat.can("congress.manage") and delegate.votes is not None:
        shown.append(("得票", f"{delegate.votes} 票"))
    if delegate.ended_on:
        shown.append(("终止", _day(delegate.ended_on)))
    if seat.can("congress.manage") and delegate.ended_on:
        shown.append(("终止原因", delegate.get_end_reason_display()))
    return shown


def _place(delegate: Delegate) -> str:
    role = f"（{delegate.get_role_display()}）" if delegate.role else ""
    return f"{delegate.delegation}{role}" if delegate.delegation else ""


def history(delegate: Delegate, seat: Seat) -> list[Happened]:
    """How the seat came and went, and the sessions in between; the newest first."""
    knows = seat.can("congress.manage")
    lines: list[tuple[datetime.date, str, str]] = [
        (delegate.since, delegate.get_origin_display(), _of(delegate.replaces, "接替"))
    ]
    if delegate.ended_on:
        note = delegate.get_end_reason_display()
        if delegate.recall_votes is not None:
            note += f"，赞成 {delegate.recall_votes} 票"
        if delegate.end_note:
            note += f"：{delegate.end_note}"
        lines.append((delegate.ended_on, "终止代表资格", note if knows else ""))
    follower = Delegate.objects.visible_to(seat).filter(replaces=delegate).first()
    if follower is not None:
        lines.append((follower.since, f"由{follower}{follower.get_origin_display()}", ""))
    entries = delegate.roll_entries.select_related("session__term").annotate(
        came=Count("presences", filter=~Q(presences__sitting__state="planned"))
    )
    for entry in entries.order_by("-session__held_on"):
        session = entry.session
        note = f"签到 {entry.came} 场" if entry.came else ""
        day = session.roll_frozen_on or session.held_on
        lines.append((day, f"列入{session.short_title}代表名册", note))
    offices = SessionOffice.objects.visible_to(seat).filter(delegate=delegate)
    for office in offices.select_related("session__term"):
        title = f"任{office.session.short_title}{office.get_office_display()}"
        lines.append((office.session.held_on, title, ""))
    lines.sort(key=lambda line: line[0], reverse=True)
    return [
        Happened(title, _as_moment(day), "", note, number == 0)
        for number, (day, title, note) in enumerate(lines)
    ]


def _of(delegate: Delegate | None, word: str) -> str:
    return f"{word}{delegate}" if delegate else ""


def _as_moment(day: datetime.date) -> Any:
    """A timeline shows what is no moment as it is."""
    return official_date(day)
