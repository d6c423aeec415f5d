"""What the subjects put on the workbench and into the navigation."""

from congress.desk import attendance, sessions

__all__ = ["attendance", "sessions"]
