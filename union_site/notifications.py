"""Telling people: a notice for each seat concerned."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from union_site.models import Notification, Seat


def tell(
    *,
    seats: Iterable[Seat | None],
    sentence: str,
    url: str = "",
    at: datetime.datetime | None = None,
) -> None:
    """Puts a notice before each seat (None is passed over, each once).

    The rows are written in the act's own transaction: what happened and that it was told
    cannot come apart. `at` is given where the moment itself must not be kept.
    """
    concerned = {seat.pk for seat in seats if seat is not None}
    Notification.objects.bulk_create(
        Notification(seat_id=pk, sentence=sentence[:200], url=url, at=at or timezone.now())
        for pk in sorted(concerned)
    )


def those_with(permission: str, *, union_id: int, on: datetime.date | None = None) -> list[Seat]:
    """The open seats of a union that hold a permission today, with their users. One query."""
    seats = Seat.objects.filter(union_id=union_id).select_related("user")
    return list(seats.with_permission(permission, on or timezone.localdate()))


@transaction.atomic
def mark_read(*, by: Seat) -> int:
    return Notification.objects.visible_to(by).unread().update(read_at=timezone.now())
