"""How members are found and put in order: keyed hashes, what a search may mean, orders."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, F, Q
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from union_site import idcards
from union_site.encryption import keyed_hash
from union_site.lookups import Begins

CharField.register_lookup(Begins)

ID_PURPOSE = "members.id_number"
ID_TAIL_PURPOSE = "members.id_tail"
BANK_CARD_PURPOSE = "members.bank_card"
CARD_NUMBER = re.compile(r"[0-9]{12,19}")
SHORTEST_DOCUMENT = 5  # a passport

ORDERS: dict[str, tuple[Any, ...]] = {
    "pinyin": ("pinyin_order", "pk"),
    "strokes": ("stroke_order", "pk"),
    "group": (
        # Databases differ in where they put those without a group.
        F("group__order").asc(nulls_last=True),
        F("group__name").asc(nulls_last=True),
        "pinyin_order",
        "pk",
    ),
    "age": ("birth_date", "pk"),
    "joined": (F("joined_union_on").desc(nulls_last=True), "pk"),
}
# An index that answers how a text begins on PostgreSQL, whatever its locale.
BEGINS = ["int8_ops", "varchar_pattern_ops"]


def id_hash(number: str) -> str:
    """What an ID number is found by; "" for none."""
    return keyed_hash(number, ID_PURPOSE) if number else ""


def id_tail_hash(number: str) -> str:
    """What the last four characters are found by."""
    return keyed_hash(number[-4:], ID_TAIL_PURPOSE) if number else ""


def bank_card_hash(number: str) -> str:
    """What a bank card is found by; "" for none."""
    return keyed_hash(number, BANK_CARD_PURPOSE) if number else ""


def card_number(typed: str) -> str:
    """A bank card's number without the spaces and dashes that people write."""
    return re.sub(r"[\s\-‐‑–—]+", "", unicodedata.normalize("NFKC", typed))


def meanings(key: str, typed: str) -> Iterator[Q]:
    """What a search may mean, `key` being `typed` as the keys are written; an index holds what
    each of them looks at.
    """
    if not key.isascii():
        yield Q(name__contains=key)
        return
    yield Q(Exact(Upper("staff_no"), key.upper()))
    if key.isdigit():
        yield Q(mobile__begins=key)
    else:
        yield from (Q(pinyin__begins=key), Q(initials__begins=key))
    if len(key) == 4:
        yield from (Q(id_tail_hash=id_tail_hash(key.upper())), Q(mobile__endswith=key))
    if len(key) >= SHORTEST_DOCUMENT:
        number = idcards.normalise(typed)
        older = {idcards.to_18(number)} if re.fullmatch(r"[0-9]{15}", number) else set()
        yield Q(id_hash__in={id_hash(one) for one in {number, *older}})
    if CARD_NUMBER.fullmatch(number := card_number(typed)):
        yield Q(bank_card_hash=bank_card_hash(number))
