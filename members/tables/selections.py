"""What pages show of selections: the list, one selection with its nominees, who is waited for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from members.checks.selections import has_consent
from members.models import Nominee, Selection
from members.tables.honours import trail
from members.workflow.selections import NOMINEE, SELECTION
from union_site import workbench
from union_site.calendar import official_date
from union_site.listing import Asked, Chip, Column, Listed, searched
from union_site.masking import Personal, mask
from union_site.models import Seat
from union_site.norms import InForce

State = Selection.State
STANDING_TONES: dict[str, str] = {
    Nominee.State.NOMINATED: "info",
    Nominee.State.CHOSEN: "warn",
    Nominee.State.AWARDED: "ok",
}
AFTER = {
    State.NOMINATING: ["民主测评", "公示", "上报", "结果"],
    State.APPRAISING: ["公示", "上报", "结果"],
    State.NOTICED: ["上报", "结果"],
    State.REPORTED: ["结果"],
}


def selections(seat: Seat, asked: Asked) -> Listed:
    """?state= ?year= ?q= (the honour)."""
    mine = Selection.objects.visible_to(seat)
    found = searched(mine, asked.words, "honour_title__name")
    counts = dict(found.order_by().values_list("state").annotate(rows=Count("pk")))
    state = asked.one_of("state", State.values)
    year = asked.number("year")
    rows = found.filter(state=state) if state else found
    years = sorted(set(mine.order_by().values_list("year", flat=True)), reverse=True)
    more = [Chip("历年", asked.link({"year": None}), year is None)]
    more += [Chip(f"{y}年", asked.link({"year": str(y)}), y == year) for y in years[:4]]
    return Listed(
        rows=(rows.filter(year=year) if year else rows).for_list(),
        chips=asked.chips("state", State.choices, counts),
        more_chips=more,
        filter_form=None,
    )


COLUMNS = [
    Column("荣誉称号", lambda row: row.honour_title.name, 24),
    Column("年度", lambda row: row.year, 8),
    Column("名额", lambda row: row.quota, 8),
    Column("推荐对象", lambda row: row.nominee_count, 10),
    Column("征集开始", lambda row: row.opens_on, 12),
    Column("征集截止", lambda row: row.closes_on, 12),
    Column("公示开始", lambda row: row.notice_from, 12),
    Column("公示截止", lambda row: row.notice_until, 12),
    Column("上报日期", lambda row: row.reported_on, 12),
    Column("结果日期", lambda row: row.result_on, 12),
    Column("状态", lambda row: row.get_state_display(), 12),
]


def selection_trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return trail(("评选推荐", reverse("honours:selections")), *last)


def selection_list_trail() -> list[tuple[str, str]]:
    return trail(("评选推荐", ""))


def trail_of(selection: Selection) -> list[tuple[str, str]]:
    here = reverse("honours:selection", args=[selection.pk])
    return selection_trail((f"{selection.year}年{selection.honour_title}", here))


def _day(day: datetime.date | None) -> str:
    return official_date(day) if day else ""


def _span(first: datetime.date | None, last: datetime.date | None) -> str:
    return f"{_day(first)}至{_day(last)}" if first and last else ""


def facts(selection: Selection, seat: Seat) -> list[tuple[str, Any]]:
    """A round in facts; what was objected is for those who keep it."""
    may_manage = seat.can("honours.manage")
    shown = [
        ("荣誉称号", str(selection.honour_title)),
        ("授予对象", selection.honour_title.get_subject_display()),
        ("年度", f"{selection.year}年"),
        ("推荐名额", f"{selection.quota} 个"),
        ("征集", _span(selection.opens_on, selection.closes_on)),
        ("民主测评", _day(selection.appraised_on)),
        ("公示", _span(selection.notice_from, selection.notice_until)),
        ("公示地点", selection.notice_place),
        ("异议及处理", selection.objections if may_manage else ""),
        ("上报", _day(selection.reported_on)),
        ("报送单位", selection.reported_to),
        ("结果", _day(selection.result_on)),
        ("结果说明", selection.result_note),
    ]
    return [(label, value) for label, value in shown if value]


def steps(selection: Selection, seat: Seat, today: datetime.date) -> list[dict[str, Any]]:
    """The steps open to this seat, as links to their pages; 上报 once the notice has ended."""
    until = selection.notice_until
    too_early = {"report"} if until is not None and today <= until else set()
    return [
        {
            "label": step.label,
            "url": reverse(f"honours:{step.name}", args=[selection.pk]),
            "is_likely": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in SELECTION.open_to(selection, seat)
        if step.name not in too_early and not step.objection(selection)
    ]


def waiting_for(selection: Selection, today: datetime.date) -> dict[str, Any] | None:
    """Who is waited for, until when, and what comes after; nothing when it is closed."""
    if not selection.is_running:
        return None
    due = due_of(selection)
    who = {
        State.NOMINATING: "各工会小组推荐",
        State.APPRAISING: "工会组织民主测评、登记票数",
        State.NOTICED: "公示期满后由工会上报",
        State.REPORTED: f"{selection.reported_to or '上级工会'}评定",
    }[State(selection.state)]
    words, tone = workbench.due_badge(due, today) if due else ("", "")
    return {"who": who, "badge": words, "tone": tone, "after": AFTER[State(selection.state)]}


def due_of(selection: Selection) -> datetime.date | None:
    """The day on which the present stage ends by itself."""
    if selection.state == State.NOMINATING:
        return selection.closes_on
    return selection.notice_until if selection.state == State.NOTICED else None


@dataclass(frozen=True)
class NomineeRow:
    """A line of the nominees, for who reads it."""

    nominee: Nominee
    name: str
    group: str
    tone: str
    votes: str
    share: str
    is_short: bool  # of consent


def nominee_rows(nominees: Iterable[Nominee], seat: Seat, consent: InForce) -> list[NomineeRow]:
    """Votes are shown to those who keep or audit the register."""
    sees_votes = seat.can("honours.manage") or seat.can("reports.view")
    return [
        NomineeRow(
            nominee=one,
            name=mask(one.shown, Personal.NAME, roles=seat.roles) if one.member else one.name,
            group=str(one.member.group or "") if one.member else "",
            tone=STANDING_TONES.get(one.state, "plain"),
            votes=_votes(one) if sees_votes else "",
            share=one.share if sees_votes else "",
            is_short=sees_votes and one.has_votes and not _passes(one, consent),
        )
        for one in nominees
    ]


def _votes(nominee: Nominee) -> str:
    if not nominee.has_votes:
        return ""
    return f"应到 {nominee.votes_expected}，收回 {nominee.votes_returned}，同意 {nominee.votes_for}"


def _passes(nominee: Nominee, consent: InForce) -> bool:
    return has_consent(nominee.votes_for or 0, nominee.votes_expected or 1, consent.number)


def likely(nominees: Iterable[Nominee], quota: int, consent: InForce) -> list[int]:
    """Those with most consent, as many as there are places: ticked beforehand."""
    passing = [one.pk for one in nominees if one.has_votes and _passes(one, consent)]
    return passing[:quota]


def nominee_facts(row: NomineeRow) -> list[tuple[str, Any]]:
    nominee = row.nominee
    member = nominee.member
    shown = [
        ("推荐对象", row.name),
        ("工会小组", row.group),
        ("岗位或职称", (member.title or member.get_post_category_display()) if member else ""),
        ("推荐单位", nominee.recommended_by),
        ("测评结果", row.votes),
        ("同意比例", row.share),
        ("状态", nominee.get_state_display()),
    ]
    return [(label, value) for label, value in shown if value]


def may_change(nominee: Nominee, seat: Seat) -> bool:
    open_states = (State.NOMINATING, State.APPRAISING)
    is_open = nominee.selection.state in open_states and nominee.state == Nominee.State.NOMINATED
    return is_open and seat.can("honours.manage")


def may_withdraw(nominee: Nominee, seat: Seat) -> bool:
    running = (State.NOMINATING, State.APPRAISING, State.NOTICED)
    return nominee.selection.state in running and NOMINEE.allows(nominee, "withdraw", seat)


def nominee_trail(nominee: Nominee) -> list[tuple[str, str]]:
    here = reverse("honours:nominee", args=[nominee.pk])
    return [*trail_of(nominee.selection), (nominee.shown, here)]
