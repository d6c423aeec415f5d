"""Acts of the congress: opening terms, planning and recording sessions, recording resolutions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from congress import checks
from congress.models import CongressTerm, Resolution, Session, State
from congress.workflow import SESSION
from union_site import audit
from union_site.calendar import official_date
from union_site.findings import Finding, require_clear
from union_site.models import Seat, Union
from union_site.norms import NormMissing
from union_site.workflow import advance

MANAGE = "congress.manage"


def _require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can(MANAGE):
        raise PermissionDenied


def rules(*, union: Union, on: datetime.date) -> checks.Rules:
    """The rules of that day; a sentence where the day lies before all of them."""
    try:
        return checks.Rules.in_force(union=union, on=on)
    except NormMissing as missing:
        sentence = f"{official_date(on)}没有可用的教代会规则，请核对日期。"
        raise ValidationError(sentence) from missing


# --- terms --------------------------------------------------------------------------------


def term_findings(term: CongressTerm) -> list[Finding]:
    """What is to be said of a term as it is written."""
    held = rules(union=term.union, on=term.starts_on)
    others = CongressTerm.objects.of_union(term.union).exclude(pk=term.pk)
    return [
        *checks.apart(starts_on=term.starts_on, ends_on=term.ends_on, others=others),
        *checks.term_length(starts_on=term.starts_on, ends_on=term.ends_on, rule=held.term_years),
        *checks.size(form=term.form, staff_count=term.union.staff_count, rule=held.threshold),
    ]


@transaction.atomic
def open_term(*, by: Seat, accepted: Iterable[str] = (), **written: Any) -> CongressTerm:
    """Registers a term. `written`: term_no, form, starts_on, ends_on, full_delegates, note."""
    _require(by, by.union_id)
    return _keep_term(CongressTerm(union=by.union), by, "congress.term_open", accepted, written)


@transaction.atomic
def change_term(
    *, term: CongressTerm, by: Seat, accepted: Iterable[str] = (), **written: Any
) -> CongressTerm:
    """Corrects a term; sessions that were held keep the n they were counted with."""
    _require(by, term.union_id)
    return _keep_term(term, by, "congress.term_change", accepted, written)


def _keep_term(
    term: CongressTerm, by: Seat, verb: str, accepted: Iterable[str], written: dict[str, Any]
) -> CongressTerm:
    _write(term, written)
    term.full_clean()
    agreed = require_clear(term_findings(term), accepted=accepted)
    term.save()
    audit.record(verb=verb, by=by, thing=term, accepted=agreed)
    return term


def _write(thing: Any, written: dict[str, Any]) -> None:
    for name, value in written.items():
        setattr(thing, name, value)


def _lock(thing: Any) -> None:
    """Makes two people who number something at the same moment wait for each other."""
    list(type(thing).objects.select_for_update().filter(pk=thing.pk))


# --- sessions -----------------------------------------------------------------------------


def next_session_no(term: CongressTerm) -> int:
    """The number after the last session of the term that was not called off."""
    kept = term.sessions.exclude(state=State.CANCELLED)
    return (kept.aggregate(last=Max("session_no"))["last"] or 0) + 1


def plan_findings(session: Session) -> list[Finding]:
    """What is to be said of a session before it meets."""
    term = session.term
    held = rules(union=session.union, on=session.held_on)
    found = [
        *checks.within_term(held_on=session.held_on, term=term),
        *checks.initiative(
            kind=session.kind,
            initiator=session.initiator,
            signers=session.signers,
            n=term.full_delegates,
            rule=held.initiative,
        ),
    ]
    if session._state.adding:
        expected_no = next_session_no(term)
        found += checks.in_sequence(session_no=session.session_no, expected_no=expected_no)
    return found


@transaction.atomic
def plan_session(*, by: Seat, accepted: Iterable[str] = (), **written: Any) -> Session:
    """Registers a session that is to meet.

    `written`: term, session_no, kind, held_on, place, agenda, initiator, signers.
    """
    _require(by, by.union_id)
    _lock(written["term"])
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
    _require(by, session.union_id)
    if session.state == State.CANCELLED:
        raise ValidationError("会议已取消，不能再修改。")
    if session.is_held and written["held_on"] > today:
        raise ValidationError({"held_on": "已召开的会议，日期不能晚于今天。"})
    return _keep_session(session, by, "congress.session_change", accepted, written)


def _keep_session(
    session: Session, by: Seat, verb: str, accepted: Iterable[str], written: dict[str, Any]
) -> Session:
    _write(session, written)
    if session.kind != Session.Kind.EXTRAORDINARY:
        session.initiator, session.signers = "", None
    session.full_clean()
    agreed = require_clear(plan_findings(session), accepted=accepted)
    session.save()
    audit.record(verb=verb, by=by, thing=session, accepted=agreed)
    return session


def count_findings(session: Session, *, expected: int, present: int) -> list[Finding]:
    """What is to be said of a head count: C-13, C-04 (art. 19), and n against the term's roll."""
    held = rules(union=session.union, on=session.held_on)
    found = checks.counted(expected=expected, present=present)
    found += checks.quorum(expected=expected, present=present, rule=held.quorum)
    found += checks.frozen_roll(expected=expected, term=session.term, rule=held.adoption)
    for resolution in session.resolutions.all():
        found += [
            finding
            for finding in checks.votes(cast=resolution.votes_cast, present=present)
            if finding.level == "block"
        ]
    return found


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
    Refuses below the quorum (Order 32 art. 19). A corrected n counts the resolutions anew.
    """
    if counted["held_on"] > today:
        raise ValidationError({"held_on": "会议还没有召开，不能登记会议情况。"})
    session.held_on = counted["held_on"]
    found = count_findings(session, expected=counted["expected"], present=counted["present"])
    step = "correct" if session.is_held else "hold"
    _require(by, session.union_id)
    _lock(session)
    agreed = require_clear(found, accepted=accepted)
    advance(SESSION, thing=session, step=step, by=by, changes=counted, accepted=agreed)
    for resolution in session.resolutions.all():
        resolution.session = session
        _count(resolution)
        resolution.full_clean()
        resolution.save()
    return session


@transaction.atomic
def cancel_session(*, session: Session, by: Seat, note: str) -> Session:
    """Calls a planned session off; its number becomes free again."""
    return advance(SESSION, thing=session, step="cancel", by=by, note=note)


# --- resolutions --------------------------------------------------------------------------


def resolution_findings(resolution: Resolution) -> list[Finding]:
    """What is to be said of a vote: C-13 and C-09."""
    return [
        *checks.votes(cast=resolution.votes_cast, present=resolution.session.present or 0),
        *checks.secrecy(matter=resolution.matter, method=resolution.method),
    ]


def _count(resolution: Resolution) -> None:
    """Sets the verdict: more than half of all full delegates (Order 32 art. 21)."""
    session = resolution.session
    held = rules(union=session.union, on=session.held_on)
    result = checks.verdict(
        n=session.expected or 0, votes_for=resolution.votes_for, rule=held.adoption
    )
    resolution.needed, resolution.is_adopted = result.needed, result.is_adopted


@transaction.atomic
def record_resolution(
    *, session: Session, by: Seat, accepted: Iterable[str] = (), **written: Any
) -> Resolution:
    """Records a vote of a session that was held, with its verdict.

    `written`: title, matter, method, votes_for, votes_against, votes_abstain, document_no, text.
    """
    _require(by, session.union_id)
    if not session.is_held:
        raise ValidationError("先登记会议情况，再登记决议。")
    _lock(session)
    last = session.resolutions.aggregate(last=Max("position"))["last"] or 0
    resolution = Resolution(union=session.union, session=session, position=last + 1)
    return _keep_resolution(resolution, by, "congress.resolution_record", accepted, written)


@transaction.atomic
def change_resolution(
    *, resolution: Resolution, by: Seat, accepted: Iterable[str] = (), **written: Any
) -> Resolution:
    """Corrects a vote; the verdict is worked out anew."""
    _require(by, resolution.union_id)
    return _keep_resolution(resolution, by, "congress.resolution_change", accepted, written)


def _keep_resolution(
    resolution: Resolution, by: Seat, verb: str, accepted: Iterable[str], written: dict[str, Any]
) -> Resolution:
    _write(resolution, written)
    _count(resolution)
    resolution.full_clean()
    agreed = require_clear(resolution_findings(resolution), accepted=accepted)
    resolution.save()
    audit.record(verb=verb, by=by, thing=resolution, accepted=agreed)
    return resolution


@transaction.atomic
def remove_resolution(*, resolution: Resolution, by: Seat) -> Session:
    """Takes back a resolution that was entered by mistake; the trail keeps its title."""
    _require(by, resolution.union_id)
    session = resolution.session
    audit.record(verb="congress.resolution_remove", by=by, thing=resolution)
    resolution.delete()
    return session
