"""Acts on discussions of delegations: writing the record, correcting it, taking it away."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from congress.actions.acting import MANAGE, hold, write
from congress.actions.audience import delegate_of, is_head_of
from congress.models import Delegation, DiscussionRecord, Session, State
from union_site import audit
from union_site.models import Seat


def may_write(session: Session, delegation_id: int | None, seat: Seat) -> bool:
    """The chair for every delegation, its head for her own."""
    if seat.union_id != session.union_id:
        return False
    if seat.can(MANAGE):
        return True
    return seat.can("congress.own") and is_head_of(delegate_of(session, seat), delegation_id)


def _keep(
    row: DiscussionRecord, by: Seat, now: datetime.datetime, written: dict[str, Any], label: str
) -> DiscussionRecord:
    if not may_write(row.session, row.delegation_id, by):
        raise PermissionDenied
    if row.session.state == State.CANCELLED:
        raise ValidationError("会议已取消，不能再写讨论记录。")
    if row.delegation.term_id != row.session.term_id:
        raise ValidationError("这个代表团不属于本届。")
    write(row, {**written, "written_by": by})
    if row.held_at > now:
        raise ValidationError({"held_at": "讨论还没有进行，时间不能晚于现在。"})
    row.content = row.content.replace("\r\n", "\n").strip()
    row.full_clean()
    row.save()
    audit.record(verb="congress.discussion", label=label, by=by, thing=row)
    return row


@transaction.atomic
def record_discussion(
    *,
    session: Session,
    delegation: Delegation,
    by: Seat,
    now: datetime.datetime,
    **written: Any,
) -> DiscussionRecord:
    """What a delegation said.

    `written`: manner, held_at, place, host, recorder, attendance, content.
    """
    row = DiscussionRecord(union=session.union, session=session, delegation=delegation)
    return _keep(row, by, now, written, "填写分组讨论记录")


@transaction.atomic
def change_discussion(
    *, record: DiscussionRecord, by: Seat, now: datetime.datetime, **written: Any
) -> DiscussionRecord:
    hold(record)
    return _keep(record, by, now, written, "修改分组讨论记录")


@transaction.atomic
def remove_discussion(*, record: DiscussionRecord, by: Seat) -> Session:
    """Takes away a record that was made by mistake; the trail keeps that there was one."""
    if not may_write(record.session, record.delegation_id, by):
        raise PermissionDenied
    session = record.session
    audit.record(verb="congress.discussion_remove", label="删去分组讨论记录", by=by, thing=record)
    record.delete()
    return session
