"""Demonstration leave: asked for, consented to, granted, and one that was not."""

from __future__ import annotations

import datetime

from django.utils import timezone

from congress.models import Leave, LeaveState, Session, Sitting
from congress.models.attendance import Reason
from congress.models.sittings import Part
from union_site.demo import Stage

# Of the sitting that goes on today: those who have not come, in the order of the roll.
TODAY = [
    (Reason.TEACHING, "当天下午有公开课。", LeaveState.APPROVED),
    (Reason.OFFICIAL, "区教研室会议。", LeaveState.APPROVED),
    (Reason.PERSONAL, "", LeaveState.CONSENTED),
]
AHEAD = [
    (Reason.OFFICIAL, "赴外校听课。", LeaveState.APPROVED),
    (Reason.SICK, "", LeaveState.APPLIED),
    (Reason.PERSONAL, "家中有事。", LeaveState.REFUSED),
]


def load(stage: Stage) -> None:
    """For the session of the rich school that is being prepared."""
    for session in Session.objects.of_union(stage.rich).planned().filter(leaves__isnull=True):
        for sitting in session.sittings.order_by("position"):
            if sitting.part == Part.PREPARATORY:
                _ask(session, sitting, TODAY, stage)
            elif sitting.part == Part.PLENARY:
                _ask(session, sitting, AHEAD, stage)


def _ask(
    session: Session, sitting: Sitting, asked: list[tuple[Reason, str, LeaveState]], stage: Stage
) -> None:
    """Leave of full delegates who have not signed in, and who do not head a delegation."""
    come = sitting.presences.values("entry")
    away = session.roll.full().filter(is_head=False).exclude(pk__in=come).order_by("-pk")
    for number, (entry, (reason, note, state)) in enumerate(zip(away, asked, strict=False)):
        leave = Leave(
            union=session.union,
            session=session,
            sitting=sitting,
            entry=entry,
            reason=reason,
            note=note,
            state=state,
            applied_by=entry.member.seat if entry.member else None,
            applied_at=timezone.make_aware(
                datetime.datetime.combine(stage.today, datetime.time(9))
                - datetime.timedelta(days=number + 1)
            ),
        )
        leave.full_clean()
        leave.save()
