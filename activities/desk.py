"""Activities on the workbench: the place, the number of the year, what waits, the twelve months."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from activities.models import Activity, midnight
from activities.tables import hours
from union_site import desk, figures
from union_site.models import Seat

LOOK_AHEAD = datetime.timedelta(days=21)
# What belongs to the routine of every month does not mark a month.
ROUTINE = (Activity.Kind.MEETING, Activity.Kind.TRAINING)


def tiles(seat: Seat, today: datetime.date) -> Iterator[desk.Tile]:
    """For those who report on the year."""
    if not (seat.can("reports.view") and seat.can("activities.view")):
        return
    span = figures.calendar_year(today.year)
    held = figures.figure("activities.held")
    came = figures.value("activities.attendance", union=seat.union, span=span)
    yield desk.Tile(
        label="活动（本年）",
        value=str(figures.value("activities.held", union=seat.union, span=span)),
        unit=held.unit,
        note=f"{came} 人次",
        url=held.url(span),
    )


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """Activities that are over and not written up."""
    if not seat.can("activities.manage"):
        return
    for activity in Activity.objects.visible_to(seat).unrecorded(midnight(today)).for_list()[:20]:
        yield desk.Todo(
            title=f"“{activity.title}”待登记举办情况",
            detail=hours(activity),
            url=reverse("activities:activity_hold", args=[activity.pk]),
            action="登记",
            badge="待登记",
        )


def mine(seat: Seat, today: datetime.date) -> Iterator[desk.Mine]:
    """For a member: what comes next."""
    if not seat.can("activities.view"):
        return
    ahead = Activity.objects.visible_to(seat).planned().between(today, today + LOOK_AHEAD)
    for activity in ahead.order_by("starts_at", "pk")[:2]:
        yield desk.Mine(
            title=activity.title,
            detail=f"{hours(activity)} · {activity.place or '地点待定'}",
            url=reverse("activities:activity", args=[activity.pk]),
            badge=activity.get_state_display(),
        )


def year(seat: Seat, today: datetime.date) -> Iterator[desk.MonthItem]:
    """The union year from February to January, as it happens."""
    if not (seat.can("reports.view") and seat.can("activities.view")):
        return
    start = today.year if today.month >= 2 else today.year - 1
    first, last = datetime.date(start, 2, 1), datetime.date(start + 1, 1, 31)
    rows = Activity.objects.visible_to(seat).kept().between(first, last)
    for activity in rows.exclude(kind__in=ROUTINE).order_by("starts_at", "pk"):
        month = activity.starts_on.month
        yield desk.MonthItem(month=month, label=activity.title, is_done=activity.is_held)


def search(seat: Seat, query: str) -> Iterator[desk.Mine]:
    if not seat.can("activities.view"):
        return
    wanted = Q(title__icontains=query) | Q(theme__icontains=query) | Q(place__icontains=query)
    for activity in Activity.objects.visible_to(seat).filter(wanted).for_list()[:10]:
        yield desk.Mine(
            title=activity.title,
            detail=hours(activity),
            url=reverse("activities:activity", args=[activity.pk]),
            badge=activity.get_state_display(),
        )


desk.register(
    desk.Offer(
        name="activities",
        order=60,
        places=(
            desk.Place("服务", "活动", "activities:activity_list", "activities.view", order=30),
        ),
        tiles=tiles,
        todos=todos,
        mine=mine,
        year=year,
        search=search,
    )
)
