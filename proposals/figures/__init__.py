"""Numbers of the proposal box for reports, one module a subject."""

from proposals.figures import formal, micro

__all__ = ["formal", "micro"]
