"""Delegates on the workbench: a check that is due, seats of people who left, who is looked for."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse

from congress.models import CongressTerm, Delegate, Session
from union_site import desk
from union_site.calendar import DAY
from union_site.models import Seat

CHECK_AHEAD = 21 * DAY


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    if not seat.can("congress.manage"):
        return
    near = Session.objects.visible_to(seat).planned().between(today, today + CHECK_AHEAD)
    named = Delegate.objects.visible_to(seat).in_office().full()
    waiting = near.filter(roll_frozen_on__isnull=True, term__in=named.values("term"))
    for session in waiting.for_list():
        yield desk.Todo(
            title=f"{session.short_title}代表资格审查",
            detail="确认代表名册，会议的应到人数以它为准",
            url=reverse("congress:roll", args=[session.pk]),
            action="审查",
            due=session.held_on,
        )
    terms = CongressTerm.objects.visible_to(seat).in_force(today)
    gone = list(Delegate.objects.visible_to(seat).filter(term__in=terms).full().off_the_roll())
    if gone:
        names = "、".join(delegate.name for delegate in gone[:3])
        more = f"等 {len(gone)} 人" if len(gone) > 3 else ""
        yield desk.Todo(
            title="代表已不在册，待办理终止和补选",
            detail=f"{names}{more}",
            url=reverse("congress:delegate_list", args=[gone[0].term_id]) + "?gone=1",
            action="办理",
            badge="待办理",
        )


def search(seat: Seat, query: str) -> Iterator[desk.Mine]:
    if not seat.can("congress.view"):
        return
    rows = Delegate.objects.visible_to(seat).in_office().filter(name__icontains=query)
    for delegate in rows.for_list()[:10]:
        yield desk.Mine(
            title=delegate.name,
            detail=f"{delegate.term}{delegate.get_kind_display()}",
            url=reverse("congress:delegate", args=[delegate.pk]),
            badge=str(delegate.delegation or ""),
        )


desk.register(
    desk.Offer(
        name="congress_delegates",
        order=31,
        places=(
            desk.Place(
                "民主管理", "教代会代表", "congress:delegates_now", "congress.view", order=11
            ),
        ),
        todos=todos,
        search=search,
    )
)
