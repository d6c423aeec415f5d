"""A synthetic district for load: unions in any number, and each app's part of their records."""

from __future__ import annotations

import datetime
import importlib
import random
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.module_loading import import_string, module_has_submodule

from union_site.models import Grant, Seat, Union, User

BATCH = 500
LONG_AGO = datetime.date(2015, 9, 1)
_KINDS = (
    (Union.Kind.PUBLIC_SCHOOL, "学校", 4),
    (Union.Kind.PRIVATE_SCHOOL, "民办学校", 2),
    (Union.Kind.PRIVATE_KINDERGARTEN, "幼儿园", 6),
)


@dataclass
class Stage:
    """What an app's `scale.load(stage)` is given. The same seed brings the same rows."""

    district: Union
    unions: list[Union]
    sizes: dict[int, int]
    """How many members each union gets, by its key; together exactly what was asked for."""
    years: int
    seed: int
    today: datetime.date
    chairs: dict[int, Seat] = field(default_factory=dict)
    """The seat of each union's chair, by the union's key."""

    def dice(self, *names: str) -> random.Random:
        """The same numbers at each run, for each name its own row of them."""
        words = "/".join([str(self.seed), *names])
        return random.Random(words)  # noqa: S311 - repeatable on purpose


@transaction.atomic
def load(
    *, unions: int, members: int, years: int, seed: int, today: datetime.date, password: str
) -> Stage:
    """Builds a district of its own (by seed) and lets every app bring its part, in bulk.

    Run again it changes nothing: an app passes over unions that hold records already.
    """
    stage = _stage(unions, members, years, seed, today)
    _chairs(stage, password)
    for app in settings.OWN_APPS[1:]:
        module = importlib.import_module(app)
        if module_has_submodule(module, "scale"):
            import_string(f"{app}.scale.load")(stage)
    return stage


def _stage(count: int, members: int, years: int, seed: int, today: datetime.date) -> Stage:
    code = f"scale-{seed}"
    name = f"负载测试{seed}区教育工会"
    district, _ = Union.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "unit_name": name.removesuffix("工会"),
            "short_name": name,
            "kind": Union.Kind.DISTRICT,
        },
    )
    stage = Stage(district, [], {}, years, seed, today)
    known = {union.code: union for union in Union.objects.filter(parent=district)}
    sizes = _shares(members, count, stage.dice("sizes"))
    new = [
        _school(district, f"{code}-{number:04d}", number, size, stage.dice("kind", str(number)))
        for number, size in enumerate(sizes, start=1)
        if f"{code}-{number:04d}" not in known
    ]
    known |= {union.code: union for union in Union.objects.bulk_create(new, batch_size=BATCH)}
    stage.unions = [known[f"{code}-{number:04d}"] for number in range(1, count + 1)]
    stage.sizes = {union.pk: size for union, size in zip(stage.unions, sizes, strict=True)}
    return stage


def _shares(total: int, count: int, dice: random.Random) -> list[int]:
    """Parts of very different sizes, as schools are, that add up exactly."""
    weights = [dice.lognormvariate(0, 0.8) for _ in range(count)]
    whole = sum(weights)
    parts = [int(total * weight / whole) for weight in weights]
    for number in range(total - sum(parts)):
        parts[number % count] += 1
    return parts


def _school(parent: Union, code: str, number: int, size: int, dice: random.Random) -> Union:
    kind, word, _ = dice.choices(_KINDS, weights=[weight for _, _, weight in _KINDS])[0]
    unit = f"第{number}{word}"
    return Union(
        code=code,
        name=f"{unit}工会",
        unit_name=unit,
        short_name=unit,
        kind=kind,
        kind_order=list(Union.Kind).index(kind),
        parent=parent,
        staff_count=size,
    )


def _chairs(stage: Stage, password: str) -> None:
    """A chair for every union, named by its code; one hash serves them all."""
    encoded = make_password(password)
    seats = Seat.objects.filter(union__in=stage.unions, grants__role="chair")
    stage.chairs = {seat.union_id: seat for seat in seats.select_related("union")}
    without = [union for union in stage.unions if union.pk not in stage.chairs]
    users = User.objects.bulk_create(
        (User(username=f"{union.code}-chair", name="负载", password=encoded) for union in without),
        batch_size=BATCH,
    )
    seats_made = Seat.objects.bulk_create(
        (
            Seat(user=user, union=union, title="主席")
            for user, union in zip(users, without, strict=True)
        ),
        batch_size=BATCH,
    )
    Grant.objects.bulk_create(
        (
            Grant(seat=seat, role=role, valid_from=LONG_AGO)
            for seat in seats_made
            for role in ("chair", "member")
        ),
        batch_size=BATCH,
    )
    stage.chairs |= {seat.union_id: seat for seat in seats_made}
