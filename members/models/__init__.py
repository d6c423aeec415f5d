"""Tables of people and their groups: the roster, the imports that fill it, slips for accounts."""

from members.models.duplicates import NotSame
from members.models.groups import UnionGroup
from members.models.history import Disclosure, EventKind, MembershipEvent
from members.models.imports import HeadingMemory, RosterImport
from members.models.people import Member
from members.models.slips import Slip, SlipSheet

__all__ = [
    "Disclosure",
    "EventKind",
    "HeadingMemory",
    "Member",
    "MembershipEvent",
    "NotSame",
    "RosterImport",
    "Slip",
    "SlipSheet",
    "UnionGroup",
]
