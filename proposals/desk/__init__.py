"""What the subjects put on the workbench and into the navigation."""

from proposals.desk import micro, rating

__all__ = ["micro", "rating"]
