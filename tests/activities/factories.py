"""Makes the least that is valid of activities."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from activities.models import Activity, State
from union_site.models import Union

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = datetime.timedelta(hours=1)


def at(year: int, month: int, day: int, hour: int = 15, minute: int = 30) -> datetime.datetime:
    """A moment by the school's clock."""
    return datetime.datetime(year, month, day, hour, minute, tzinfo=ZONE)


def make_activity(union: Union, title: str = "健步走", **fields: Any) -> Activity:
    """An activity that is planned."""
    fields.setdefault("kind", Activity.Kind.SPORTS_ARTS)
    fields.setdefault("starts_at", at(2024, 3, 6))
    fields.setdefault("ends_at", fields["starts_at"] + HOUR)
    activity = Activity(union=union, title=title, **fields)
    activity.full_clean()
    activity.save()
    return activity


def make_held(union: Union, title: str = "健步走", **fields: Any) -> Activity:
    """One that took place, with ten members."""
    fields.setdefault("headcount_members", 10)
    return make_activity(union, title, state=State.HELD, **fields)
