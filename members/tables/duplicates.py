"""What the pages of double entries show: pairs side by side, and what points at each row."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from members.actions.duplicates import Choice
from members.checks import duplicates as checks
from members.checks.duplicates import Pair
from members.models import Member, NotSame
from members.models.codes import Status
from union_site.calendar import official_date
from union_site.masking import Personal, mask
from union_site.models import Seat

# What the search for pairs looks at; everything else is read for those that are shown.
_LOOKED_AT = ("pk", "name", "birth_date", "id_hash", "mobile")
_COVERED = {
    "id_number": Personal.ID_NUMBER,
    "mobile": Personal.MOBILE,
    "bank_card": Personal.BANK_CARD,
    "home_address": Personal.ADDRESS,
    "hukou_place": Personal.ADDRESS,
}
EMPTY = "（空）"
_FEW = 3


def open_pairs(seat: Seat) -> list[Pair]:
    """The pairs that nobody has settled yet. Two queries, however many there are."""
    settled = set(NotSame.objects.visible_to(seat).values_list("first_id", "second_id"))
    rows = Member.objects.visible_to(seat).suspected().only(*_LOOKED_AT)
    return checks.pairs(rows, settled=settled)


@dataclass(frozen=True)
class Side:
    """One row of a pair, masked for who reads it."""

    member: Member
    facts: list[tuple[str, str]]
    tone: str


@dataclass(frozen=True)
class ShownPair:
    signs: list[str]
    first: Side
    second: Side

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Label, the first row's value, the second row's value."""
        return [
            (label, left, right)
            for (label, left), (_, right) in zip(self.first.facts, self.second.facts, strict=True)
        ]


def shown(pairs: Iterable[Pair], seat: Seat) -> list[ShownPair]:
    """The pairs with all that the page says of them. One query."""
    chosen = list(pairs)
    ids = {pk for pair in chosen for pk in pair.ids}
    rows = Member.objects.visible_to(seat).select_related("group", "seat__user").in_bulk(ids)
    return [
        ShownPair(pair.signs, side(rows[pair.first.pk], seat), side(rows[pair.second.pk], seat))
        for pair in chosen
    ]


_TONES = {Status.ACTIVE: "ok", Status.RETAINED: "info"}
_FACTS = ("name", "sex", "birth_date", "id_number", "mobile", "group", "joined_union_on")


def side(member: Member, seat: Seat) -> Side:
    facts = [
        (str(Member.column(name).verbose_name), value_of(member, name, seat)) for name in _FACTS
    ]
    facts.append(("账号", member.seat.user.username if member.seat else "没有"))
    return Side(member, facts, _TONES.get(Status(member.status), "plain"))


def value_of(member: Member, name: str, seat: Seat) -> str:
    """A field in words, masked for who reads it."""
    display = getattr(member, f"get_{name}_display", None)
    value: Any = display() if display else getattr(member, name)
    if value is None or value == "":
        return EMPTY
    if name in _COVERED:
        return mask(value, _COVERED[name], roles=seat.roles)
    if isinstance(value, bool):
        return "是" if value else "否"
    return official_date(value) if isinstance(value, datetime.date) else str(value)


def values_of(member: Member, choice: Choice, seat: Seat) -> str:
    """What a choice stands for, in one line; empty parts are left out."""
    parts = [value_of(member, name, seat) for name in choice.fields]
    return " · ".join(part for part in parts if part != EMPTY) or EMPTY


def told_apart(first: Member, second: Member, choice: Choice, seat: Seat) -> list[str]:
    """What the two rows say, so that one can choose between them.

    Of two ID numbers that differ in a place or two, these places are uncovered and no others:
    covered alike, the slip of a finger could not be told from the right number.
    """
    values = [values_of(member, choice, seat) for member in (first, second)]
    numbers = (first.id_number, second.id_number)
    if choice.key != "id_number" or len(numbers[0]) != len(numbers[1]):
        return values
    places = [n for n, (left, right) in enumerate(zip(*numbers, strict=True)) if left != right]
    if len(places) > _FEW:
        return values
    for side, (member, number) in enumerate(zip((first, second), numbers, strict=True)):
        covered = value_of(member, "id_number", seat)
        seen = "".join(number[n] if n in places else char for n, char in enumerate(covered))
        values[side] = values[side].replace(covered, seen)
    return values


def alike(first: Member, second: Member, choices: Iterable[Choice], seat: Seat) -> list[Any]:
    """What both rows say, and need not be chosen."""
    differing = {name for choice in choices for name in choice.fields}
    names = [
        column.name
        for column in Member._meta.concrete_fields
        if column.editable and column.name not in {*differing, "id", "union", "seat"}
    ]
    rows = [(str(Member.column(name).verbose_name), value_of(first, name, seat)) for name in names]
    return [(label, value) for label, value in rows if value not in (EMPTY, "否")]


def pointing_at(member: Member) -> str:
    """How many rows of which kind belong to a member: one query for each kind there is."""
    counts = []
    for relation in Member._meta.related_objects:
        if isinstance(relation, models.ManyToOneRel):
            model = relation.related_model
            rows = model._base_manager.filter(**{relation.field.name: member})
            if count := rows.count():
                counts.append(f"{model._meta.verbose_name} {count}")
    return "、".join(counts) or "没有"


def judged(seat: Seat) -> Any:
    """The pairs that were found to be two people, the latest first."""
    return NotSame.objects.visible_to(seat).for_list()
