"""What pages show of initiatives: the list, how far it has come, who may read it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from congress import actions, checks
from congress.actions import initiatives as acts
from congress.models import Delegate, Initiative, InitiativeState
from congress.workflow.initiatives import INITIATIVE
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat


def readable(seat: Seat) -> Any:
    """All for the chair, those of their own terms for delegates, what became a session for all."""
    rows = Initiative.objects.visible_to(seat)
    if seat.can("congress.manage"):
        return rows
    own = Delegate.objects.filter(term=OuterRef("term"), member__seat=seat)
    public = Q(state=InitiativeState.ACCEPTED) if seat.can("congress.view") else Q(pk=None)
    return rows.filter(Exists(own) | public)


def initiatives(seat: Seat, asked: Asked) -> Listed:
    """?state= ?term= ?year= ?from= ?to= ?q= (matter, reason)."""
    mine = readable(seat)
    if (term := asked.number("term")) is not None:
        mine = mine.filter(term=term)
    dated = mine.between(asked.period.first, asked.period.last)
    found = searched(dated, asked.words, "matter", "reason", "opened_by__name")
    counts = dict(found.order_by().values_list("state").annotate(rows=Count("pk")))
    state = asked.one_of("state", InitiativeState.values)
    rows = found.filter(state=state) if state else found
    years = [day.year for day in mine.order_by().dates("opened_on", "year")]
    return Listed(
        rows=rows.for_list(),
        chips=asked.chips("state", InitiativeState.choices, counts),
        more_chips=asked.year_chips(years),
        filter_form=PeriodForm(asked, words="议题、理由、发起人", carried=["state", "term"]),
    )


INITIATIVE_COLUMNS = [
    Column("提议议题", lambda row: row.matter, 40),
    Column("届次", lambda row: str(row.term), 24),
    Column("发起人", lambda row: row.opened_by.name, 12),
    Column("发起日期", lambda row: row.opened_on),
    Column("联名人数", lambda row: row.signed, 10),
    Column("提交时全体正式代表", lambda row: row.delegates, 18),
    Column("提交时所需联名", lambda row: row.needed, 16),
    Column("状态", lambda row: row.get_state_display(), 12),
    Column("临时会议", lambda row: row.session.short_title if row.session else "", 24),
    Column("理由", lambda row: row.reason, 50),
]


def trail() -> list[tuple[str, str]]:
    return [
        ("教代会", reverse("congress:session_list")),
        ("联名提议", reverse("congress:initiative_list")),
    ]


def one_trail(initiative: Initiative) -> list[tuple[str, str]]:
    here = reverse("congress:initiative", args=[initiative.pk])
    return [*trail(), (initiative.matter, here)]


def progress(initiative: Initiative, *, today: datetime.date) -> dict[str, Any]:
    """How many have signed of how many it takes, with the article."""
    n, needed = initiative.delegates, initiative.needed
    if n is None or needed is None:
        n, needed = acts.needed_by(initiative, on=today)
    signed = initiative.signatures.valid().count()
    rule = actions.rules(union=initiative.union, on=initiative.opened_on).initiative
    return {
        "signed": signed,
        "needed": needed,
        "share": f"{signed} / {needed} 人",
        "line": (
            f"全体正式代表 {n} 人，须 {needed} 人及以上联名"
            f"（全体正式代表的 {checks.share_of(rule)}）。"
            f"依据：{rule.citation}。"
        ),
        "is_reached": signed >= needed,
    }


def facts(initiative: Initiative) -> list[tuple[str, Any]]:
    opener = initiative.opened_by
    found: list[tuple[str, Any]] = [
        ("届次", initiative.term),
        ("发起人", f"{opener.name}（{opener.delegation}）" if opener.delegation else opener.name),
        ("发起日期", official_date(initiative.opened_on)),
    ]
    if initiative.submitted_at:
        at = timezone.localtime(initiative.submitted_at)
        submitted = f"{official_date(at.date())} {at:%H:%M}"
        found.append(("提交时间", submitted))
    return found


STEP_PAGES = {"accept": "initiative_accept", "decline": "initiative_decline"}


def steps(initiative: Initiative, seat: Seat, *, is_reached: bool) -> list[dict[str, Any]]:
    """The acts open to this seat; the opener submits once the third is full."""
    here = reverse("congress:initiative_step", args=[initiative.pk])
    open_ones = INITIATIVE.open_to(initiative, seat)
    return [
        {
            "name": step.name,
            "label": step.label,
            "url": here,
            "is_likely": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in open_ones
        if step.name not in STEP_PAGES and (step.name != "submit" or is_reached)
    ]


def links(initiative: Initiative, seat: Seat) -> list[dict[str, Any]]:
    """The acts that have a page of their own."""
    return [
        {
            "label": step.label,
            "url": reverse(f"congress:{STEP_PAGES[step.name]}", args=[initiative.pk]),
            "is_primary": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in INITIATIVE.open_to(initiative, seat)
        if step.name in STEP_PAGES
    ]
