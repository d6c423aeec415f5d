"""Terms and the work between sessions on the workbench."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from congress.actions.initiatives import place_of
from congress.models import CongressTerm, Initiative, JointMeeting, Session
from union_site import desk
from union_site.calendar import official_date
from union_site.models import Seat


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """A school without a congress, initiatives that wait for an answer, meetings not reported."""
    if not seat.can("congress.manage"):
        return
    yield from _setup(seat, today)
    for initiative in Initiative.objects.visible_to(seat).submitted().for_list():
        yield desk.Todo(
            title=f"代表联名提议：{initiative}",
            detail=f"{initiative.signed} 名代表联名，提议召开临时会议",
            url=reverse("congress:initiative", args=[initiative.pk]),
            action="办理",
            badge="待办理",
        )
    met_since = Session.objects.held().filter(
        term=OuterRef("term"), held_on__gte=OuterRef("held_on")
    )
    over = JointMeeting.objects.visible_to(seat).unreported().filter(Exists(met_since))
    for meeting in over.for_list():
        yield desk.Todo(
            title=f"联席会议“{meeting}”尚未向大会报告",
            detail=f"{official_date(meeting.held_on)}召开",
            url=reverse("congress:joint_meeting", args=[meeting.pk]),
            action="登记报告",
            badge="未报告",
        )


def _setup(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """Asked once the number of staff is known, on which the form depends (Order 32 art. 15)."""
    if not seat.union.staff_count:
        return
    if CongressTerm.objects.visible_to(seat).in_force(today).exists():
        return
    yield desk.Todo(
        title="本校没有在任的教代会",
        detail="确定形式、登记本届、产生代表、安排第一次会议",
        url=reverse("congress:setup"),
        action="开始筹备",
        badge="待建立",
    )


def mine(seat: Seat, today: datetime.date) -> Iterator[desk.Mine]:
    """For a delegate: initiatives that wait for her signature."""
    place = place_of(seat, today=today)
    if place is None:
        return
    waiting = Initiative.objects.visible_to(seat).collecting().filter(term=place.term)
    for initiative in waiting.exclude(signatures__delegate=place).for_list():
        yield desk.Mine(
            title=f"联名提议：{initiative}",
            detail=f"{initiative.opened_by.name}发起 · 已联名 {initiative.signed} 人",
            url=reverse("congress:initiative", args=[initiative.pk]),
            badge="待联名",
        )


desk.register(
    desk.Offer(
        name="congress.terms",
        order=31,
        places=(desk.Place("民主管理", "我的教代会", "congress:me", "congress.own", order=11),),
        todos=todos,
        mine=mine,
    )
)
