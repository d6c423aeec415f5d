"""What the subjects put on the workbench and into the navigation."""

from members.desk import organisation, roster

__all__ = ["organisation", "roster"]
