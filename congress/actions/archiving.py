"""The act of asking for everything of a session as one ZIP."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.actions.acting import require
from congress.models import Session
from union_site import audit, jobs
from union_site.models import Job, Seat

PACK = "congress.archive"


@transaction.atomic
def pack_session(*, session: Session, by: Seat) -> Job:
    """Starts the job that draws every paper and packs it with what was uploaded."""
    require(by, session.union_id)
    if not session.is_held:
        raise ValidationError("会议还没有登记为已召开，召开后再归档。")
    audit.record(verb="congress.archive", label="打包会议档案", by=by, thing=session)
    return jobs.start(
        kind=PACK,
        label=f"{session.short_title}档案",
        by=by,
        parameters={"session": session.pk},
    )
