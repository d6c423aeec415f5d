"""What the subjects put on the workbench and into the navigation."""

from members.desk import (
    dues,
    duplicates,
    honours,
    membership,
    organisation,
    personal,
    register,
    roster,
)

__all__ = [
    "dues",
    "duplicates",
    "honours",
    "membership",
    "organisation",
    "personal",
    "register",
    "roster",
]
