"""Demonstration data of the congress: one module a subject, in this order."""

from congress.demo import aftermath, delegates, sessions, sittings
from union_site.demo import Stage


def load(stage: Stage) -> None:
    """Brings what is missing; what is there already stays as it is."""
    for subject in (sessions, delegates, sittings, aftermath):
        subject.load(stage)
