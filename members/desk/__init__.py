"""What the subjects put on the workbench and into the navigation."""

from members.desk import dues, roster

__all__ = ["dues", "roster"]
