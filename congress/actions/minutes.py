"""Acts on the minutes of a session: made, edited, made anew, approved."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from congress.actions.acting import lock, require
from congress.models import MinutesVersion, Session, SessionMinutes
from congress.workflow.aftermath import MINUTES
from union_site import audit
from union_site.models import Seat
from union_site.workflow import advance


@transaction.atomic
def draft_minutes(*, session: Session, by: Seat, text: str, brief: str) -> SessionMinutes:
    """The first text, as it was made of the rows of the session."""
    require(by, session.union_id)
    if not session.is_held:
        raise ValidationError("会议还没有登记为已召开，先登记会议情况，再生成纪要。")
    minutes = SessionMinutes(union=session.union, session=session, text=text, brief=brief)
    minutes.full_clean()
    try:
        with transaction.atomic():
            minutes.save()
    except IntegrityError as error:
        raise ValidationError("本次会议已有纪要，请刷新页面查看。") from error
    audit.record(verb="congress.minutes_draft", label="生成会议纪要", by=by, thing=minutes)
    return minutes


@transaction.atomic
def edit_minutes(
    *, minutes: SessionMinutes, by: Seat, text: str, brief: str, version: int
) -> SessionMinutes:
    """Saves what was typed. `version` is the one that was open: a newer one is not lost."""
    lock(minutes)
    minutes.refresh_from_db()
    if minutes.version != version:
        raise ValidationError("纪要在此期间已重新生成，请先查看新稿，再把修改填入。")
    return advance(
        MINUTES, thing=minutes, step="edit", by=by, changes={"text": text, "brief": brief}
    )


@transaction.atomic
def renew_minutes(*, minutes: SessionMinutes, by: Seat, text: str, brief: str) -> SessionMinutes:
    """Makes the text anew of the rows; the old one stays as a version."""
    lock(minutes)
    minutes.refresh_from_db()
    if (text, brief) == (minutes.text, minutes.brief):
        raise ValidationError("重新生成的内容与现稿相同，没有变化。")
    kept = (minutes.version, minutes.text, minutes.brief)
    changes = {"text": text, "brief": brief, "version": minutes.version + 1}
    advance(MINUTES, thing=minutes, step="renew", by=by, changes=changes)
    number, old_text, old_brief = kept
    MinutesVersion.objects.create(
        union_id=minutes.union_id,
        minutes=minutes,
        number=number,
        text=old_text,
        brief=old_brief,
        kept_at=timezone.now(),
        kept_by=by,
    )
    return minutes


@transaction.atomic
def approve_minutes(*, minutes: SessionMinutes, by: Seat, today: datetime.date) -> SessionMinutes:
    return advance(MINUTES, thing=minutes, step="approve", by=by, changes={"approved_on": today})


@transaction.atomic
def reopen_minutes(*, minutes: SessionMinutes, by: Seat, note: str) -> SessionMinutes:
    return advance(
        MINUTES, thing=minutes, step="reopen", by=by, note=note, changes={"approved_on": None}
    )
