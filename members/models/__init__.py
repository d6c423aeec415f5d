"""Tables of people and their groups: the roster, the imports that fill it, slips for accounts."""

from members.models.applications import Application, JoinAddress
from members.models.award_holders import AwardEvidence, AwardHolder
from members.models.award_imports import AwardImport
from members.models.awards import Award
from members.models.code_maps import CodeMap
from members.models.corrections import Correction, CorrectionState
from members.models.dues import BaseImport, DuesAccount, DuesPayment, DuesYear, Truncation
from members.models.duplicates import NotSame
from members.models.groups import GroupHead, UnionGroup
from members.models.history import Disclosure, EventKind, MembershipEvent
from members.models.honour_titles import HonourTitle
from members.models.imports import HeadingMemory, RosterImport
from members.models.letters import AppointmentLetter, LetterSeries
from members.models.organisation import Body, BodyTerm, Post
from members.models.people import Member
from members.models.pledges import Pledge, PledgeSignature, PledgeState
from members.models.privacy import NoticeAcceptance, PrivacyNotice
from members.models.register import Unit, UnitCount, UnitEvent, UnitEventKind
from members.models.register_work import RegisterImport, RegisterTask
from members.models.selections import Nominee, Selection
from members.models.slips import Slip, SlipSheet
from members.models.transfers import Transfer, TransferRequest

__all__ = [
    "Application",
    "AppointmentLetter",
    "Award",
    "AwardEvidence",
    "AwardHolder",
    "AwardImport",
    "BaseImport",
    "Body",
    "BodyTerm",
    "CodeMap",
    "Correction",
    "CorrectionState",
    "Disclosure",
    "DuesAccount",
    "DuesPayment",
    "DuesYear",
    "EventKind",
    "GroupHead",
    "HeadingMemory",
    "HonourTitle",
    "JoinAddress",
    "LetterSeries",
    "Member",
    "MembershipEvent",
    "Nominee",
    "NotSame",
    "NoticeAcceptance",
    "Pledge",
    "PledgeSignature",
    "PledgeState",
    "Post",
    "PrivacyNotice",
    "RegisterImport",
    "RegisterTask",
    "RosterImport",
    "Selection",
    "Slip",
    "SlipSheet",
    "Transfer",
    "TransferRequest",
    "Truncation",
    "UnionGroup",
    "Unit",
    "UnitCount",
    "UnitEvent",
    "UnitEventKind",
]
