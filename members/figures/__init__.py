"""Numbers that are offered, each with the rows behind it; one module a subject."""

from members.figures import organisation, roster

__all__ = ["organisation", "roster"]
