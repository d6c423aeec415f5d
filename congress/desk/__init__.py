"""What the subjects put on the workbench and into the navigation."""

from congress.desk import attendance, ballots, delegates, disclosure, preparation, sessions, terms

__all__ = ["attendance", "ballots", "delegates", "disclosure", "preparation", "sessions", "terms"]
