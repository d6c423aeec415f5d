"""Numbers that are offered, each with the rows behind it; one module a subject."""

from members.figures import dues, roster

__all__ = ["dues", "roster"]
