"""Sign-in and leave on the workbench: what a delegate may do now, what waits for whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from congress.models import Leave, LeaveState, RollEntry, Sitting, SittingState
from congress.models.attendance import headed_by
from union_site import desk
from union_site.models import Seat


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """For the chair the day's sittings and leave to approve; for a head leave to consent to."""
    if seat.can("congress.manage"):
        sittings = Sitting.objects.visible_to(seat).exclude(state=SittingState.CLOSED)
        for sitting in sittings.filter(starts_at__date=today).for_list():
            at = timezone.localtime(sitting.starts_at)
            parts = [f"今天 {at:%H:%M}", "正在签到" if sitting.takes_signatures else ""]
            yield desk.Todo(
                title=f"{sitting.session.short_title}{sitting.title}",
                detail=" · ".join(filter(None, [*parts, sitting.place])),
                url=reverse("congress:sitting", args=[sitting.pk]),
                action="签到",
                due=today,
            )
    for leave in _waiting_for(seat):
        yield desk.Todo(
            title=str(leave),
            detail=f"{leave.get_reason_display()} · {leave.get_state_display()}",
            url=reverse("congress:leave", args=[leave.pk]),
            action="办理",
            badge="请假",
        )


def _waiting_for(seat: Seat) -> Iterator[Leave]:
    if not seat.can("congress.own"):
        return
    waiting = Leave.objects.visible_to(seat).filter(session__state="planned")
    if seat.can("congress.manage"):
        yield from waiting.filter(state=LeaveState.CONSENTED).for_list()
    heads = waiting.filter(Exists(headed_by(seat)), state=LeaveState.APPLIED)
    yield from heads.exclude(entry__member__seat=seat).for_list()


def mine(seat: Seat, today: datetime.date) -> Iterator[desk.Mine]:
    """For a delegate: a sitting that takes signatures and still lacks hers."""
    if not seat.can("congress.own"):
        return
    lines = RollEntry.objects.filter(session=OuterRef("session"), member__seat=seat)
    signing = Sitting.objects.visible_to(seat).taking_signatures().filter(Exists(lines))
    for sitting in signing.exclude(presences__entry__member__seat=seat).for_list():
        yield desk.Mine(
            title=f"签到：{sitting.title}",
            detail=f"{sitting.session.short_title} · 请扫会场大屏幕上的二维码",
            url=reverse("sign_in_entry", args=[sitting.token]),
            badge="正在签到",
            tone="warn",
        )


desk.register(desk.Offer(name="congress.attendance", order=31, todos=todos, mine=mine))
