"""Numbers that are offered, each with the rows behind it; one module a subject."""

from members.figures import pledges, roster

__all__ = ["pledges", "roster"]
