"""Numbers of the proposal box for reports, one module a subject."""

from proposals.figures import meetings, micro

__all__ = ["meetings", "micro"]
