"""What the subjects put on the workbench and into the navigation."""

from members.desk import duplicates, honours, membership, organisation, personal, register, roster

__all__ = ["duplicates", "honours", "membership", "organisation", "personal", "register", "roster"]
