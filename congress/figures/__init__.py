"""Numbers that are offered, each with the rows behind it; one module a subject."""

from congress.figures import aftermath, between, delegates, disclosure, sessions

__all__ = ["aftermath", "between", "delegates", "disclosure", "sessions"]
