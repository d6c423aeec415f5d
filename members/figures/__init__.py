"""Numbers that are offered, each with the rows behind it; one module a subject."""

from members.figures import honours, register, roster

__all__ = ["honours", "register", "roster"]
