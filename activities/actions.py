"""Acts of activities: planning, changing, recording what took place, calling off."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from activities import checks
from activities.models import Activity, Attendance
from activities.workflow import ACTIVITY
from members.models import Member
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.workflow import advance


def _require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can("activities.manage"):
        raise PermissionDenied


def plan_findings(activity: Activity) -> list[Finding]:
    """What is to be said of an activity before it takes place."""
    others = Activity.objects.of_union(activity.union).planned().exclude(pk=activity.pk)
    overlapping = others.filter(
        starts_at__lt=activity.ends_at, ends_at__gt=activity.starts_at
    ).for_list()
    return checks.clashes(place=activity.place, others=overlapping)


@transaction.atomic
def plan_activity(*, by: Seat, accepted: Iterable[str] = (), **written: Any) -> Activity:
    """Puts an activity into the plan.

    `written`: title, kind, theme, starts_at, ends_at, place, organiser, plan.
    """
    _require(by, by.union_id)
    activity = Activity(union=by.union, registered_by=by)
    return _keep(activity, by, "activity.plan", accepted, written)


@transaction.atomic
def change_activity(
    *,
    activity: Activity,
    by: Seat,
    now: datetime.datetime,
    accepted: Iterable[str] = (),
    **written: Any,
) -> Activity:
    """Changes what was announced; of one that was held, too, where it was written wrongly."""
    _require(by, activity.union_id)
    if activity.is_held:
        require_clear(checks.is_over(starts_at=written["starts_at"], now=now))
    return _keep(activity, by, "activity.change", accepted, written)


def _keep(
    activity: Activity, by: Seat, verb: str, accepted: Iterable[str], written: dict[str, Any]
) -> Activity:
    for name, value in written.items():
        setattr(activity, name, value)
    activity.full_clean()
    agreed = require_clear(plan_findings(activity), accepted=accepted)
    activity.save()
    audit.record(verb=verb, by=by, thing=activity, accepted=agreed)
    return activity


def held_findings(
    activity: Activity, *, members_came: int, extra: int, now: datetime.datetime
) -> list[Finding]:
    """What is to be said of a head count."""
    on_roll = Member.objects.of_union(activity.union).active().count()
    return [
        *checks.is_over(starts_at=activity.starts_at, now=now),
        *checks.headcount(members_came=members_came, members_on_roll=on_roll),
        *checks.nobody_came(total=members_came + extra),
    ]


@transaction.atomic
def hold_activity(
    *,
    activity: Activity,
    by: Seat,
    now: datetime.datetime,
    headcount_members: int | None = None,
    participants: Iterable[Member] = (),
    accepted: Iterable[str] = (),
    **written: Any,
) -> Activity:
    """Records that an activity took place, or corrects the record.

    Where a list of participants is given, it is the head count. `written`: extra_headcount,
    cost, summary.
    """
    _require(by, activity.union_id)
    came = list(participants)
    count = len(came) if came else (headcount_members or 0)
    found = held_findings(
        activity, members_came=count, extra=written.get("extra_headcount", 0), now=now
    )
    agreed = require_clear(found, accepted=accepted)
    advance(
        ACTIVITY,
        thing=activity,
        step="correct" if activity.is_held else "hold",
        by=by,
        changes={**written, "headcount_members": count},
        accepted=agreed,
    )
    _list_participants(activity, came)
    return activity


def _list_participants(activity: Activity, came: list[Member]) -> None:
    activity.attendances.all().delete()
    rows = [Attendance(union=activity.union, activity=activity, member=member) for member in came]
    for row in rows:
        row.clean()
    Attendance.objects.bulk_create(rows)


@transaction.atomic
def cancel_activity(*, activity: Activity, by: Seat, note: str) -> Activity:
    """Calls a planned activity off, with the reason."""
    return advance(ACTIVITY, thing=activity, step="cancel", by=by, note=note)


@transaction.atomic
def resume_activity(*, activity: Activity, by: Seat) -> Activity:
    """Takes a cancelled activity back into the plan."""
    return advance(ACTIVITY, thing=activity, step="resume", by=by)
