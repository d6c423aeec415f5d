"""Masking: what of a personal value a reader of this role gets to see. One function decides."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from union_site.collation import split_surname

HIDDEN = "—"


class Personal(enum.StrEnum):
    """Kinds of values that are masked."""

    NAME = "name"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"
    ADDRESS = "address"


class Sight(enum.Enum):
    FULL = "full"
    MASKED = "masked"
    NONE = "none"


# Names are how colleagues address each other; everything else stays masked for them.
_NAMES_IN_FULL = {"chair", "officer", "auditor", "leader", "handler", "member"}
# Who calls a member up needs the number; nobody else does.
_MOBILES_IN_FULL = {"chair", "officer"}


def sight(
    kind: Personal, *, roles: Iterable[str], is_self: bool = False, is_disclosed: bool = False
) -> Sight:
    """How much a reader sees (PIPL arts 6, 28, 51).

    `is_self`: the value is the reader's own. `is_disclosed`: the reader gave a reason that was
    recorded in the audit trail just now; only a chair can.
    """
    held = set(roles)
    if is_self or (is_disclosed and "chair" in held):
        return Sight.FULL
    if kind == Personal.NAME and held & _NAMES_IN_FULL:
        return Sight.FULL
    if kind == Personal.MOBILE and held & _MOBILES_IN_FULL:
        return Sight.FULL
    if not held or held == {"district"}:
        return Sight.NONE
    return Sight.MASKED


def mask(
    value: str,
    kind: Personal,
    *,
    roles: Iterable[str],
    is_self: bool = False,
    is_disclosed: bool = False,
) -> str:
    """The value as this reader may see it; a dash where nothing may be seen."""
    if not value:
        return ""
    seen = sight(kind, roles=roles, is_self=is_self, is_disclosed=is_disclosed)
    if seen is Sight.FULL:
        return value
    return covered(value, kind) if seen is Sight.MASKED else HIDDEN


def covered(value: str, kind: Personal) -> str:
    """The masked form, whoever reads: `3301**********1234`, `138****1234`, `张*丰`."""
    if kind == Personal.NAME:
        return _cover_name(value)
    if kind == Personal.ADDRESS:
        return value[:6] + "…" if len(value) > 6 else "…"
    head, tail = {
        Personal.ID_NUMBER: (4, 4),
        Personal.MOBILE: (3, 4),
        Personal.BANK_CARD: (0, 4),
    }[kind]
    if len(value) < head + tail + 4:
        # A short document number would be given away by its ends.
        head, tail = (min(head, 1), 1) if len(value) > 3 else (0, 0)
    return value[:head] + "*" * (len(value) - head - tail) + value[len(value) - tail :]


def _cover_name(name: str) -> str:
    surname, given = split_surname(name)
    if not given:
        return name[:1] + "*"
    if len(surname) == 1 and len(given) > 1:
        return surname + "*" * (len(given) - 1) + given[-1]
    return surname + "*"
