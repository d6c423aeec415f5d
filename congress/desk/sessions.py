"""The congress on the workbench: its place, what waits, what is found by searching."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from congress.models import Session
from union_site import desk
from union_site.calendar import official_date
from union_site.models import Seat

LOOK_AHEAD = datetime.timedelta(days=21)


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """Sessions that are near, and those that have met and are not recorded."""
    if not seat.can("congress.manage"):
        return
    planned = Session.objects.visible_to(seat).planned().between(None, today + LOOK_AHEAD)
    for session in planned.for_list():
        has_met = session.held_on < today
        page = "congress:session_hold" if has_met else "congress:session"
        day = official_date(session.held_on)
        yield desk.Todo(
            title=f"{session.short_title}{'待登记会议情况' if has_met else '筹备'}",
            detail=f"{day}召开" + (f" · {session.place}" if session.place else ""),
            url=reverse(page, args=[session.pk]),
            action="登记" if has_met else "查看",
            due=None if has_met else session.held_on,
            badge="待登记",
        )


def mine(seat: Seat, today: datetime.date) -> Iterator[desk.Mine]:
    """For a delegate: the next session."""
    if not seat.can("congress.view"):
        return
    mine = Session.objects.visible_to(seat).of_delegates()
    ahead = mine.planned().between(today, today + LOOK_AHEAD)
    for session in ahead.for_list()[:1]:
        yield desk.Mine(
            title=session.short_title,
            detail=f"{official_date(session.held_on)}召开 · {session.place or '地点待定'}",
            url=reverse("congress:session", args=[session.pk]),
            badge=session.get_state_display(),
        )


def search(seat: Seat, query: str) -> Iterator[desk.Mine]:
    if not seat.can("congress.view"):
        return
    wanted = Q(agenda__icontains=query) | Q(summary__icontains=query) | Q(place__icontains=query)
    wanted |= Q(resolutions__title__icontains=query)
    for session in Session.objects.visible_to(seat).filter(wanted).distinct().for_list()[:10]:
        yield desk.Mine(
            title=session.title,
            detail=official_date(session.held_on),
            url=reverse("congress:session", args=[session.pk]),
            badge=session.get_state_display(),
        )


desk.register(
    desk.Offer(
        name="congress",
        order=30,
        places=(
            desk.Place("民主管理", "教代会", "congress:session_list", "congress.view", order=10),
        ),
        todos=todos,
        mine=mine,
        search=search,
    )
)
