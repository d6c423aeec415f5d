"""Condolence on the workbench: places, the number of the year, visits that are due, birthdays."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import number_format

from members.models import Member
from union_site import desk, figures
from union_site.calendar import official_date
from union_site.models import Seat
from welfare.models import Gift, Visit, VisitQuerySet

CARDS_AHEAD = datetime.timedelta(days=10)


def waiting(seat: Seat) -> tuple[VisitQuerySet, ...]:
    """Visits that are due: the count in the navigation, for those who pay them."""
    return (Visit.objects.visible_to(seat).due(),) if seat.can("welfare.manage") else ()


def tiles(seat: Seat, today: datetime.date) -> Iterator[desk.Tile]:
    if not seat.can("welfare.view"):
        return
    span = figures.calendar_year(today.year)
    visits = figures.figure("welfare.visits")
    amount = figures.value("welfare.amount", union=seat.union, span=span)
    yield desk.Tile(
        label="慰问（本年）",
        value=str(figures.value("welfare.visits", union=seat.union, span=span)),
        unit=visits.unit,
        note=f"{number_format(amount, 2, force_grouping=True)} 元",
        url=visits.url(span),
    )


def todos(seat: Seat, today: datetime.date) -> Iterator[desk.Todo]:
    """Visits that are due, and this month's birthdays without a card."""
    if not seat.can("welfare.manage"):
        return
    for visit in Visit.objects.visible_to(seat).due().for_list()[:20]:
        yield desk.Todo(
            title=f"{visit.reason}慰问：{visit.member}",
            detail=f"{'五必访 · ' if visit.reason.is_obligatory else ''}"
            f"{official_date(visit.due_on)}前走访",
            url=reverse("welfare:visit_pay", args=[visit.pk]),
            action="登记走访",
            due=visit.due_on,
        )
    # Near its end a month makes way for the next: cards are bought before they are given.
    for first in sorted({today.replace(day=1), (today + CARDS_AHEAD).replace(day=1)}):
        yield from _birthdays(seat, first)


def _birthdays(seat: Seat, first: datetime.date) -> Iterator[desk.Todo]:
    """One line for those of a month who have had no card yet."""
    given = Gift.objects.visible_to(seat).birthday().filter(year=first.year)
    people = Member.objects.visible_to(seat).active().filter(birth_date__month=first.month)
    if count := people.exclude(pk__in=given.values("member")).count():
        yield desk.Todo(
            title=f"{count} 位会员{first.month}月生日",
            detail="生日慰问待发放",
            url=f"{reverse('welfare:birthdays')}?month={first:%Y-%m}",
            action="发放",
            badge=f"{first.month}月",
        )


desk.register(
    desk.Offer(
        name="welfare",
        order=50,
        places=(
            desk.Place(
                "服务", "慰问走访", "welfare:visit_list", "welfare.view", order=10, waiting=waiting
            ),
            desk.Place("服务", "福利发放", "welfare:benefits", "welfare.view", order=20),
        ),
        tiles=tiles,
        todos=todos,
    )
)
