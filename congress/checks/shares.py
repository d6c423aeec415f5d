"""The norms of the congress on one day, and shares of a whole number of people."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from union_site.models import Union
from union_site.norms import InForce, NormMissing, all_in_force


@dataclass(frozen=True)
class Rules:
    """The norms of the congress as they hold for one union on one day."""

    quorum: InForce
    adoption: InForce
    yearly: InForce
    initiative: InForce
    threshold: InForce
    term_years: InForce
    renewal_months: InForce

    @classmethod
    def in_force(cls, *, union: Union, on: datetime.date) -> Self:
        """One query. Raises NormMissing."""
        found = {row.key: row for row in all_in_force(union=union, on=on)}
        try:
            return cls(
                quorum=found["congress.quorum_share"],
                adoption=found["congress.adoption_share"],
                yearly=found["congress.sessions_per_school_year"],
                initiative=found["congress.initiative_share"],
                threshold=found["congress.threshold"],
                term_years=found["congress.term_years"],
                renewal_months=found["congress.renewal_notice_months"],
            )
        except KeyError as missing:
            raise NormMissing(f"{missing}: {union.code} {on:%Y-%m-%d}") from missing


def share_of(rule: InForce) -> Fraction:
    """A share as the norm writes it: [2, 3], or "0.5"."""
    return Fraction(*rule.value) if isinstance(rule.value, list) else Fraction(str(rule.value))


def at_least(n: int, share: Fraction) -> int:
    """The least whole number that is not below the share of n: ceil(n · share)."""
    return -(-n * share.numerator // share.denominator)


def more_than(n: int, share: Fraction) -> int:
    """The least whole number above the share of n: of 80 more than a half is 41, not 40."""
    return n * share.numerator // share.denominator + 1
