"""What the subjects put on the workbench and into the navigation."""

from congress.desk import sessions, terms

__all__ = ["sessions", "terms"]
