"""What the subjects put on the workbench and into the navigation."""

from congress.desk import sessions

__all__ = ["sessions"]
