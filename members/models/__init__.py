"""Tables of people and their groups: the roster, the imports that fill it, slips for accounts."""

from members.models.dues import (
    BaseImport,
    DuesAccount,
    DuesPayment,
    DuesYear,
    Truncation,
)
from members.models.groups import UnionGroup
from members.models.history import Disclosure, EventKind, MembershipEvent
from members.models.imports import RosterImport
from members.models.people import Member
from members.models.slips import Slip, SlipSheet

__all__ = [
    "BaseImport",
    "Disclosure",
    "DuesAccount",
    "DuesPayment",
    "DuesYear",
    "EventKind",
    "Member",
    "MembershipEvent",
    "RosterImport",
    "Slip",
    "SlipSheet",
    "Truncation",
    "UnionGroup",
]
