"""The notice of collection above the list: until when, and how many came in from where."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from congress.models import Delegation, Session
from proposals.actions.collecting import sessions_ahead, windows_of
from proposals.checks.collecting import Standing, Window
from proposals.models import Proposal, sits_on_committee
from union_site.calendar import official_date
from union_site.models import Seat

# A line for each delegation, named, and one for what came in from it: session or term it belongs
# to, delegation, its place among them, its name, how many.
Line = tuple[int, int | None, int, str, int]
UNNAMED, NONE = Value(""), Value(0)


def notices(seat: Seat, today: datetime.date) -> list[dict[str, Any]]:
    """One for each session ahead that collects; counts for those who may see all of them."""
    sessions = sessions_ahead(seat.union, today=today)
    windows = windows_of(seat.union, sessions, today=today)
    announces = seat.can("proposals.screen")
    shown = [
        window for window in windows if announces or window.standing(today) is not Standing.AHEAD
    ]
    sees_all = seat.can("proposals.view") or sits_on_committee(seat)
    received = _received([window.session for window in shown], seat) if sees_all else {}
    found = [_notice(one, seat, today, received.get(one.session.pk)) for one in shown]
    if announces:
        collecting = {window.session.pk for window in windows}
        found += [_not_yet(session) for session in sessions if session.pk not in collecting]
    return found


def _not_yet(session: Session) -> dict[str, Any]:
    """To the chair alone: a session for which nothing is collected, and the way to do it."""
    return {
        "name": session.short_title,
        "span": f"{official_date(session.held_on)}召开，没有安排征集提案",
        "tone": "plain",
        "text": "不征集",
        "is_announced": True,
        "collect_url": reverse("proposals:collect", args=[session.pk]),
        "collect_label": "征集提案",
    }


def _notice(
    window: Window, seat: Seat, today: datetime.date, received: dict[str, Any] | None
) -> dict[str, Any]:
    collect = reverse("proposals:collect", args=[window.session.pk])
    tone, text = _standing(window, today)
    return {
        "name": window.session.short_title,
        "span": f"{official_date(window.opens_on)}至{official_date(window.closes_on)}",
        "words": window.words,
        "tone": tone,
        "text": text,
        "is_announced": window.is_announced,
        "collect_label": "修改征集通知" if window.is_announced else "发布征集通知",
        "collect_url": collect if seat.can("proposals.screen") else "",
        "received": received,
    }


def _standing(window: Window, today: datetime.date) -> tuple[str, str]:
    standing = window.standing(today)
    if standing is Standing.AHEAD:
        return "plain", f"还有 {(window.opens_on - today).days} 天开始"
    if standing is Standing.OPEN:
        days = window.days_left(today)
        tone = "warn" if days <= 3 else "ok"
        return tone, f"还有 {days} 天截止" if days else "今天截止"
    return "warn", "已截止，再提交按逾期处理"


def _received(sessions: list[Session], seat: Seat) -> dict[int, dict[str, Any]]:
    """Per session and delegation, those with none too: the chair looks for them. One query gives
    the delegations of each term and what came in for each session.
    """
    rows = Proposal.objects.visible_to(seat).sent().filter(session__in=sessions).order_by()
    by_delegation = rows.values(of=Coalesce("delegation", "delegate__delegation"))
    came = by_delegation.annotate(within=F("session"), place=NONE, label=UNNAMED, n=Count("pk"))
    terms = [session.term_id for session in sessions]
    groups = Delegation.objects.visible_to(seat).filter(term__in=terms).order_by()
    named = groups.annotate(of=F("pk"), within=F("term"), place=F("position"), label=F("name"))
    columns = ("within", "of", "place", "label", "n")
    both = came.values_list(*columns).union(named.annotate(n=NONE).values_list(*columns), all=True)
    lines = sorted(both, key=lambda line: (line[2], line[1] or 0))
    return {session.pk: _by_delegation(session, lines) for session in sessions}


def _by_delegation(session: Session, lines: Iterable[Line]) -> dict[str, Any]:
    counts = {of: n for within, of, _, label, n in lines if not label and within == session.pk}
    base = f"{reverse('proposals:formal_list')}?show=received&session={session.pk}"
    named: list[dict[str, Any]] = [
        {"name": label, "count": counts.pop(of, 0), "url": f"{base}&delegation={of}"}
        for within, of, _, label, _ in lines
        if label and within == session.term_id
    ]
    elsewhere = sum(counts.values())
    total = elsewhere + sum(row["count"] for row in named)
    return {"rows": named, "elsewhere": elsewhere, "total": total, "url": base}
