"""The members of a synthetic district: rosters in bulk, with the day each member joined."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from typing import Any

from stdnum import luhn

from members.demo.roster import GIVEN, STREETS, SUBJECTS, SURNAMES, TITLES
from members.models import EventKind, Member, MembershipEvent, UnionGroup
from members.models.codes import (
    Employment,
    Engagement,
    MembershipChange,
    PostCategory,
    Status,
)
from union_site.idcards import Sex, check_digit
from union_site.models import Union
from union_site.scale import BATCH, Stage

_GROUP_SIZE = 20
_YOUNGEST, _OLDEST = 24, 58
_DAYS = (_OLDEST - _YOUNGEST) * 365
_ETHNICITIES = ("01",) * 14 + ("03", "11", "02", "05")
_EDUCATIONS = ("11", "14", "14", *("20",) * 10, "30", "30")
_POLITICAL = ("01", "01", "01", "03", "13", "13", "13", "13", "05", "07")


def load(stage: Stage) -> None:
    """Brings every union that has no members yet its roster."""
    filled = set(Member.objects.order_by().values_list("union_id", flat=True).distinct())
    number = 0
    for union in stage.unions:
        size = stage.sizes[union.pk]
        if union.pk not in filled and size:
            fill(union, size, stage, first=number)
        number += size


def fill(union: Union, size: int, stage: Stage, *, first: int = 0) -> None:
    """That many members of one union; `first` keeps their numbers apart from other unions'."""
    count = max(1, size // _GROUP_SIZE)
    groups = UnionGroup.objects.bulk_create(
        UnionGroup(union=union, name=f"第{n}小组", order=n) for n in range(1, count + 1)
    )
    dice = stage.dice("members", union.code)
    members = Member.objects.bulk_create(
        _members(union, size, groups, dice, stage, first), batch_size=BATCH
    )
    MembershipEvent.objects.bulk_create(_events(members, stage), batch_size=BATCH)


def _members(
    union: Union,
    size: int,
    groups: list[UnionGroup],
    dice: random.Random,
    stage: Stage,
    first: int,
) -> Iterator[Member]:
    for place in range(size):
        sex = Sex.FEMALE if dice.random() < 0.72 else Sex.MALE
        # Each birthday comes up in turn, so that no two numbers of a union are alike.
        born = stage.today - datetime.timedelta(days=_YOUNGEST * 365 + place * 37 % _DAYS)
        given = "".join(dice.sample(GIVEN[sex], dice.choice((1, 2, 2, 2))))
        member = Member(
            union=union,
            name=dice.choice(SURNAMES) + given,
            sex=sex,
            birth_date=born,
            id_number=_id_number(born, place // _DAYS, sex),
            mobile=f"197{first + place:08d}",
            group=groups[place % len(groups)],
            staff_no=f"S{place + 1:05d}",
            employer=union.unit_name,
            **_life(born, dice, stage, first + place),
        )
        member.derive()
        yield member


def _id_number(born: datetime.date, order: int, sex: Sex) -> str:
    # No real person has these: the area code is one that was never given out.
    digits = f"120199{born:%Y%m%d}{order * 2 + (sex == Sex.MALE):03d}"
    return digits + check_digit(digits)


def _life(born: datetime.date, dice: random.Random, stage: Stage, number: int) -> dict[str, Any]:
    started = datetime.date(born.year + 23, 9, 1)
    # Half have joined within the years of the records, the others when they began to work.
    joined = stage.today - datetime.timedelta(days=dice.randrange(1, stage.years * 365))
    if dice.random() < 0.5 or joined < started:
        joined = started
    is_teacher = dice.random() < 0.8
    is_retained = dice.random() < 0.04
    card = f"999901{number:012d}"
    return {
        "ethnicity": dice.choice(_ETHNICITIES),
        "political_status": dice.choice(_POLITICAL),
        "education": dice.choice(_EDUCATIONS),
        "employment_status": Employment.RETIRED if is_retained else Employment.WORKING,
        "status": Status.RETAINED if is_retained else Status.ACTIVE,
        "skill_level": "none",
        "title": dice.choice(TITLES) if is_teacher else "",
        "post_category": PostCategory.TEACHER if is_teacher else PostCategory.STAFF,
        "engagement": dice.choices(list(Engagement), weights=(14, 2, 3, 1))[0],
        "subject": dice.choice(SUBJECTS) if is_teacher else "",
        "teaching_group": f"{dice.choice('一二三四五六')}年级组" if is_teacher else "",
        "is_head_teacher": is_teacher and dice.random() < 0.3,
        "started_work_on": started,
        "joined_school_on": started,
        "joined_union_on": joined,
        "membership_change": MembershipChange.JOINED,
        "changed_on": joined,
        "card_no": f"SC{number:08d}" if dice.random() < 0.867 else "",
        "home_address": f"{dice.choice(STREETS)}{number % 300 + 1}号",
        "bank_card": card + luhn.calc_check_digit(card),
    }


def _events(members: list[Member], stage: Stage) -> Iterator[MembershipEvent]:
    for member in members:
        joined = member.joined_union_on or stage.today
        yield MembershipEvent(
            union_id=member.union_id,
            member=member,
            kind=EventKind.JOINED,
            on=joined,
            status=Status.ACTIVE,
        )
        if member.status == Status.RETAINED:
            yield MembershipEvent(
                union_id=member.union_id,
                member=member,
                kind=EventKind.RETAINED,
                on=max(joined, stage.today - datetime.timedelta(days=30)),
                status=Status.RETAINED,
                reason="退休",
            )
