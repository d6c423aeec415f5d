"""Numbers that are offered, each with the rows behind it; one module a subject."""

from members.figures import honours, membership, pledges, register, roster

__all__ = ["honours", "membership", "pledges", "register", "roster"]
