"""Numbers that are offered, each with the rows behind it; one module a subject."""

from congress.figures import aftermath, sessions

__all__ = ["aftermath", "sessions"]
