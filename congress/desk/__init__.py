"""What the subjects put on the workbench and into the navigation."""

from congress.desk import ballots, sessions

__all__ = ["ballots", "sessions"]
