"""What the subjects put on the workbench and into the navigation."""

from members.desk import membership, roster

__all__ = ["membership", "roster"]
