"""Tables of people and their groups: the roster, the imports that fill it, slips for accounts."""

from members.models.groups import GroupHead, UnionGroup
from members.models.history import Disclosure, EventKind, MembershipEvent
from members.models.imports import RosterImport
from members.models.letters import AppointmentLetter, LetterSeries
from members.models.organisation import Body, BodyTerm, Post
from members.models.people import Member
from members.models.slips import Slip, SlipSheet

__all__ = [
    "AppointmentLetter",
    "Body",
    "BodyTerm",
    "Disclosure",
    "EventKind",
    "GroupHead",
    "LetterSeries",
    "Member",
    "MembershipEvent",
    "Post",
    "RosterImport",
    "Slip",
    "SlipSheet",
    "UnionGroup",
]
