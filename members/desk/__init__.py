"""What the subjects put on the workbench and into the navigation."""

from members.desk import personal, roster

__all__ = ["personal", "roster"]
