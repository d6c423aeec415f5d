"""Acts on sittings: planning them, taking signatures, opening with the quorum, closing."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from congress.actions.acting import hold, lock, require, rules, series_of, write
from congress.actions.offices import refused_list
from congress.checks import attendance as checks
from congress.checks import presidium
from congress.checks import sessions as session_checks
from congress.models import HeadCount, Session, Sitting, SittingState, State, head_count
from congress.models.sittings import Part
from congress.workflow.sittings import SITTING
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.norms import InForce
from union_site.workflow import advance


def quorum_rule(sitting: Sitting) -> InForce:
    """The share that makes the quorum on the day of the sitting, for its series of meetings."""
    day, session = timezone.localtime(sitting.starts_at).date(), sitting.session
    return rules(union=session.union, on=day, series=series_of(session)).quorum


def opening_findings(
    sitting: Sitting, *, on: datetime.date, counted: HeadCount | None = None
) -> list[Finding]:
    """What is to be said before the sitting opens on a day."""
    now = counted or head_count(sitting)
    rule = quorum_rule(sitting)
    found = checks.opening(sitting, expected=now.expected, present=now.present, rule=rule)
    if sitting.part == Part.PLENARY and not found:
        found += presidium.refused(refused_list(sitting.session))
    return found + checks.on_its_day(planned=timezone.localdate(sitting.starts_at), on=on)


def counted_at_sittings(session: Session) -> dict[str, int]:
    """What the plenaries say of the session, one that is open as it stands now; else nothing.

    Of several the fullest: nobody who voted at one of them may be missing from the count.
    """
    counts = [head_count(sitting) for sitting in opened_plenaries(session)]
    if not counts:
        return {}
    return {
        "expected": counts[0].expected,
        "present": max(count.came for count in counts),
        "observers": max(count.guests for count in counts),
    }


def opened_plenaries(session: Session) -> list[Sitting]:
    """Those that are open or over."""
    plenaries = session.sittings.filter(part=Part.PLENARY)
    return list(plenaries.exclude(state=SittingState.PLANNED).for_list())


def recording_findings(
    session: Session, *, held_on: datetime.date, present: int, **counted: Any
) -> list[Finding]:
    """What is to be said of a record against the sittings: C-13o, C-13s, C-13d."""
    still_open = session.sittings.open().values_list("title", flat=True)
    plenaries = opened_plenaries(session)
    return session_checks.all_closed(still_open=still_open) + session_checks.sittings_agree(
        present=present,
        came=[head_count(sitting).came for sitting in plenaries],
        opened_on=[timezone.localdate(s.opened_at) for s in plenaries if s.opened_at],
        held_on=held_on,
    )


# --- planning -----------------------------------------------------------------------------


@transaction.atomic
def plan_sitting(*, session: Session, by: Seat, **written: Any) -> Sitting:
    """Adds a sitting to a session. `written`: part, title, starts_at, place, screen_names."""
    require(by, session.union_id)
    hold(session)
    if session.state != State.PLANNED:
        raise ValidationError("会议已经召开或取消，不能再增加场次。")
    last = session.sittings.aggregate(last=Max("position"))["last"] or 0
    sitting = Sitting(
        union=session.union,
        session=session,
        position=last + 1,
        token=secrets.token_urlsafe(12),
        secret=secrets.token_hex(32),
    )
    return _keep(sitting, by, "congress.sitting_plan", written)


@transaction.atomic
def change_sitting(*, sitting: Sitting, by: Seat, **written: Any) -> Sitting:
    """Corrects what was announced. What kind of meeting it is stands fast once it has opened."""
    require(by, sitting.union_id)
    hold(sitting)
    if sitting.state != SittingState.PLANNED and written["part"] != sitting.part:
        raise ValidationError({"part": "会议已经开始，不能再改类别。"})
    return _keep(sitting, by, "congress.sitting_change", written)


def _keep(sitting: Sitting, by: Seat, verb: str, written: dict[str, Any]) -> Sitting:
    write(sitting, written)
    sitting.full_clean()
    sitting.save()
    audit.record(verb=verb, by=by, thing=sitting)
    return sitting


def is_unused(sitting: Sitting) -> bool:
    """Whether nothing has happened with it yet."""
    return sitting.state == SittingState.PLANNED and not (
        sitting.presences.exists() or sitting.leaves.exists() or sitting.ballots.exists()
    )


@transaction.atomic
def remove_sitting(*, sitting: Sitting, by: Seat) -> Session:
    """Takes back a sitting that was planned by mistake."""
    require(by, sitting.union_id)
    hold(sitting)
    if not is_unused(sitting):
        raise ValidationError("这一场次已有签到、请假或表决，不能删除。")
    session = sitting.session
    audit.record(verb="congress.sitting_remove", by=by, thing=sitting)
    sitting.delete()
    return session


# --- the day ------------------------------------------------------------------------------


def take_signatures(*, sitting: Sitting, by: Seat) -> Sitting:
    """Begins the sign-in; the roll must have been frozen by then."""
    return advance(SITTING, thing=sitting, step="sign", by=by, changes={"takes_signatures": True})


def pause_signatures(*, sitting: Sitting, by: Seat) -> Sitting:
    return advance(SITTING, thing=sitting, step="pause", by=by, changes={"takes_signatures": False})


@transaction.atomic
def open_sitting(
    *, sitting: Sitting, by: Seat, now: datetime.datetime, accepted: Iterable[str] = ()
) -> Sitting:
    """Opens a sitting and keeps who was to come and who had come.

    Refuses below the quorum: two thirds of all full delegates on the frozen roll, those on leave
    among them (Order 32 art. 19).
    """
    require(by, sitting.union_id)
    lock(sitting)
    counted = head_count(sitting)
    agreed = require_clear(
        opening_findings(sitting, on=timezone.localdate(now), counted=counted), accepted=accepted
    )
    kept = {"opened_at": now, "expected": counted.expected, "present": counted.present}
    return advance(SITTING, thing=sitting, step="open", by=by, changes=kept, accepted=agreed)


@transaction.atomic
def close_sitting(*, sitting: Sitting, by: Seat, now: datetime.datetime) -> Sitting:
    """Ends a sitting and its sign-in; waits for a ballot that is just being opened in it."""
    lock(sitting)
    changes = {"closed_at": now, "takes_signatures": False}
    return advance(SITTING, thing=sitting, step="close", by=by, changes=changes)


def may_reopen(sitting: Sitting, now: datetime.datetime) -> bool:
    """On the day on which it was closed."""
    closed = sitting.closed_at
    return closed is not None and timezone.localdate(closed) == timezone.localdate(now)


@transaction.atomic
def reopen_sitting(*, sitting: Sitting, by: Seat, now: datetime.datetime, note: str) -> Sitting:
    """Takes back a closing that was a mistake, within its day."""
    require(by, sitting.union_id)
    if sitting.is_closed and not may_reopen(sitting, now):
        raise ValidationError("散会当天才能重新开会。要补记情况，请在“登记会议情况”中说明。")
    return advance(
        SITTING, thing=sitting, step="reopen", by=by, note=note, changes={"closed_at": None}
    )
