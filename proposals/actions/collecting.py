"""Collecting proposals for a session: the window as it stands, announcing it."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress.actions import milestones as congress_milestones
from congress.actions.acting import MANAGE
from congress.checks import checklist
from congress.checks.preparing import Preparing
from congress.models import CongressTerm, Delegate, Milestone, Session
from proposals.checks.collecting import Place, Window, place
from proposals.models import Collection
from union_site import audit, notifications
from union_site.calendar import official_date
from union_site.models import Seat, Union

SCREEN = "proposals.screen"


def sessions_ahead(union: Union, *, today: datetime.date) -> list[Session]:
    """Planned sessions of the staff congress, the next first."""
    terms = CongressTerm.objects.of_union(union).in_force(today)
    rows = Session.objects.of_union(union).planned().filter(term__in=terms, held_on__gte=today)
    found = rows.select_related("term", "joint_term", "union", "proposal_collection")
    return list(found.order_by("held_on", "pk"))


def _collects_unasked(session: Session) -> bool:
    """Topical and extraordinary sessions collect only where the chair announces it."""
    return not checklist.excused(checklist.BY_KEY["proposals_open"], session)


def windows(union: Union, *, today: datetime.date) -> list[Window]:
    """Of each that collects: as announced, else as the checklist and the norms tell. Three
    queries at most."""
    return windows_of(union, sessions_ahead(union, today=today), today=today)


def windows_of(union: Union, sessions: list[Session], *, today: datetime.date) -> list[Window]:
    if all(hasattr(session, "proposal_collection") for session in sessions):
        return [_announced(session) for session in sessions]
    rules = Preparing.in_force(union=union, on=today)
    marks = Milestone.objects.of_union(union).filter(session__in=sessions)
    kept = {(row.session_id, row.key): row for row in marks}
    found = []
    for session in sessions:
        if hasattr(session, "proposal_collection"):
            found.append(_announced(session))
        elif _collects_unasked(session) and (window := _by_checklist(session, kept, rules)):
            found.append(window)
    return found


def _announced(session: Session) -> Window:
    row: Collection = session.proposal_collection
    return Window(session, row.opens_on, row.closes_on, row.words, is_announced=True)


def _by_checklist(
    session: Session, kept: dict[tuple[int, str], Milestone], rules: Preparing
) -> Window | None:
    """The day written down, else the one by norm; None where no proposals are collected."""
    days = []
    for key in ("proposals_open", "proposals_close"):
        mark = kept.get((session.pk, key))
        if mark is not None and mark.is_waived:
            return None
        line = checklist.BY_KEY[key]
        day = mark.done_on if mark else None
        days.append(day or checklist.due_on(line, held_on=session.held_on, rules=rules))
    opens, closes = days
    if opens is None or closes is None or closes < opens:
        return None
    return Window(session, opens, closes)


def place_for(union: Union, *, today: datetime.date) -> Place:
    """Where a proposal handed in today belongs."""
    return place(windows(union, today=today), today)


def hand_in_by(session: Session) -> datetime.date:
    """Until when a proposal comes to this session in time, as announced; else until it meets."""
    announced: Collection | None = getattr(session, "proposal_collection", None)
    return announced.closes_on if announced else session.held_on


def open_until(union: Union, *, today: datetime.date) -> datetime.date | None:
    """The last day of the window that is open today."""
    found = place_for(union, today=today)
    return found.window.closes_on if found.window and not found.is_late else None


@transaction.atomic
def announce(
    *,
    session: Session,
    opens_on: datetime.date,
    closes_on: datetime.date,
    words: str = "",
    by: Seat,
) -> Collection:
    """Publishes 征集通知, or changes its days; every full delegate in office is told.

    The opening is written into the checklist of the session where nobody did yet.
    """
    if by.union_id != session.union_id or not by.can(SCREEN):
        raise PermissionDenied
    today = timezone.localdate()
    _require_days(session, opens_on, closes_on, today)
    row = Collection.objects.select_for_update().filter(session=session).first()
    is_new = row is None
    row = row or Collection(union=session.union, session=session)
    row.opens_on, row.closes_on, row.words = opens_on, closes_on, words.strip()
    row.announced_at, row.announced_by = timezone.now(), by
    row.full_clean()
    row.save()
    span = f"{official_date(opens_on)}至{official_date(closes_on)}"
    audit.record(verb="proposal.collect", label="发布提案征集通知", by=by, thing=session, note=span)
    _tick(session, opens_on, today, by)
    _tell_delegates(session, span, is_new)
    return row


def _require_days(
    session: Session, opens_on: datetime.date, closes_on: datetime.date, today: datetime.date
) -> None:
    if session.state != "planned":
        raise ValidationError("只有筹备中的会议才征集提案。")
    if closes_on < opens_on:
        raise ValidationError({"closes_on": "截止日期不能早于开始日期。"})
    if closes_on < today:
        raise ValidationError({"closes_on": "截止日期已过，请改为今天或以后。"})
    if closes_on > session.held_on:
        day = official_date(session.held_on)
        raise ValidationError({"closes_on": f"截止日期不能晚于开会日期（{day}）。"})


def _tick(session: Session, opens_on: datetime.date, today: datetime.date, by: Seat) -> None:
    known = session.milestones.filter(key="proposals_open").exists()
    if known or opens_on > today or not (by.can(MANAGE) and _collects_unasked(session)):
        return
    congress_milestones.record_milestone(
        session=session,
        key="proposals_open",
        by=by,
        today=today,
        done_on=opens_on,
        note="随提案征集通知登记",
    )


def _tell_delegates(session: Session, span: str, is_new: bool) -> None:
    rows = Delegate.objects.filter(term_id=session.term_id, member__seat__isnull=False)
    seats = Seat.objects.filter(member__delegacies__in=rows.in_office().full()).distinct()
    word = "征集提案" if is_new else "提案征集时间有变"
    notifications.tell(
        seats=seats,
        sentence=f"{session.short_title}{word}：{span}",
        url=reverse("proposals:new"),
    )
