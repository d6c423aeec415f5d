"""What the subjects put on the workbench and into the navigation."""

from proposals.desk import handling, micro, public, rating, screening, writing

__all__ = ["handling", "micro", "public", "rating", "screening", "writing"]
