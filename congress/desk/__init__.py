"""What the subjects put on the workbench and into the navigation."""

from congress.desk import delegates, sessions, terms

__all__ = ["delegates", "sessions", "terms"]
