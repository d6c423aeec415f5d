"""Disclosure on the workbench: its place, what is missing or waits, what is new for staff."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from congress.models import Disclosure, DisclosureQuestion, DisclosureState
from congress.tables.disclosure_overview import missing
from union_site import desk
from union_site.models import Seat

NEW_FOR = datetime.timedelta(days=14)
MOST = 3


def waiting(seat: Seat) -> list[Any]:
    """What this seat could settle: questions, items to approve."""
    found: list[Any] = []
    if seat.can("disclosure.manage"):
        found.append(DisclosureQuestion.objects.visible_to(seat).waiting())
    if seat.can("disclosure.approve"):
        submitted = Disclosure.objects.visible_to(seat)
        found.append(submitted.filter(state=DisclosureState.SUBMITTED))
    return found


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    if seat.can("disclosure.approve") or seat.can("disclosure.manage"):
        yield from _prepared(seat, today)
    if seat.can("disclosure.manage"):
        yield from _questions(seat)
        yield from _missing(seat, today)


ACTIONS: dict[str, str] = {
    DisclosureState.SUBMITTED: "批准",
    DisclosureState.APPROVED: "公布",
    DisclosureState.PUBLISHED: "结束公布",
}


def _prepared(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """Items to approve for who approves; for who publishes those to put up and to end."""
    wanted = Q(pk__in=[])
    if seat.can("disclosure.approve"):
        wanted |= Q(state=DisclosureState.SUBMITTED)
    if seat.can("disclosure.manage"):
        wanted |= Q(state=DisclosureState.APPROVED)
        wanted |= Q(state=DisclosureState.PUBLISHED, published_until__lt=today)
    for row in Disclosure.objects.visible_to(seat).filter(wanted).for_list()[:10]:
        yield desk.Todo(
            title=f"校务公开：{row.title}",
            detail=f"{row.get_category_display()} · {row.period.label}",
            url=reverse("congress:disclosure", args=[row.pk]),
            action=ACTIONS[row.state],
            badge="公布期满" if row.is_disclosed else row.get_state_display(),
        )


def _questions(seat: Seat) -> Iterator[desk.Todo]:
    rows = DisclosureQuestion.objects.visible_to(seat).waiting()
    for row in rows.for_list()[:10]:
        yield desk.Todo(
            title=f"答复{row.get_kind_display()}：{row.disclosure.title}",
            detail=row.text[:60],
            url=reverse("congress:disclosure_answer", args=[row.pk]),
            action="答复",
            badge="待答复",
        )


def _missing(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """One line for all that is missing: the overview lists them."""
    found = missing(seat, today=today)
    if not found:
        return
    duty, cell = min(found, key=lambda pair: pair[1].due)
    year = cell.period.last_day.year
    more = f"等 {len(found)} 期" if len(found) > 1 else ""
    yield desk.Todo(
        title=f"校务公开：{len(found)} 期应公开未公开",
        detail=f"{duty.title}（{cell.period.label}）{more}",
        url=f"{reverse('congress:disclosure_overview')}?year={year}#owed",
        action="查看",
        badge="未公开",
    )


def mine(seat: Seat, today: datetime.date) -> Iterator[desk.Mine]:
    """For everybody: what was published lately."""
    if not seat.can("disclosure.view"):
        return
    rows = Disclosure.objects.visible_to(seat).running().between(today - NEW_FOR, today)
    for row in rows.for_list()[:MOST]:
        yield desk.Mine(
            title=row.title,
            detail=f"校务公开 · {row.get_category_display()} · {row.department}",
            url=reverse("congress:disclosure", args=[row.pk]),
            badge=row.get_state_display(),
            tone=row.tone,
        )


def search(seat: Seat, query: str) -> Iterator[desk.Mine]:
    if not seat.can("disclosure.view"):
        return
    wanted = Q(title__icontains=query) | Q(text__icontains=query) | Q(department__icontains=query)
    for row in Disclosure.objects.visible_to(seat).filter(wanted).for_list()[:10]:
        yield desk.Mine(
            title=row.title,
            detail=f"校务公开 · {row.period.label}",
            url=reverse("congress:disclosure", args=[row.pk]),
            badge=row.get_state_display(),
            tone=row.tone,
        )


desk.register(
    desk.Offer(
        name="congress_disclosure",
        order=31,
        places=(
            desk.Place(
                "民主管理",
                "校务公开",
                "congress:disclosure_list",
                "disclosure.view",
                order=20,
                waiting=waiting,
            ),
        ),
        todos=todos,
        mine=mine,
        search=search,
    )
)
