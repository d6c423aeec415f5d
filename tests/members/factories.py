"""Makes the least member that is valid; every person is invented."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from members.models import Member, RegisterTask, UnionGroup, Unit
from tests.members import rosters
from union_site.models import Union

_numbers = itertools.count(1)
BORN = datetime.date(1985, 3, 15)
FAR = datetime.date(2090, 1, 1)


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


def make_unit(district: Union, name: str = "", **fields: Any) -> Unit:
    """A unit of the district's register; a public school with the conditions for a union."""
    fields.setdefault("kind", Union.Kind.PUBLIC_SCHOOL)
    unit = Unit(union=district, name=name or f"第{next(_numbers)}学校", **fields)
    unit.full_clean()
    unit.save()
    return unit


def make_register_task(unit: Unit, **fields: Any) -> RegisterTask:
    fields = {"text": "建会", "owner_name": "许守悦", "due_on": FAR, **fields}
    task = RegisterTask(union=unit.union, unit=unit, **fields)
    task.full_clean()
    task.save()
    return task


def make_register(district: Union, today: datetime.date) -> None:
    """One unit of each standing; the first character of its name is its own."""
    later, soon = datetime.date(today.year + 3, 1, 1), today + datetime.timedelta(days=90)
    old: dict[str, Any] = {"established_on": datetime.date(2015, 3, 1)}
    kindergarten = {"kind": "private_kindergarten"}
    make_unit(district, "甲 好", **old, next_due_on=later, zone="东湾学区", staff_count=50)
    make_unit(district, "乙 过", **old, next_due_on=today - datetime.timedelta(days=1))
    make_unit(district, "丙 近", **old, next_due_on=soon, contact_phone="19988000001")
    make_unit(district, "丁 无期", **old)
    make_unit(district, "戊 未建", **kindergarten)
    make_unit(district, "己 不具备", is_eligible=False, ineligible_reason="合并停办")
    make_unit(district, "庚 停办", **old, closed_on=datetime.date(2022, 8, 31))
    make_unit(district, "辛 今年", **kindergarten, established_on=today, next_due_on=later)
