"""Demonstration data of the proposal box: one module a subject, in this order."""

from proposals.demo import formal, micro, similar
from union_site.demo import Stage


def load(stage: Stage) -> None:
    """Brings what is missing; what is there already stays as it is."""
    for subject in (micro, formal, similar):
        subject.load(stage)
