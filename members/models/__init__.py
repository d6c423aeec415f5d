"""Tables of people and their groups: the roster, the imports that fill it, slips for accounts."""

from members.models.corrections import Correction, CorrectionState
from members.models.groups import UnionGroup
from members.models.history import Disclosure, EventKind, MembershipEvent
from members.models.imports import RosterImport
from members.models.people import Member
from members.models.pledges import Pledge, PledgeSignature, PledgeState
from members.models.privacy import NoticeAcceptance, PrivacyNotice
from members.models.slips import Slip, SlipSheet

__all__ = [
    "Correction",
    "CorrectionState",
    "Disclosure",
    "EventKind",
    "Member",
    "MembershipEvent",
    "NoticeAcceptance",
    "Pledge",
    "PledgeSignature",
    "PledgeState",
    "PrivacyNotice",
    "RosterImport",
    "Slip",
    "SlipSheet",
    "UnionGroup",
]
