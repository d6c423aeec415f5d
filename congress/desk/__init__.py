"""What the subjects put on the workbench and into the navigation."""

from congress.desk import attendance, delegates, preparation, sessions, terms

__all__ = ["attendance", "delegates", "preparation", "sessions", "terms"]
