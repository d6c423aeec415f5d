"""The norms by which a session is prepared, as they hold for one union on one day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Self

from union_site.models import Union
from union_site.norms import InForce, NormMissing, all_in_force

ORDER_32 = "《学校教职工代表大会规定》（教育部令第32号）"


@dataclass(frozen=True)
class Preparing:
    """How early papers go out, how soon a report follows, how a presidium is made up."""

    papers_days: InForce
    report_days: InForce
    archive_days: InForce
    lead_days: InForce
    presidium_size: InForce
    teacher_share: InForce
    frontline_share: InForce

    @classmethod
    def in_force(cls, *, union: Union, on: datetime.date) -> Self:
        """One query. Raises NormMissing."""
        found = {row.key: row for row in all_in_force(union=union, on=on)}
        try:
            return cls(
                papers_days=found["congress.papers_days"],
                report_days=found["congress.report_working_days"],
                archive_days=found["congress.archive_days"],
                lead_days=found["congress.preparation_days"],
                presidium_size=found["congress.presidium_size"],
                teacher_share=found["congress.presidium_teacher_share"],
                frontline_share=found["congress.presidium_frontline_share"],
            )
        except KeyError as missing:
            raise NormMissing(f"{missing}: {union.code} {on:%Y-%m-%d}") from missing
