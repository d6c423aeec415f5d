"""Numbers that are offered, each with the rows behind it; one module a subject."""

from members.figures import dues, honours, membership, organisation, pledges, register, roster

__all__ = ["dues", "honours", "membership", "organisation", "pledges", "register", "roster"]
