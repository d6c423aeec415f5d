"""How members are found and put in order: keyed hashes, what a search may mean, orders."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db.models import CharField, F, Q

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


def found_by(key: str, typed: str) -> Q:
    """What a text without Chinese characters may mean; an index answers each of them, save for
    the end of a mobile number.
    """
    numbers = {key, key.upper(), typed.strip()}
    found = Q(staff_no__in=numbers)
    if not key.isdigit():
        found |= Q(pinyin__begins=key) | Q(initials__begins=key)
    else:
        found |= Q(mobile__begins=key)
    if len(key) == 4:
        found |= Q(id_tail_hash=id_tail_hash(key.upper())) | Q(mobile__endswith=key)
    if len(key) >= SHORTEST_DOCUMENT:
        number = idcards.normalise(typed)
        either = {number, idcards.to_18(number)} if re.fullmatch(r"\d{15}", number) else {number}
        found |= Q(id_hash__in=[id_hash(one) for one in either])
    if CARD_NUMBER.fullmatch(number := card_number(typed)):
        found |= Q(bank_card_hash=bank_card_hash(number))
    return found
