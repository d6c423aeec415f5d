"""Tables of the congress: who was elected, who met, how was voted, what was resolved."""

from congress.models.agenda import AgendaItem
from congress.models.ballots import (
    Ballot,
    BallotCount,
    BallotItem,
    BallotState,
    Elector,
    OpenVote,
    Turnout,
    Urn,
)
from congress.models.delegates import Constituency, Delegate, Delegation
from congress.models.disclosure import Disclosure, DisclosureState
from congress.models.disclosure_duties import DisclosureDuty, DisclosureYear
from congress.models.disclosure_parts import (
    DisclosureFile,
    DisclosureQuestion,
    DisclosureReading,
    DisclosureTable,
)
from congress.models.resolutions import Resolution
from congress.models.roll import RollEntry
from congress.models.sessions import Session, State
from congress.models.sittings import Presence, SessionOffice, Sitting, SittingState
from congress.models.terms import CongressTerm

__all__ = [
    "AgendaItem",
    "Ballot",
    "BallotCount",
    "BallotItem",
    "BallotState",
    "CongressTerm",
    "Constituency",
    "Delegate",
    "Delegation",
    "Disclosure",
    "DisclosureDuty",
    "DisclosureFile",
    "DisclosureQuestion",
    "DisclosureReading",
    "DisclosureState",
    "DisclosureTable",
    "DisclosureYear",
    "Elector",
    "OpenVote",
    "Presence",
    "Resolution",
    "RollEntry",
    "Session",
    "SessionOffice",
    "Sitting",
    "SittingState",
    "State",
    "Turnout",
    "Urn",
]
