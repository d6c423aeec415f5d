"""What the subjects put on the workbench and into the navigation."""

from proposals.desk import micro, screening, writing

__all__ = ["micro", "screening", "writing"]
