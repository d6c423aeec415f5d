"""Acts on sessions: planning, changing, recording what happened, calling off."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress import checks
from congress.actions.acting import hold, lock, require, rules_of, write
from congress.actions.attendance import recording_findings
from congress.actions.resolutions import count
from congress.models import CongressTerm, Session, State
from congress.workflow.sessions import SESSION
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.norms import InForce
from union_site.workflow import advance


def next_session_no(term: CongressTerm, *, but: Session | None = None) -> int:
    """The number after the last session of the term that was not called off.

    A union congress also counts those sessions that met together with the staff congress.
    """
    own = term.sessions.exclude(state=State.CANCELLED)
    joint = term.joint_sessions.exclude(state=State.CANCELLED)
    if but is not None:
        own, joint = own.exclude(pk=but.pk), joint.exclude(pk=but.pk)
    last = own.aggregate(last=Max("session_no"))["last"] or 0
    return max(last, joint.aggregate(last=Max("joint_session_no"))["last"] or 0) + 1


def all_delegates(term: CongressTerm) -> int:
    """n today: full delegates in office; the number of the term where no list is kept yet."""
    return int(term.delegates.in_office().full().count()) or term.full_delegates


def plan_findings(session: Session) -> list[Finding]:
    """What is to be said of a session before it meets."""
    term = session.term
    found = checks.within_term(held_on=session.held_on, term=term)
    found += checks.initiative(
        kind=session.kind,
        initiator=session.initiator,
        signers=session.signers,
        n=term.full_delegates if session.is_held else all_delegates(term),
        rule=rules_of(session).initiative,
    )
    found += _taken(term, session.session_no, session)
    if session.joint_term is not None and session.joint_session_no is not None:
        found += _taken(session.joint_term, session.joint_session_no, session)
    if session._state.adding:
        expected_no = next_session_no(term)
        found += checks.in_sequence(session_no=session.session_no, expected_no=expected_no)
    return found


def _taken(term: CongressTerm, number: int, session: Session) -> list[Finding]:
    """A number that a session of its own and a joint one would both have."""
    own = term.sessions.filter(session_no=number)
    others = list(own.exclude(state=State.CANCELLED).exclude(pk=session.pk))
    joint = term.joint_sessions.filter(joint_session_no=number)
    others += list(joint.exclude(state=State.CANCELLED).exclude(pk=session.pk))
    return checks.number_free(others=others)


@transaction.atomic
def plan_session(*, by: Seat, accepted: Iterable[str] = (), **written: Any) -> Session:
    """Registers a session that is to meet.

    `written`: term, session_no, kind, held_on, place, agenda, initiator, signers, joint_term,
    joint_session_no (the next one where it is left out), is_enlarged.
    """
    require(by, by.union_id)
    lock(written["term"])
    if joint := written.get("joint_term"):
        lock(joint)
    session = Session(union=by.union, registered_by=by)
    return _keep_session(session, by, "congress.session_plan", accepted, written)


@transaction.atomic
def change_session(
    *,
    session: Session,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **written: Any,
) -> Session:
    """Changes what was announced: date, place, agenda, number, kind."""
    require(by, session.union_id)
    hold(session)
    if session.state == State.CANCELLED:
        raise ValidationError("会议已取消，不能再修改。")
    if session.is_held and written["held_on"] > today:
        raise ValidationError({"held_on": "已召开的会议，日期不能晚于今天。"})
    return _keep_session(session, by, "congress.session_change", accepted, written)


def _keep_session(
    session: Session, by: Seat, verb: str, accepted: Iterable[str], written: dict[str, Any]
) -> Session:
    write(session, written)
    if session.kind != Session.Kind.EXTRAORDINARY:
        session.initiator, session.signers = "", None
    if session.joint_term is None:
        session.joint_session_no = None
    elif session.joint_session_no is None:
        session.joint_session_no = next_session_no(session.joint_term, but=session)
    session.full_clean()
    agreed = require_clear(plan_findings(session), accepted=accepted)
    session.save()
    audit.record(verb=verb, by=by, thing=session, accepted=agreed)
    return session


def count_findings(session: Session, *, expected: int, present: int) -> list[Finding]:
    """What is to be said of a head count: C-13, C-04 (art. 19), and n against the term's roll."""
    held = rules_of(session)
    found = checks.counted(expected=expected, present=present)
    found += checks.quorum(expected=expected, present=present, rule=held.quorum)
    found += _base_findings(session, expected, held.adoption)
    for resolution in session.resolutions.filter(ballot=None, item=None):
        found += [
            finding
            for finding in checks.votes(cast=resolution.votes_cast, present=present)
            if finding.level == "block"
        ]
    return found


def _base_findings(session: Session, expected: int, rule: InForce) -> list[Finding]:
    """n against the frozen roll; before there is one, against who was in office on the day."""
    if session.roll_frozen_on is not None:
        n = session.roll.full().count()
        return checks.on_the_roll(expected=expected, n=n, rule=rule)
    in_office = session.term.delegates.in_office_on(session.held_on).full().count()
    return checks.frozen_roll(expected=expected, term=session.term, rule=rule, in_office=in_office)


@transaction.atomic
def hold_session(
    *,
    session: Session,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **counted: Any,
) -> Session:
    """Records that the session met, or corrects the record.

    `counted`: held_on, place, expected, present, observers, proposals_received, summary.
    Refuses below the quorum (Order 32 art. 19), and what the sittings contradict. A corrected n
    counts the resolutions anew.
    """
    if counted["held_on"] > today:
        raise ValidationError({"held_on": "会议还没有召开，不能登记会议情况。"})
    session.held_on = counted["held_on"]
    found = count_findings(session, expected=counted["expected"], present=counted["present"])
    found += recording_findings(session, **counted)
    step = "correct" if session.is_held else "hold"
    require(by, session.union_id)
    lock(session)
    agreed = require_clear(found, accepted=accepted)
    advance(SESSION, thing=session, step=step, by=by, changes=counted, accepted=agreed)
    # What a ballot has decided stands by the n of the ballot.
    for resolution in session.resolutions.filter(ballot=None, item=None):
        resolution.session = session
        count(resolution)
        resolution.full_clean()
        resolution.save()
    return session


@transaction.atomic
def cancel_session(*, session: Session, by: Seat, note: str) -> Session:
    """Calls a planned session off; its number becomes free again."""
    return advance(SESSION, thing=session, step="cancel", by=by, note=note)
