"""Demonstration data: the stage (a district, its schools, eight accounts) that each app fills."""

from __future__ import annotations

import datetime
import importlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string, module_has_submodule

from union_site.models import Grant, Seat, StepEvent, Union, User

SEED = "滨海区教育工会"

# code, unit, short name, kind, staff
SCHOOLS = [
    ("bh-shiyan-xiaoxue", "滨海区实验小学", "public_school", 66),
    ("bh-dier-xiaoxue", "滨海区第二小学", "public_school", 54),
    ("bh-gangwan-xiaoxue", "滨海区港湾小学", "public_school", 48),
    ("bh-haifeng-zhongxue", "滨海区海风中学", "public_school", 92),
    ("bh-diyi-zhongxue", "滨海区第一中学", "public_school", 120),
    ("bh-chaoyang-xuexiao", "滨海区朝阳九年一贯制学校", "public_school", 85),
    ("bh-haihe-waiguoyu", "海河外国语学校", "private_school", 60),
    ("bh-boya-xuexiao", "博雅学校", "private_school", 38),
    ("bh-mingde-xuexiao", "明德学校", "private_school", 31),
    ("bh-xingang-youeryuan", "新港幼儿园", "private_kindergarten", 22),
    ("bh-chunlei-youeryuan", "春蕾幼儿园", "private_kindergarten", 18),
    ("bh-haibei-youeryuan", "海贝幼儿园", "private_kindergarten", 26),
]

# username, name, title, department, roles – all at the rich school but the last two.
ACCOUNTS = [
    ("chair", "陈晓岚", "主席", "", ("chair", "member")),
    ("officer", "何书敏", "组织委员", "", ("officer", "member")),
    ("auditor", "秦守正", "经审委员", "", ("auditor", "member")),
    ("handler", "李建国", "总务主任", "总务处", ("handler", "member")),
    ("leader", "王立新", "副校长", "", ("leader",)),
    ("teacher", "周敏", "", "", ("member",)),
]


@dataclass
class Stage:
    """What an app's `demo.load(stage)` is given. Load twice, and nothing changes."""

    district: Union
    schools: list[Union]
    today: datetime.date
    seats: dict[tuple[int, str], Seat] = field(default_factory=dict)

    @property
    def rich(self) -> Union:
        """The school with two full years of records."""
        return self.schools[0]

    def seat(self, union: Union, role: str) -> Seat:
        return self.seats[union.pk, role]

    def dice(self, *names: str) -> random.Random:
        """The same numbers at each run, for each name its own row of them."""
        return random.Random("/".join([SEED, *names]))  # noqa: S311 - repeatable on purpose


@dataclass(frozen=True)
class Taken:
    """A step as somebody would have taken it then: a row of the past has no act behind it."""

    step: str
    label: str
    by: Seat | None
    at: Any  # a datetime; rows of the demonstration have theirs
    note: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    target: str = ""


def remember(thing: Any, *steps: Taken) -> None:
    """The steps that were taken with a thing, the oldest first."""
    StepEvent.objects.bulk_create(
        StepEvent(
            union=thing.union,
            object_type=thing._meta.label_lower,
            object_id=str(thing.pk),
            step=taken.step,
            label=taken.label,
            source=taken.source,
            target=taken.target,
            seat=taken.by,
            note=taken.note,
            details=dict(taken.details),
            at=taken.at,
        )
        for taken in steps
    )


def moment(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


@transaction.atomic
def load(*, password: str, today: datetime.date | None = None) -> Stage:
    """Builds the stage and lets every app bring its part. Passwords are set at first only."""
    stage = _stage(today or timezone.localdate())
    _accounts(stage, password)
    for app in settings.OWN_APPS[1:]:
        module = importlib.import_module(app)
        if module_has_submodule(module, "demo"):
            import_string(f"{app}.demo.load")(stage)
    return stage


def _stage(today: datetime.date) -> Stage:
    district, _ = Union.objects.get_or_create(
        code="bh-jiaoyu",
        defaults={
            "name": "滨海区教育工会",
            "unit_name": "滨海区教育局",
            "short_name": "滨海区教育工会",
            "kind": Union.Kind.DISTRICT,
            "established_on": datetime.date(2004, 3, 18),
        },
    )
    return Stage(district, [_school(district, *row) for row in SCHOOLS], today)


def _school(district: Union, code: str, unit: str, kind: str, staff: int) -> Union:
    dice = random.Random(f"{SEED}/{code}")  # noqa: S311 - repeatable on purpose
    school, _ = Union.objects.get_or_create(
        code=code,
        defaults={
            "name": f"{unit}工会",
            "unit_name": unit,
            "short_name": unit,
            "kind": kind,
            "parent": district,
            "staff_count": staff,
            "party_organisation": f"中共{unit}支部委员会",
            "established_on": datetime.date(dice.randint(2005, 2019), dice.randint(1, 12), 15),
        },
    )
    return school


def _accounts(stage: Stage, password: str) -> None:
    for username, name, title, department, roles in ACCOUNTS:
        seat = _seat(stage.rich, username, name, password, title=title, department=department)
        _grant(stage, seat, roles)
    _grant(
        stage,
        _seat(stage.district, "district", "孟凡星", password, title="区工会干部"),
        ("district",),
    )
    for number, school in enumerate(stage.schools[1:], start=2):
        name = CHAIRS[number - 2]
        seat = _seat(school, f"chair{number}", name, password, title="主席")
        _grant(stage, seat, ("chair", "member"))


CHAIRS = [
    "林书瑶",
    "郭长青",
    "宋一鸣",
    "谢安琪",
    "罗承志",
    "蒋文博",
    "沈若兰",
    "程子衿",
    "白雪莹",
    "田小满",
    "魏佳音",
]


@lru_cache(maxsize=1)
def _hash_of(password: str) -> str:
    """One for all: they share the password anyway, and hashing is slow on purpose."""
    return make_password(password)


def _seat(union: Union, username: str, name: str, password: str, **fields: str) -> Seat:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(username=username, name=name, password=_hash_of(password))
        user.save()
    seat, _ = Seat.objects.get_or_create(user=user, union=union, defaults=fields)
    return seat


def _grant(stage: Stage, seat: Seat, roles: tuple[str, ...]) -> None:
    for role in roles:
        Grant.objects.get_or_create(
            seat=seat, role=role, area="", defaults={"valid_from": datetime.date(2023, 9, 1)}
        )
        stage.seats.setdefault((seat.union_id, role), seat)
