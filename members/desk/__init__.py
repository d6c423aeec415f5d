"""What the subjects put on the workbench and into the navigation."""

from members.desk import register, roster

__all__ = ["register", "roster"]
