"""What the subjects put on the workbench and into the navigation."""

from members.desk import honours, register, roster

__all__ = ["honours", "register", "roster"]
