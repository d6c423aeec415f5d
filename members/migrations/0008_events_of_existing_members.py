"""Gives members of before the history began the events that their rows tell of."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.utils import timezone

BATCH = 500
# Statuses whose last change is told by the form's column 会籍变化类型.
TOLD_BY = {
    "retained": {"retained"},
    "transferred_out": {"transferred_out"},
    "resigned": {"resigned"},
    "lapsed": {"resigned"},
    "expelled": {"expelled"},
    "deceased": set(),
    "merged": set(),
}


def events_of(member: Any, recorded_on: datetime.date) -> Iterator[tuple[str, datetime.date, str]]:
    """When the membership began, and what it was left as; nothing after `recorded_on`."""
    came = "transferred_in" if member.membership_change == "transferred_in" else "joined"
    days = [member.joined_union_on, member.changed_on, recorded_on]
    if came == "transferred_in":
        days = [member.changed_on, member.joined_union_on, recorded_on]
    joined = min(next(day for day in days if day), recorded_on)
    yield came, joined, "active"
    if member.status == "active":
        return
    day = recorded_on
    if member.changed_on and member.membership_change in TOLD_BY[member.status]:
        day = member.changed_on
    elif member.status == "retained" and member.retires_on:
        day = member.retires_on
    yield member.status, max(joined, min(day, recorded_on)), member.status


def write(apps: Any, schema_editor: Any) -> None:
    Member = apps.get_model("members", "Member")
    MembershipEvent = apps.get_model("members", "MembershipEvent")
    today = timezone.localdate()
    rows = Member.objects.filter(events__isnull=True).select_related("brought_by").defer("id_number")
    waiting = []
    for member in rows.order_by("pk").iterator(chunk_size=BATCH):
        brought = member.brought_by
        at = brought.applied_at if brought else None
        recorded_on = timezone.localdate(at) if at else today
        waiting += [
            MembershipEvent(
                union_id=member.union_id,
                member=member,
                kind=kind,
                on=on,
                status=status,
                brought_by=brought,
            )
            for kind, on, status in events_of(member, recorded_on)
        ]
        if len(waiting) >= BATCH:
            MembershipEvent.objects.bulk_create(waiting)
            waiting = []
    MembershipEvent.objects.bulk_create(waiting)


class Migration(migrations.Migration):
    dependencies = [("members", "0007_membership_applications_and_transfers")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=True)]
