"""What the subjects put on the workbench and into the navigation."""

from proposals.desk import micro, public

__all__ = ["micro", "public"]
