"""Numbers that are offered, each with the rows behind it; one module a subject."""

from congress.figures import between, delegates, disclosure, sessions

__all__ = ["between", "delegates", "disclosure", "sessions"]
