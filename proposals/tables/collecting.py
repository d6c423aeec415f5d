"""The notice of collection above the list: until when, and how many came in from where."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import Coalesce
from django.urls import reverse

from congress.models import Delegation, Session
from proposals.actions.collecting import sessions_ahead, windows_of
from proposals.checks.collecting import Standing, Window
from proposals.models import Proposal, sits_on_committee
from union_site.calendar import official_date
from union_site.models import Seat


def notices(seat: Seat, today: datetime.date) -> list[dict[str, Any]]:
    """One for each session ahead that collects; counts for those who may see all of them."""
    sessions = sessions_ahead(seat.union, today=today)
    windows = windows_of(seat.union, sessions, today=today)
    announces = seat.can("proposals.screen")
    found = [
        _notice(window, seat, today)
        for window in windows
        if window.standing(today) is not Standing.AHEAD or announces
    ]
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


def _notice(window: Window, seat: Seat, today: datetime.date) -> dict[str, Any]:
    sees_all = seat.can("proposals.view") or sits_on_committee(seat)
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
        "received": _received(window, seat) if sees_all else None,
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


def _received(window: Window, seat: Seat) -> dict[str, Any]:
    """Per delegation, those with none too: the chair looks for them."""
    rows = Proposal.objects.visible_to(seat).sent().of_session(window.session).order_by()
    by_delegation = rows.values(of=Coalesce(F("delegation"), F("delegate__delegation")))
    counts = {row["of"]: row["n"] for row in by_delegation.annotate(n=Count("pk"))}
    groups = Delegation.objects.visible_to(seat).filter(term_id=window.session.term_id)
    base = f"{reverse('proposals:formal_list')}?show=received&session={window.session.pk}"
    named = [
        {
            "name": group.name,
            "count": counts.pop(group.pk, 0),
            "url": f"{base}&delegation={group.pk}",
        }
        for group in groups.order_by("position", "pk")
    ]
    elsewhere = sum(counts.values())
    total = elsewhere + sum(int(row["count"]) for row in named)
    return {"rows": named, "elsewhere": elsewhere, "total": total, "url": base}
