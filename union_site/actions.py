"""Acts of the ground: opening a union with its first chair."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction

from union_site import accounts, audit
from union_site.models import Grant, Seat, Union, User


@dataclass(frozen=True)
class Opened:
    """A union that is ready, and how its chair gets in the first time."""

    union: Union
    chair: Seat
    password: str


@transaction.atomic
def open_union(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Union | None,
    username: str,
    chair_name: str,
    today: datetime.date,
) -> Opened:
    """Opens a union and an account for its chair (a district: for its staff).

    The site operator does this, so there is no acting seat. Raises ValidationError.
    """
    union = Union(
        code=code,
        name=name,
        unit_name=name.removesuffix("工会"),
        short_name=name.removesuffix("工会"),
        kind=kind,
        parent=parent,
    )
    union.full_clean()
    union.save()
    password = accounts.one_time_password()
    user = User(username=username, name=chair_name, must_change_password=True)
    user.set_password(password)
    user.full_clean()
    user.save()
    seat = Seat.objects.create(user=user, union=union, title="" if union.is_district else "主席")
    for role in ["district"] if union.is_district else ["chair", "member"]:
        Grant.objects.create(seat=seat, role=role, valid_from=today)
    audit.record(verb="union.open", label="建立工会", by=None, union=union, thing=union)
    return Opened(union, seat, password)
