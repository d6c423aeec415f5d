"""Acts on the checklist of a session: what was done on which day, what does not apply."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.actions.acting import lock, require, write
from congress.actions.files import drop_file, keep_file
from congress.checks import checklist
from congress.models import Milestone, Session, State
from union_site import audit
from union_site.calendar import official_date
from union_site.findings import Finding
from union_site.models import Seat


def _line(session: Session, key: str) -> checklist.Line:
    line = checklist.line_of(session, key)
    if line is None or line.is_told_by_data:
        raise ValidationError("这一项由系统按记录得出，不用登记日期。")
    if session.state == State.CANCELLED:
        raise ValidationError("会议已取消，不能再登记筹备事项。")
    return line


def _day(
    line: checklist.Line,
    session: Session,
    done_on: datetime.date | None,
    today: datetime.date,
) -> datetime.date:
    """What lies before a session is not done after it, nor the other way round."""
    if done_on is None:
        raise ValidationError({"done_on": "请填写办理日期；本次不适用的，请勾选并写明理由。"})
    if done_on > today:
        raise ValidationError({"done_on": "还没有办的事不能登记，日期不能晚于今天。"})
    is_after = line.stage is checklist.Stage.AFTER
    if is_after and done_on < session.held_on:
        raise ValidationError({"done_on": "会后事项的日期不能早于会议召开日期。"})
    if not is_after and done_on > session.held_on:
        day = official_date(session.held_on)
        raise ValidationError({"done_on": f"会前事项的日期不能晚于会议召开日期（{day}）。"})
    return done_on


@transaction.atomic
def record_milestone(
    *,
    session: Session,
    key: str,
    by: Seat,
    today: datetime.date,
    done_on: datetime.date | None,
    is_waived: bool = False,
    content: bytes | None = None,
    file_name: str = "",
    accepted: Iterable[Finding] = (),
    **written: Any,
) -> Milestone:
    """Writes down that a line was done, or why it does not apply; again to correct it.

    `written`: document_no, note. A new file takes the place of the old one.
    """
    require(by, session.union_id)
    line = _line(session, key)
    if is_waived and not written.get("note", "").strip():
        raise ValidationError({"note": "本次不适用的，请写明理由。"})
    day = None if is_waived else _day(line, session, done_on, today)
    lock(session)
    found = session.milestones.filter(key=key).first()
    milestone = found or Milestone(union=session.union, session=session, key=key)
    former = None
    if content is not None:
        former = milestone.file
        milestone.file = keep_file(by=by, content=content, name=file_name)
    write(milestone, {**written, "done_on": day, "is_waived": is_waived, "by": by})
    milestone.full_clean()
    milestone.save()
    if former is not None:
        drop_file(former)
    words = "本次不适用" if day is None else official_date(day)
    audit.record(
        verb="congress.milestone",
        label="登记筹备事项",
        by=by,
        thing=session,
        note=f"{line.label}：{words}",
        accepted=accepted,
    )
    return milestone


@transaction.atomic
def remove_milestone(*, session: Session, key: str, by: Seat) -> Session:
    """Takes back what was recorded by mistake; the trail keeps it."""
    require(by, session.union_id)
    line = _line(session, key)
    lock(session)
    milestone = session.milestones.filter(key=key).first()
    if milestone is None:
        raise ValidationError("这一项没有登记过。")
    audit.record(
        verb="congress.milestone_remove",
        label="撤回筹备事项登记",
        by=by,
        thing=session,
        note=line.label,
    )
    kept = milestone.file
    milestone.delete()
    if kept is not None:
        drop_file(kept)
    return session
