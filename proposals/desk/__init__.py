"""What the subjects put on the workbench and into the navigation."""

from proposals.desk import micro, screening

__all__ = ["micro", "screening"]
