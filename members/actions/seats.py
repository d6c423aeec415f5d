"""Closing the seats of those who have left, opening them again after a mistake."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Greatest

from members.models import Member, RosterImport, UnionGroup
from members.models.codes import LEFT
from union_site.models import Grant, Seat


def close(members: Iterable[Member], *, on: datetime.date) -> None:
    """Part of an act that ends memberships: the seat closes, its grants end, the group is
    without a head. The account stays: it may hold seats in other unions.
    """
    people = list(members)
    seats = [member.seat_id for member in people if member.seat_id is not None]
    Seat.objects.filter(pk__in=seats).update(is_active=False)
    running = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    # A grant that begins later ends on the day it begins.
    end = Greatest(F("valid_from"), Value(on, output_field=DateField()))
    Grant.objects.filter(running, seat__in=seats).update(valid_until=end)
    UnionGroup.objects.filter(head__in=people).update(head=None)


def reopen(members: Iterable[Member], *, on: datetime.date, by: Seat | None) -> None:
    """Part of an act that takes an end back: the seat of a member; offices are given anew."""
    for member in members:
        if member.seat is None or member.seat.is_active:
            continue
        Seat.objects.filter(pk=member.seat.pk).update(is_active=True)
        grants = Grant.objects.filter(seat=member.seat, role="member")
        if not grants.filter(valid_until__isnull=True).exists():
            Grant.objects.create(seat=member.seat, role="member", valid_from=on, given_by=by)


def ended_by(brought: RosterImport) -> list[Member]:
    """Whose membership an import has ended."""
    people = Member.objects.of_union(brought.union).select_related("seat")
    ends = brought.events.filter(status__in=LEFT).values("member")
    return list(people.filter(pk__in=ends, seat__isnull=False))
