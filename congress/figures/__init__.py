"""Numbers that are offered, each with the rows behind it; one module a subject."""

from congress.figures import disclosure, sessions

__all__ = ["disclosure", "sessions"]
