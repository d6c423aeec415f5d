"""The norms of electing and composing the delegates, as they hold for one union on one day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Self

from union_site.models import Union
from union_site.norms import InForce, NormMissing, all_in_force


@dataclass(frozen=True)
class DelegateRules:
    """What a province alone sets is None elsewhere."""

    threshold: InForce
    teachers: InForce
    leaders: InForce
    women_gap: InForce
    young_age: InForce
    share: InForce
    turnout: InForce
    election: InForce
    recall: InForce
    base: InForce | None
    step: InForce | None
    large: InForce | None

    @classmethod
    def in_force(cls, *, union: Union, on: datetime.date) -> Self:
        """One query. Raises NormMissing."""
        found = {row.key: row for row in all_in_force(union=union, on=on)}
        try:
            return cls(
                threshold=found["congress.threshold"],
                teachers=found["congress.teacher_share"],
                leaders=found["congress.leader_share"],
                women_gap=found["congress.women_gap"],
                young_age=found["congress.young_age"],
                share=found["congress.delegate_share"],
                turnout=found["congress.turnout_share"],
                election=found["congress.election_share"],
                recall=found["congress.recall_share"],
                base=found.get("congress.delegates_base"),
                step=found.get("congress.delegates_step"),
                large=found.get("congress.delegates_large"),
            )
        except KeyError as missing:
            raise NormMissing(f"{missing}: {union.code} {on:%Y-%m-%d}") from missing
