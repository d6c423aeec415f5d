"""What follows a session on the workbench: tasks, objections, notices, reports to send."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from congress.models import Objection, Publication, ResolutionTask, Series, Session, SessionReport
from union_site import desk
from union_site.calendar import official_date
from union_site.models import Seat

LOOK_BACK = datetime.timedelta(days=60)  # older sessions are history, not work
MOST = 5


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    if seat.can("congress.own"):
        yield from _own_tasks(seat)
    if seat.can("congress.manage"):
        yield from _to_settle(seat, today)
    if seat.can("congress.received"):
        yield from _to_receive(seat)


def _own_tasks(seat: Seat) -> Iterator[desk.Todo]:
    tasks = ResolutionTask.objects.visible_to(seat).filter(owner=seat, state="open")
    for task in tasks.for_list()[:MOST]:
        yield desk.Todo(
            title=f"落实：{task.what}",
            detail=f"{task.resolution.session.short_title}决议",
            url=reverse("congress:task", args=[task.pk]),
            action="办理",
            due=task.due_on,
        )


def _to_settle(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    for task in ResolutionTask.objects.visible_to(seat).filter(state="reported").for_list()[:MOST]:
        yield desk.Todo(
            title=f"确认落实：{task.what}",
            detail=f"{task.owner_label}已报完成",
            url=reverse("congress:task", args=[task.pk]),
            action="确认",
            badge="待确认",
        )
    for objection in Objection.objects.visible_to(seat).unanswered().for_list()[:MOST]:
        yield desk.Todo(
            title=f"答复{objection}",
            detail=f"{official_date(objection.filed_on)}收到",
            url=reverse("congress:publication", args=[objection.publication_id]),
            action="答复",
            badge="待答复",
        )
    yield from _unreported(seat, today)
    for row in Publication.objects.visible_to(seat).running().filter(to_on__lt=today)[:MOST]:
        yield desk.Todo(
            title=f"结束公示：{row.title}",
            detail=f"{official_date(row.to_on)}期满",
            url=reverse("congress:publication", args=[row.pk]),
            action="结束",
            badge="公示期满",
        )


def _unreported(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """Sessions of the last weeks of which the union above has not been told, or wants more."""
    if seat.union.parent_id is None:
        return
    staff = Session.objects.visible_to(seat).of_series(Series.STAFF)
    held = staff.held().between(today - LOOK_BACK, today)
    wanted = Q(report=None) | Q(report__state=SessionReport.State.RETURNED)
    for session in held.filter(wanted).select_related("report").for_list()[:MOST]:
        report = getattr(session, "report", None)
        yield desk.Todo(
            title=f"向上级报告{session.short_title}情况",
            detail="上级已退回，请补充" if report else f"{official_date(session.held_on)}召开",
            url=reverse("congress:aftermath", args=[session.pk]),
            action="报送",
            badge="退回" if report else "待报告",
        )


def _to_receive(seat: Seat) -> Iterator[desk.Todo]:
    sent = SessionReport.objects.visible_to(seat).addressed_to(seat.union).filter(state="sent")
    waiting = sent.count()
    if waiting:
        yield desk.Todo(
            title="接收教代会情况报告",
            detail=f"{waiting} 份待接收",
            url=reverse("congress:received") + "?state=waiting",
            action="查看",
            badge="待接收",
        )


def mine(seat: Seat, today: datetime.date) -> Iterator[desk.Mine]:
    """Notices that run now, for all staff."""
    if not seat.can("disclosure.view"):
        return
    running = Publication.objects.visible_to(seat).running().filter(to_on__gte=today)
    for row in running.order_by("to_on", "pk")[:2]:
        yield desk.Mine(
            title=row.title,
            detail=f"{official_date(row.to_on)}截止，公示期内可以提出异议",
            url=reverse("congress:publication", args=[row.pk]),
            badge=row.get_state_display(),
        )


def waiting_reports(seat: Seat) -> tuple[Any]:
    sent = SessionReport.objects.visible_to(seat).addressed_to(seat.union)
    return (sent.filter(state=SessionReport.State.SENT),)


desk.register(
    desk.Offer(
        name="congress.aftermath",
        order=31,
        places=(
            desk.Place("民主管理", "决议落实", "congress:task_list", "congress.own", order=16),
            desk.Place(
                "民主管理", "决议公示", "congress:publication_list", "disclosure.view", order=17
            ),
            desk.Place(
                "报送",
                "教代会备案",
                "congress:received",
                "congress.received",
                order=40,
                waiting=waiting_reports,
            ),
        ),
        todos=todos,
        mine=mine,
    )
)
