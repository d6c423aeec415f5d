"""Numbers that are offered, each with the rows behind it; one module a subject."""

from congress.figures import delegates, sessions

__all__ = ["delegates", "sessions"]
