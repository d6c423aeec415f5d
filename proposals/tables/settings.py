"""What the settings page shows: the list of result classes, the norms that are in force."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from proposals.checks.numbering import number_of, pattern_findings
from proposals.models import Proposal, Reply, ResultClass
from union_site.findings import Finding
from union_site.models import Seat
from union_site.norms import InForce, all_in_force

PATTERNS = ("proposals.number_pattern", "proposals.opinion_pattern")


@dataclass(frozen=True)
class Pattern:
    """A pattern of numbers with an example of what it makes, or what is wrong with it."""

    norm: InForce
    example: str
    findings: list[Finding]


def result_classes(seat: Seat) -> Any:
    """In their order, each with `is_used`: whether a reply was counted by it."""
    counted = Proposal.objects.filter(result=OuterRef("pk"))
    replied = Reply.objects.filter(result=OuterRef("pk"))
    rows = ResultClass.objects.visible_to(seat).for_list()
    return rows.annotate(is_used=Exists(counted) | Exists(replied))


def norms_in_force(seat: Seat, today: datetime.date) -> list[InForce]:
    found = all_in_force(union=seat.union, on=today)
    return [row for row in found if row.key.startswith("proposals.")]


def patterns(norms: list[InForce], today: datetime.date) -> list[Pattern]:
    return [_pattern(row, today) for row in norms if row.key in PATTERNS]


def _pattern(row: InForce, today: datetime.date) -> Pattern:
    found = pattern_findings(row)
    example = (
        "" if found else number_of(str(row.value), year=today.year, term=5, session=2, serial=7)
    )
    return Pattern(row, example, found)
