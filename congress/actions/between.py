"""Acts between sessions: training, what delegates did, joint meetings and their report."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from congress.actions.acting import hold, require, write
from congress.actions.initiatives import place_of
from congress.checks import between as checks
from congress.models import (
    CongressTerm,
    Delegate,
    DelegateActivity,
    DelegateTraining,
    JointMeeting,
    Session,
    State,
)
from members.models import Member
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat

# --- training -----------------------------------------------------------------------------


@transaction.atomic
def record_training(
    *,
    term: CongressTerm,
    by: Seat,
    today: datetime.date,
    attendees: Iterable[Delegate],
    accepted: Iterable[str] = (),
    **written: Any,
) -> DelegateTraining:
    """A training that took place. `written`: topic, held_on, hours, place, speaker."""
    require(by, term.union_id)
    training = DelegateTraining(union=term.union, term=term)
    return _keep_training(training, by, today, "record", attendees, accepted, written)


@transaction.atomic
def change_training(
    *,
    training: DelegateTraining,
    by: Seat,
    today: datetime.date,
    attendees: Iterable[Delegate],
    accepted: Iterable[str] = (),
    **written: Any,
) -> DelegateTraining:
    require(by, training.union_id)
    hold(training)
    return _keep_training(training, by, today, "change", attendees, accepted, written)


def _keep_training(
    training: DelegateTraining,
    by: Seat,
    today: datetime.date,
    verb: str,
    attendees: Iterable[Delegate],
    accepted: Iterable[str],
    written: dict[str, Any],
) -> DelegateTraining:
    people = list(attendees)
    if any(delegate.term_id != training.term_id for delegate in people):
        raise ValidationError({"attendees": "参加人员须是本届代表。"})
    write(training, written)
    agreed = _require_dated(training, training.term, today, accepted)
    _save_with(people, training, "attendees", f"training_{verb}", by, agreed)
    return training


def _save_with(
    people: list[Any], thing: Any, relation: str, verb: str, by: Seat, agreed: list[Finding]
) -> None:
    """Saves what took place together with who was there."""
    thing.full_clean()
    thing.save()
    getattr(thing, relation).set(people)
    note = f"参加 {len(people)} 人"
    audit.record(verb=f"congress.{verb}", by=by, thing=thing, note=note, accepted=agreed)


def _require_dated(
    thing: Any, term: CongressTerm, today: datetime.date, accepted: Iterable[str]
) -> list[Finding]:
    if thing.held_on > today:
        raise ValidationError({"held_on": "日期不能晚于今天。"})
    return require_clear(checks.in_term(held_on=thing.held_on, term=term), accepted=accepted)


# --- what a delegate did ------------------------------------------------------------------


@transaction.atomic
def log_activity(*, by: Seat, today: datetime.date, **written: Any) -> DelegateActivity:
    """A delegate writes down what she did. `written`: kind, held_on, subject, record."""
    place = place_of(by, today=today)
    if place is None:
        raise PermissionDenied
    return _keep_activity(
        DelegateActivity(union=by.union, delegate=place), by, today, "log", written
    )


@transaction.atomic
def change_activity(
    *, activity: DelegateActivity, by: Seat, today: datetime.date, **written: Any
) -> DelegateActivity:
    """Only who wrote it corrects it."""
    require_own(activity, by)
    hold(activity)
    return _keep_activity(activity, by, today, "change", written)


def require_own(activity: DelegateActivity, by: Seat) -> None:
    member = activity.delegate.member
    if not by.can("congress.own") or member is None or member.seat_id != by.pk:
        raise PermissionDenied


def _keep_activity(
    activity: DelegateActivity, by: Seat, today: datetime.date, verb: str, written: dict[str, Any]
) -> DelegateActivity:
    write(activity, written)
    if activity.held_on > today:
        raise ValidationError({"held_on": "日期不能晚于今天。"})
    if activity.held_on < activity.delegate.since:
        raise ValidationError({"held_on": "日期不能早于当选日期。"})
    activity.full_clean()
    activity.save()
    audit.record(verb=f"congress.activity_{verb}", by=by, thing=activity)
    return activity


@transaction.atomic
def remove_activity(*, activity: DelegateActivity, by: Seat) -> None:
    """Takes back what was entered by mistake; the trail keeps its subject."""
    require_own(activity, by)
    audit.record(verb="congress.activity_remove", by=by, thing=activity)
    activity.delete()


# --- joint meetings -----------------------------------------------------------------------


@transaction.atomic
def record_meeting(
    *,
    term: CongressTerm,
    by: Seat,
    today: datetime.date,
    participants: Iterable[Member],
    accepted: Iterable[str] = (),
    **written: Any,
) -> JointMeeting:
    """A joint meeting that took place. `written`: held_on, place, chair, matter, conclusion."""
    require(by, term.union_id)
    meeting = JointMeeting(union=term.union, term=term)
    return _keep_meeting(meeting, by, today, "record", participants, accepted, written)


@transaction.atomic
def change_meeting(
    *,
    meeting: JointMeeting,
    by: Seat,
    today: datetime.date,
    participants: Iterable[Member],
    accepted: Iterable[str] = (),
    **written: Any,
) -> JointMeeting:
    require(by, meeting.union_id)
    hold(meeting)
    return _keep_meeting(meeting, by, today, "change", participants, accepted, written)


def _keep_meeting(
    meeting: JointMeeting,
    by: Seat,
    today: datetime.date,
    verb: str,
    participants: Iterable[Member],
    accepted: Iterable[str],
    written: dict[str, Any],
) -> JointMeeting:
    people = list(participants)
    if any(member.union_id != meeting.union_id for member in people):
        raise ValidationError({"participants": "所选内容不属于本工会。"})
    if not people:
        raise ValidationError({"participants": "请选择参加人员。"})
    write(meeting, written)
    agreed = _require_dated(meeting, meeting.term, today, accepted)
    if meeting.reported_at is not None and meeting.reported_at.held_on < meeting.held_on:
        raise ValidationError({"held_on": "联席会议不能晚于已登记的报告会议。"})
    _save_with(people, meeting, "participants", f"joint_meeting_{verb}", by, agreed)
    return meeting


@transaction.atomic
def report_meeting(*, meeting: JointMeeting, by: Seat, session: Session) -> JointMeeting:
    """Records at which session what it settled was reported."""
    require(by, meeting.union_id)
    hold(meeting)
    if session.state == State.CANCELLED:
        raise ValidationError({"session": "会议已取消，不能登记为报告会议。"})
    if session.held_on < meeting.held_on:
        raise ValidationError({"session": "报告的会议不能早于联席会议。"})
    meeting.reported_at = session
    meeting.full_clean()
    meeting.save()
    audit.record(
        verb="congress.joint_meeting_report", by=by, thing=meeting, note=session.short_title
    )
    return meeting
