"""Demonstration data of the proposal box: one module a subject, in this order."""

from proposals.demo import formal, meetings, micro
from union_site.demo import Stage


def load(stage: Stage) -> None:
    """Brings what is missing; what is there already stays as it is."""
    for subject in (micro, meetings, formal):
        subject.load(stage)
