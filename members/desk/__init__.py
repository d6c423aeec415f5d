"""What the subjects put on the workbench and into the navigation."""

from members.desk import honours, membership, personal, register, roster

__all__ = ["honours", "membership", "personal", "register", "roster"]
