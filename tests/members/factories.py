"""Makes the least member that is valid; every person is invented."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.utils import timezone

from members.actions import history
from members.models import Application, Member, UnionGroup
from members.models.people import id_hash
from tests.members import rosters
from union_site import receipts
from union_site.encryption import keyed_hash
from union_site.models import Union

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
    history.write_first(member, by=None, today=timezone.localdate())
    return member


def make_application(union: Union, name: str = "骆清扬", **fields: Any) -> Application:
    """An application as the form on a phone makes it; its receipt is `code_of(key)`."""
    number = next(_numbers)
    key = fields.pop("key", f"{number:032x}")
    values = {
        "sex": "female",
        "birth_date": BORN,
        "mobile": "13812345678",
        "id_number": rosters.id_number(BORN, number * 2 % 998, area="330999"),
        "submitted_on": timezone.localdate(),
        **fields,
    }
    application = Application(
        union=union,
        name=name,
        **values,
        id_hash=id_hash(values["id_number"]),
        statement="我自愿加入中国工会。",
        receipt_hash=receipts.hash_of(receipts.code_of(key, "application"), "application"),
        submission_hash=keyed_hash(key, "application"),
    )
    application.full_clean()
    application.save()
    return application
