"""The norms of the congress on one day, and shares of a whole number of people."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from congress.models import Series
from union_site.models import Union
from union_site.norms import InForce, NormMissing, all_in_force

KEYS = {
    "quorum": "quorum_share",
    "adoption": "adoption_share",
    "yearly": "sessions_per_school_year",
    "initiative": "initiative_share",
    "threshold": "threshold",
    "term_years": "term_years",
    "renewal_months": "renewal_notice_months",
}
_SHARES = ("quorum", "adoption", "initiative", "term_years")
# Which norms a series has of its own, and the word that marks their keys.
OWN_NORMS: dict[Series, tuple[str, tuple[str, ...]]] = {
    Series.STAFF: ("", ()),
    Series.UNION: ("union_", (*_SHARES, "yearly", "threshold")),
    Series.COMMITTEE: ("plenary_", _SHARES),
    Series.OTHER: ("plenary_", _SHARES),
}


@dataclass(frozen=True)
class Rules:
    """The norms of one series of meetings as they hold for one union on one day.

    Order 32 speaks of the staff congress alone; the union's own congress and the committee have
    norms of their own. A joint session goes by the rules of the staff congress.
    """

    quorum: InForce
    adoption: InForce
    yearly: InForce
    initiative: InForce
    threshold: InForce
    term_years: InForce
    renewal_months: InForce

    # Only where a local rule sets one: how many years a re-election may wait.
    overrun: InForce | None = None

    @classmethod
    def in_force(cls, *, union: Union, on: datetime.date, series: str = Series.STAFF) -> Self:
        """One query. Raises NormMissing."""
        found = {row.key: row for row in all_in_force(union=union, on=on)}
        own = OWN_NORMS[Series(series)]
        try:
            named = {name: found[_key(name, own)] for name in KEYS}
        except KeyError as missing:
            raise NormMissing(f"{missing}: {union.code} {on:%Y-%m-%d}") from missing
        return cls(**named, overrun=found.get("congress.overrun_years"))


def _key(name: str, own: tuple[str, tuple[str, ...]]) -> str:
    mark, names = own
    return f"congress.{mark if name in names else ''}{KEYS[name]}"


def share_of(rule: InForce) -> Fraction:
    """A share as the norm writes it: [2, 3], or "0.5"."""
    return Fraction(*rule.value) if isinstance(rule.value, list) else Fraction(str(rule.value))


def at_least(n: int, share: Fraction) -> int:
    """The least whole number that is not below the share of n: ceil(n · share)."""
    return -(-n * share.numerator // share.denominator)


def more_than(n: int, share: Fraction) -> int:
    """The least whole number above the share of n: of 80 more than a half is 41, not 40."""
    return n * share.numerator // share.denominator + 1
