"""Acts on records of meetings 议事记录: writing one, mending it."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from proposals.models import Deliberation, DeliberationRecord
from proposals.models.either import column_of
from proposals.workflow.deliberation import Thing, may_be_discussed, may_open, runs
from union_site import audit, notifications
from union_site.models import Seat

FIELDS = ("held_on", "place", "host", "participants", "opinions", "conclusion")


def may_record(deliberation: Deliberation | None, thing: Thing, seat: Seat) -> bool:
    if deliberation is not None:
        return runs(deliberation, seat) or may_open(deliberation.thing, seat)
    return thing is not None and may_open(thing, seat)


def may_rewrite(record: DeliberationRecord, seat: Seat) -> bool:
    return record.written_by_id == seat.pk or seat.can("proposals.screen")


@transaction.atomic
def write(
    *,
    deliberation: Deliberation | None = None,
    thing: Thing = None,
    held_on: datetime.date,
    place: str,
    host: str,
    participants: str,
    opinions: str,
    conclusion: str,
    by: Seat,
) -> DeliberationRecord:
    """Keeps who met and what came of it; of a deliberation, or of a proposal without one."""
    owner = deliberation or thing
    if owner is None or owner.union_id != by.union_id or not may_record(deliberation, thing, by):
        raise PermissionDenied
    if not may_be_discussed(thing):
        raise ValidationError("受理或立案以后的提案才能登记议事记录。")
    record = DeliberationRecord(
        union=by.union,
        deliberation=deliberation,
        **column_of(thing),
        held_on=held_on,
        place=place,
        host=host,
        participants=participants,
        opinions=opinions,
        conclusion=conclusion,
        written_by=by,
        written_at=timezone.now(),
    )
    _check(record)
    record.save()
    audit.record(verb="deliberation_record.write", label="登记议事记录", by=by, thing=record)
    _tell_author(record)
    return record


@transaction.atomic
def rewrite(
    *,
    record: DeliberationRecord,
    held_on: datetime.date,
    place: str,
    host: str,
    participants: str,
    opinions: str,
    conclusion: str,
    by: Seat,
) -> DeliberationRecord:
    if record.union_id != by.union_id or not may_rewrite(record, by):
        raise PermissionDenied
    record.held_on, record.place, record.host = held_on, place, host
    record.participants, record.opinions = participants, opinions
    record.conclusion = conclusion
    _check(record)
    record.save()
    audit.record(verb="deliberation_record.rewrite", label="修改议事记录", by=by, thing=record)
    return record


def _check(record: DeliberationRecord) -> None:
    if record.held_on > timezone.localdate():
        raise ValidationError({"held_on": "会议日期不能晚于今天。"})
    record.full_clean()


def _tell_author(record: DeliberationRecord) -> None:
    thing = record.thing
    notifications.tell(
        seats=[thing.author if thing is not None else None],
        sentence=f"您的提案有了一次会议的议事记录：{record.topic}",
        url=reverse("proposals:record", args=[record.pk]),
    )
