"""What the subjects put on the workbench and into the navigation."""

from members.desk import roster

__all__ = ["roster"]
