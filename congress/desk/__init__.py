"""What the subjects put on the workbench and into the navigation."""

from congress.desk import aftermath, sessions

__all__ = ["aftermath", "sessions"]
