"""Acts of signing in: by the code on the screen, at the desk, from the paper sheet."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from congress.actions import signin_codes
from congress.actions.acting import lock, require
from congress.models import Elector, Presence, RollEntry, Sitting
from congress.models.attendance import called_to, own_line
from congress.models.sittings import Way
from union_site import audit
from union_site.models import Seat

SIGNED = "congress.sign_in"
NOT_NOW = "现在没有在签到。会前或会中开始签到后，再扫屏幕上的码。"
NOT_CALLED = "您不在本场次的代表名单上，不用签到。如有疑问，请到签到台询问。"


@transaction.atomic
def sign_in(*, sitting: Sitting, ticket: str, by: Seat, now: datetime.datetime) -> Presence:
    """Signs in the delegate who holds the seat; twice is once, and who had left is back.

    Raises ValidationError with what to do where the ticket has run out, nobody is signing in, or
    the seat is not on the roll.
    """
    if by.union_id != sitting.union_id or not by.can("congress.own"):
        raise PermissionDenied
    line = own_line(sitting, by)
    if line is None:
        raise ValidationError(NOT_CALLED)
    if line.presence_id and line.left_at is None:
        return Presence.objects.get(pk=line.presence_id)
    if not sitting.takes_signatures:
        raise ValidationError(NOT_NOW)
    if not signin_codes.holds(ticket, sitting, by, now):
        raise ValidationError(signin_codes.STALE)
    if line.presence_id:
        return _back(Presence.objects.get(pk=line.presence_id), by)
    return _keep(sitting, line, Way.CODE, by, now)


def _keep(
    sitting: Sitting, entry: RollEntry, way: Way, by: Seat, now: datetime.datetime
) -> Presence:
    """Inserts the row. No full_clean(): nothing here was typed, the constraints of the table say
    the same, and in a burst its eight questions would be most of the work.
    """
    presence = Presence(
        union_id=sitting.union_id,
        sitting=sitting,
        entry=entry,
        way=way,
        at=now,
        recorded_by=by if way != Way.CODE else None,
    )
    try:
        with transaction.atomic():
            presence.save(force_insert=True)
    except IntegrityError:  # the same person a moment ago, by another way
        return Presence.objects.get(sitting=sitting, entry=entry)
    audit.record(verb=SIGNED, label=f"{Way(way).label}签到", by=by, thing=presence, at=now)
    return presence


def _back(presence: Presence, by: Seat) -> Presence:
    presence.left_at = None
    presence.full_clean()
    presence.save(update_fields=["left_at"])
    audit.record(verb="congress.presence_back", label="返回会场", by=by, thing=presence)
    return presence


# --- the desk -----------------------------------------------------------------------------


def _require_desk(sitting: Sitting, by: Seat) -> None:
    require(by, sitting.union_id)
    if sitting.is_closed:
        raise ValidationError("会议已经结束，不能再登记签到。有误请先“重新开会”。")
    if sitting.session.roll_frozen_on is None:
        raise ValidationError("代表名册还没有经资格审查确认，不能登记签到。")


@transaction.atomic
def sign_in_at_desk(
    *, sitting: Sitting, entry: RollEntry, by: Seat, now: datetime.datetime
) -> Presence:
    """Signs somebody in by the list; who had left is back."""
    _require_desk(sitting, by)
    if not called_to(sitting).filter(pk=entry.pk).exists():
        raise ValidationError("这位代表不在本场次的名单上。")
    known = Presence.objects.filter(sitting=sitting, entry=entry).first()
    if known is None:
        return _keep(sitting, entry, Way.DESK, by, now)
    return known if known.left_at is None else _back(known, by)


@transaction.atomic
def sign_in_from_paper(
    *, sitting: Sitting, entries: Iterable[int], by: Seat, now: datetime.datetime
) -> int:
    """Enters the signatures of the paper sheet in one act; returns how many were new."""
    _require_desk(sitting, by)
    lock(sitting)
    known = sitting.presences.values("entry")
    new = called_to(sitting).filter(pk__in=list(entries)).exclude(pk__in=known)
    rows = [
        Presence(
            union_id=sitting.union_id,
            sitting=sitting,
            entry=entry,
            way=Way.PAPER,
            at=now,
            recorded_by=by,
        )
        for entry in new
    ]
    if not rows:
        raise ValidationError("没有勾选还未签到的代表。")
    # Who signs in by the code at this very moment has a row already, and keeps it.
    Presence.objects.bulk_create(rows, ignore_conflicts=True)
    note = f"{len(rows)} 人"
    audit.record(verb=SIGNED, label="纸质签到表登记", by=by, thing=sitting, note=note, at=now)
    return len(rows)


@transaction.atomic
def undo_sign_in(*, presence: Presence, reason: str, by: Seat) -> Sitting:
    """Takes back a sign-in that was a mistake; the trail keeps name and reason."""
    sitting = presence.sitting
    lock(sitting)  # a ballot that is just being opened has this delegate on its list
    sitting.refresh_from_db()
    _require_desk(sitting, by)
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤销的理由。"})
    votes = Elector.objects.filter(ballot__sitting=sitting, entry=presence.entry_id)
    if votes.exists():
        raise ValidationError("这位代表已列入本场次的表决名单，不能撤销签到；离场的请登记离场。")
    audit.record(verb="congress.sign_in_undo", label="撤销签到", by=by, thing=presence, note=reason)
    presence.delete()
    return sitting


@transaction.atomic
def record_left(*, presence: Presence, by: Seat, now: datetime.datetime) -> Presence:
    """Somebody left before the end, and no longer counts as present."""
    _require_desk(presence.sitting, by)
    if presence.left_at is None:
        presence.left_at = now
        presence.full_clean()
        presence.save(update_fields=["left_at"])
        audit.record(verb="congress.presence_left", label="离场", by=by, thing=presence, at=now)
    return presence
