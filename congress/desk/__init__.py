"""What the subjects put on the workbench and into the navigation."""

from congress.desk import (
    aftermath,
    attendance,
    ballots,
    delegates,
    disclosure,
    preparation,
    sessions,
    terms,
)

__all__ = [
    "aftermath",
    "attendance",
    "ballots",
    "delegates",
    "disclosure",
    "preparation",
    "sessions",
    "terms",
]
