"""Acts on leave: asking for it, the head's consent, the presidium's approval."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from congress.actions.acting import MANAGE
from congress.models import Leave, RollEntry, Session, State
from congress.workflow.leaves import LEAVE, heads_delegation, is_own
from union_site import audit, notifications
from union_site.models import Seat
from union_site.workflow import advance


@transaction.atomic
def ask_leave(
    *, session: Session, entry: RollEntry, by: Seat, now: datetime.datetime, **written: Any
) -> Leave:
    """Asks for leave: the delegate, the head for the delegation, the chair for anybody.

    `written`: sitting (None for the whole session), reason, note. Where the head asks, or nobody
    heads the delegation, it goes on to the presidium at once.
    """
    leave = Leave(
        union=session.union,
        session=session,
        entry=entry,
        applied_by=by,
        applied_at=now,
        **written,
    )
    _require_may_ask(leave, by)
    leave.full_clean()
    leave.save()
    audit.record(verb="congress.leave_ask", label="请假", by=by, thing=leave, at=now)
    _go_on(leave, by)
    return leave


def _require_may_ask(leave: Leave, by: Seat) -> None:
    session, sitting = leave.session, leave.sitting
    if by.union_id != session.union_id or not by.can("congress.own"):
        raise PermissionDenied
    manages = by.can(MANAGE)
    if not (manages or is_own(leave, by) or heads_delegation(leave, by)):
        raise PermissionDenied
    if session.state == State.CANCELLED:
        raise ValidationError("会议已取消，不用请假。")
    if not manages and (session.is_held or (sitting is not None and sitting.is_closed)):
        raise ValidationError("会议已经结束，补假请联系工会办理。")


def _go_on(leave: Leave, by: Seat) -> None:
    heads = [seat for seat in _heads(leave) if seat.pk != by.pk]
    if heads_delegation(leave, by):
        decide_leave(leave=leave, step="consent", by=by)
    elif by.can(MANAGE) and not is_own(leave, by):
        note = "工会代为登记，已征得团长同意。"
        decide_leave(leave=leave, step="consent_for_head", by=by, note=note)
    elif not heads:
        note = "本人是团长，或代表团没有可办理的团长，直接报主席团。"
        advance(LEAVE, thing=leave, step="consent", by=None, note=note)
        _tell(leave, "consent")
    else:
        sentence = f"{leave}，请您决定是否同意。"
        notifications.tell(seats=heads, sentence=sentence, url=_page(leave))


def _heads(leave: Leave) -> list[Seat]:
    """The open seats of those who head the delegation."""
    name = leave.entry.delegation_name
    if not name or leave.entry.is_head:
        return []
    heads = leave.session.roll.filter(delegation_name=name, is_head=True)
    return list(Seat.objects.open().filter(pk__in=heads.values("member__seat")))


@transaction.atomic
def decide_leave(*, leave: Leave, step: str, by: Seat, note: str = "") -> Leave:
    """Takes a step with a request: consent, decline, approve, refuse, withdraw."""
    advance(LEAVE, thing=leave, step=step, by=by, note=note)
    _tell(leave, step)
    return leave


def _tell(leave: Leave, step: str) -> None:
    """The chair hears what waits for approval, the delegate what was decided."""
    if step in ("consent", "consent_for_head"):
        chairs = notifications.those_with(MANAGE, union_id=leave.union_id)
        sentence = f"{leave}，团长已同意，待主席团批准。"
        notifications.tell(seats=chairs, sentence=sentence, url=_page(leave))
    elif step in ("approve", "decline", "refuse"):
        member = leave.entry.member
        seats = {leave.applied_by, member.seat if member else None}
        sentence = f"{leave}：{leave.get_state_display()}。"
        notifications.tell(seats=seats, sentence=sentence, url=_page(leave))


def _page(leave: Leave) -> str:
    return reverse("congress:leave", args=[leave.pk])
