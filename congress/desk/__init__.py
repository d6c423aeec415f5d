"""What the subjects put on the workbench and into the navigation."""

from congress.desk import preparation, sessions

__all__ = ["preparation", "sessions"]
