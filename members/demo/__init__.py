"""Demonstration data of people and organisations: one module a subject, in this order."""

from members.demo import (
    dues,
    duplicates,
    honours,
    membership,
    organisation,
    personal,
    register,
    roster,
)
from union_site.demo import Stage


def load(stage: Stage) -> None:
    """Brings what is missing; what is there already stays as it is."""
    for subject in (
        roster,
        duplicates,
        membership,
        organisation,
        register,
        dues,
        honours,
        personal,
    ):
        subject.load(stage)
