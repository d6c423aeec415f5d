"""Tables of the congress: who was elected, who met, how was voted, what was resolved."""

from congress.models.agenda import AgendaItem
from congress.models.attendance import HeadCount, Leave, LeaveState, head_count, roll_at
from congress.models.ballot_counts import BallotCount
from congress.models.ballots import (
    Ballot,
    BallotItem,
    BallotState,
    Elector,
    OpenVote,
    Turnout,
    Urn,
)
from congress.models.between import DelegateActivity, DelegateTraining, JointMeeting
from congress.models.delegates import Constituency, Delegate, Delegation
from congress.models.disclosure import Disclosure, DisclosureState
from congress.models.disclosure_duties import DisclosureDuty, DisclosureYear
from congress.models.disclosure_parts import (
    DisclosureFile,
    DisclosureQuestion,
    DisclosureReading,
    DisclosureTable,
)
from congress.models.initiatives import Initiative, InitiativeSignature, InitiativeState
from congress.models.materials import PaperComment, PaperFile, PaperReceipt, SessionPaper
from congress.models.preparation import DiscussionRecord, Milestone
from congress.models.publications import Objection, Publication
from congress.models.records import MinutesVersion, SessionMinutes, SessionReport
from congress.models.resolutions import Resolution
from congress.models.roll import RollEntry
from congress.models.sessions import Session, State
from congress.models.sittings import Presence, SessionOffice, Sitting, SittingState
from congress.models.tasks import ResolutionTask
from congress.models.terms import CongressTerm, Series

__all__ = [
    "AgendaItem",
    "Ballot",
    "BallotCount",
    "BallotItem",
    "BallotState",
    "CongressTerm",
    "Constituency",
    "Delegate",
    "DelegateActivity",
    "DelegateTraining",
    "Delegation",
    "Disclosure",
    "DisclosureDuty",
    "DisclosureFile",
    "DisclosureQuestion",
    "DisclosureReading",
    "DisclosureState",
    "DisclosureTable",
    "DisclosureYear",
    "DiscussionRecord",
    "Elector",
    "HeadCount",
    "Initiative",
    "InitiativeSignature",
    "InitiativeState",
    "JointMeeting",
    "Leave",
    "LeaveState",
    "Milestone",
    "MinutesVersion",
    "Objection",
    "OpenVote",
    "PaperComment",
    "PaperFile",
    "PaperReceipt",
    "Presence",
    "Publication",
    "Resolution",
    "ResolutionTask",
    "RollEntry",
    "Series",
    "Session",
    "SessionMinutes",
    "SessionOffice",
    "SessionPaper",
    "SessionReport",
    "Sitting",
    "SittingState",
    "State",
    "Turnout",
    "Urn",
    "head_count",
    "roll_at",
]
