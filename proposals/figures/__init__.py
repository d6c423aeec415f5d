"""Numbers of the proposal box for reports, one module a subject."""

from proposals.figures import formal, meetings, micro

__all__ = ["formal", "meetings", "micro"]
