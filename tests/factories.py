"""Makes the least that is valid."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from union_site.models import Grant, Seat, Union, User

_numbers = itertools.count(1)
LONG_AGO = datetime.date(2020, 1, 1)
PASSWORD = "桃李不言下自成蹊"
# Of a row that a factory makes, `full_clean()` looks at the values alone: whether it breaks a
# constraint the database says at `save()`, and need not be asked before.
AS_TYPED = {"validate_unique": False, "validate_constraints": False}


def make_union(code: str = "", *, parent: Union | None = None, **fields: Any) -> Union:
    code = code or f"school-{next(_numbers)}"
    name = fields.pop("name", f"{code}工会")
    fields.setdefault("kind", Union.Kind.PUBLIC_SCHOOL)
    return Union.objects.create(
        code=code,
        name=name,
        unit_name=fields.pop("unit_name", name.removesuffix("工会")),
        short_name=fields.pop("short_name", name.removesuffix("工会")),
        parent=parent,
        **fields,
    )


def make_user(name: str = "", **fields: Any) -> User:
    number = next(_numbers)
    user = User(username=fields.pop("username", f"user{number}"), name=name or f"用户{number}")
    for field, value in fields.items():
        setattr(user, field, value)
    user.set_unusable_password()
    user.save()
    return user


def make_seat(
    union: Union, *roles: str, name: str = "", user: User | None = None, **fields: Any
) -> Seat:
    seat = Seat.objects.create(union=union, user=user or make_user(name), **fields)
    Grant.objects.bulk_create(Grant(seat=seat, role=role, valid_from=LONG_AGO) for role in roles)
    return seat
