"""Demonstration data of the congress: one module a subject, in this order."""

from congress.demo import (
    aftermath,
    attendance,
    ballots,
    delegates,
    disclosure,
    elections,
    preparation,
    sessions,
    sittings,
    terms,
)
from union_site.demo import Stage


def load(stage: Stage) -> None:
    """Brings what is missing; what is there already stays as it is."""
    for subject in (
        sessions,
        delegates,
        terms,
        preparation,
        sittings,
        attendance,
        ballots,
        elections,
        aftermath,
        disclosure,
    ):
        subject.load(stage)
