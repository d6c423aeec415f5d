"""What the subjects put on the workbench and into the navigation."""

from members.desk import duplicates, roster

__all__ = ["duplicates", "roster"]
