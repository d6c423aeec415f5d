"""Demonstration data of the proposal box: one module a subject, in this order."""

from proposals.demo import (
    awards,
    formal,
    handling,
    meetings,
    micro,
    public,
    rating,
    screening,
    similar,
    writing,
)
from union_site.demo import Stage


def load(stage: Stage) -> None:
    """Brings what is missing; what is there already stays as it is."""
    for subject in (
        micro,
        meetings,
        formal,
        writing,
        screening,
        handling,
        rating,
        public,
        awards,
        similar,
    ):
        subject.load(stage)
