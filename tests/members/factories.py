"""Makes the least member that is valid; every person is invented."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from typing import Any

from django.utils import timezone

from members.actions import dues, dues_payments
from members.models import DuesAccount, DuesPayment, DuesYear, Member, UnionGroup
from tests.factories import make_seat
from tests.members import rosters
from union_site.models import Seat, Union

_numbers = itertools.count(1)
BORN = datetime.date(1985, 3, 15)


def make_group(union: Union, name: str = "", **fields: Any) -> UnionGroup:
    return UnionGroup.objects.create(union=union, name=name or f"第{next(_numbers)}小组", **fields)


def make_member(union: Union, name: str = "", **fields: Any) -> Member:
    """A member in service, with a right ID number that fits sex and birth date."""
    number = next(_numbers)
    born = fields.pop("birth_date", BORN)
    sex = fields.pop("sex", "female")
    # An odd order is a man's.
    order = number * 2 % 998 + (sex == "male")
    id_number = fields.pop("id_number", None)
    if id_number is None:
        id_number = rosters.id_number(born, order, area=f"33{number // 499 % 9000 + 1000:04d}")
    member = Member(
        union=union,
        name=name or f"会员{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        sex=sex,
        birth_date=born,
        id_number=id_number,
        **fields,
    )
    member.full_clean()
    member.save()
    return member


def open_dues(by: Seat, year: int = 2026, *, truncation: str = "base") -> DuesYear:
    """A year of dues with an account for each member, by the act itself."""
    return dues.open_year(by=by, year=year, truncation=truncation, now=timezone.now())


def give_base(account: DuesAccount, base: str, by: Seat) -> DuesAccount:
    return dues.set_base(
        account=account, revision=account.revision, monthly_base=Decimal(base), by=by
    )


def pay(account: DuesAccount, amount: str, by: Seat, on: datetime.date) -> DuesPayment:
    account.refresh_from_db()
    return dues_payments.record(
        account=account,
        revision=account.revision,
        amount=Decimal(amount),
        paid_on=on,
        method="cash",
        by=by,
        today=on,
    )


def deduct(
    year: DuesYear, month: int, by: Seat, today: datetime.date = datetime.date(2026, 11, 22)
) -> list[DuesPayment]:
    return dues_payments.deduct_month(
        dues_year=year, month=month, paid_on=today, by=by, today=today
    )


def seated(union: Union, name: str, *roles: str, **fields: Any) -> Member:
    """A member with an account: a plain member's where no roles are named."""
    seat = make_seat(union, *(roles or ("member",)), name=name)
    return make_member(union, name, seat=seat, **fields)
