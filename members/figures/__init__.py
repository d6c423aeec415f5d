"""Numbers that are offered, each with the rows behind it; one module a subject."""

from members.figures import membership, roster

__all__ = ["membership", "roster"]
