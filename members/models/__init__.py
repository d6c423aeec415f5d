"""Tables of people and their groups: the roster, the imports that fill it, slips for accounts."""

from members.models.code_maps import CodeMap
from members.models.groups import UnionGroup
from members.models.history import Disclosure, EventKind, MembershipEvent
from members.models.imports import RosterImport
from members.models.people import Member
from members.models.slips import Slip, SlipSheet

__all__ = [
    "CodeMap",
    "Disclosure",
    "EventKind",
    "Member",
    "MembershipEvent",
    "RosterImport",
    "Slip",
    "SlipSheet",
    "UnionGroup",
]
