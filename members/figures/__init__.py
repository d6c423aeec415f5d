"""Numbers that are offered, each with the rows behind it; one module a subject."""

from members.figures import register, roster

__all__ = ["register", "roster"]
