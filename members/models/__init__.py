"""Tables of people and their groups: the roster, the imports that fill it, slips for accounts."""

from members.models.groups import UnionGroup
from members.models.history import Disclosure, EventKind, MembershipEvent
from members.models.imports import RosterImport
from members.models.people import Member
from members.models.register import Unit, UnitCount, UnitEvent, UnitEventKind
from members.models.register_work import RegisterImport, RegisterTask
from members.models.slips import Slip, SlipSheet

__all__ = [
    "Disclosure",
    "EventKind",
    "Member",
    "MembershipEvent",
    "RegisterImport",
    "RegisterTask",
    "RosterImport",
    "Slip",
    "SlipSheet",
    "UnionGroup",
    "Unit",
    "UnitCount",
    "UnitEvent",
    "UnitEventKind",
]
