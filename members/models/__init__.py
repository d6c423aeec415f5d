"""Tables of people and their groups: the roster, the imports that fill it, slips for accounts."""

from members.models.applications import Application, JoinAddress
from members.models.groups import UnionGroup
from members.models.history import Disclosure, EventKind, MembershipEvent
from members.models.imports import RosterImport
from members.models.people import Member
from members.models.slips import Slip, SlipSheet
from members.models.transfers import Transfer, TransferRequest

__all__ = [
    "Application",
    "Disclosure",
    "EventKind",
    "JoinAddress",
    "Member",
    "MembershipEvent",
    "RosterImport",
    "Slip",
    "SlipSheet",
    "Transfer",
    "TransferRequest",
    "UnionGroup",
]
