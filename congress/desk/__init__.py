"""What the subjects put on the workbench and into the navigation."""

from congress.desk import delegates, preparation, sessions, terms

__all__ = ["delegates", "preparation", "sessions", "terms"]
