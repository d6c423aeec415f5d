"""Numbers of the proposal box for reports, one module a subject."""

from proposals.figures import micro

__all__ = ["micro"]
