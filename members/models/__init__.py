"""Tables of people and their groups: the roster, and the imports that fill it."""

from members.models.groups import UnionGroup
from members.models.imports import RosterImport
from members.models.people import Member

__all__ = ["Member", "RosterImport", "UnionGroup"]
