"""资格审查: freezing the roll of a session, and taking that back before anything rests on it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError

from congress.actions.acting import lock, require
from congress.actions.delegates import follow
from congress.actions.makeup import Standing
from congress.checks import composition
from congress.models import (
    Ballot,
    BallotState,
    Elector,
    RollEntry,
    Session,
    Sitting,
    SittingState,
    State,
)
from congress.models.delegates import Kind, Role
from union_site import audit
from union_site.calendar import official_date
from union_site.findings import Finding, Level, require_clear
from union_site.models import Seat


def roll_findings(session: Session, *, today: datetime.date) -> list[Finding]:
    """What the credentials check says of the delegates as they are today."""
    standing = Standing.of(session.term, today=today)
    if not standing.is_registered:
        sentence = "本届还没有登记正式代表。请先登记代表，再做资格审查。"
        return [Finding(Level.BLOCK, "C-20", sentence)]
    return standing.findings()


def vote_findings(session: Session) -> list[Finding]:
    """C-15: nobody but full delegates stands on the roll of a vote of this session."""
    rows = Elector.objects.filter(ballot__session=session, entry__isnull=False)
    guests = rows.exclude(entry__kind=Kind.FULL).order_by("entry__stroke_order")
    return composition.guests_who_vote(guests.values_list("entry__name", flat=True).distinct())


@transaction.atomic
def freeze_roll(
    *, session: Session, by: Seat, today: datetime.date, accepted: Iterable[str] = ()
) -> Session:
    """Confirms the delegates of a session: the roll stands still from now on, and n with it.

    Delegates who leave or follow later change neither (trap 3 of the rules). Raises NotClear
    for what the rules say, ValidationError, PermissionDenied.
    """
    require(by, session.union_id)
    lock(session)
    session.refresh_from_db(fields=["state", "roll_frozen_on", "expected"])
    if session.state != State.PLANNED:
        raise ValidationError(f"会议{session.get_state_display()}，不能再做资格审查。")
    if session.roll_frozen_on is not None:
        day = official_date(session.roll_frozen_on)
        raise ValidationError(f"代表名册已于{day}确认，可能有人刚刚办理过。")
    agreed = require_clear(roll_findings(session, today=today), accepted=accepted)
    entries = lines(session)
    RollEntry.objects.bulk_create(entries)
    session.roll_frozen_on = today
    session.expected = sum(entry.kind == Kind.FULL for entry in entries)
    session.full_clean()
    session.save(update_fields=["roll_frozen_on", "expected"])
    follow(session.term)
    guests = len(entries) - session.expected
    note = f"正式代表 {session.expected} 人" + (f"，列席和特邀 {guests} 人" if guests else "")
    audit.record(
        verb="congress.freeze_roll",
        label="确认代表资格审查",
        by=by,
        thing=session,
        note=note,
        accepted=agreed,
    )
    return session


def lines(session: Session) -> list[RollEntry]:
    """The roll as it would be written now: everybody in office, with what they are today."""
    delegates = session.term.delegates.in_office().select_related("delegation", "member")
    return [
        RollEntry(
            union=session.union,
            session=session,
            delegate=delegate,
            member=delegate.member,
            name=delegate.name,
            stroke_order=delegate.stroke_order,
            kind=delegate.kind,
            category=delegate.category,
            is_leader=delegate.is_leader,
            delegation_name=str(delegate.delegation or ""),
            is_head=delegate.role == Role.HEAD,
        )
        for delegate in delegates.order_by("stroke_order", "pk")
    ]


def thaw_objection(session: Session) -> str:
    """Why the roll cannot be opened again, or nothing."""
    if session.state != State.PLANNED:
        return f"会议{session.get_state_display()}，代表名册不能再改。"
    met = Sitting.objects.filter(session=OuterRef("pk")).exclude(state=SittingState.PLANNED)
    voted = Ballot.objects.filter(session=OuterRef("pk")).exclude(state=BallotState.DRAFT)
    rows = Session.objects.filter(pk=session.pk).annotate(met=Exists(met), voted=Exists(voted))
    has_met, has_voted = rows.values_list("met", "voted").get()
    if has_met:
        return "已有场次开会，代表名册不能再改。"
    return "已有表决开始，代表名册不能再改。" if has_voted else ""


@transaction.atomic
def thaw_roll(*, session: Session, by: Seat, note: str) -> Session:
    """Takes the credentials check back, for a reason; the roll is written anew by the next one."""
    require(by, session.union_id)
    lock(session)
    session.refresh_from_db(fields=["state", "roll_frozen_on", "expected"])
    if session.roll_frozen_on is None:
        raise ValidationError("代表名册还没有确认，不需要撤回。")
    if not note.strip():
        raise ValidationError({"note": "请写明撤回的理由。"})
    if sentence := thaw_objection(session):
        raise ValidationError(sentence)
    try:
        session.roll.all().delete()
    except ProtectedError as refusal:
        sentence = "已有代表签到、请假或列入投票名册，代表名册不能撤回。"
        raise ValidationError(sentence) from refusal
    session.roll_frozen_on = session.expected = None
    session.save(update_fields=["roll_frozen_on", "expected"])
    audit.record(
        verb="congress.thaw_roll", label="撤回代表资格审查", by=by, thing=session, note=note.strip()
    )
    return session
