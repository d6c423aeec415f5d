"""What the subjects put on the workbench and into the navigation."""

from congress.desk import disclosure, sessions

__all__ = ["disclosure", "sessions"]
