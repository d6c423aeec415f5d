"""Tables of the congress: who was elected, who met, how was voted, what was resolved."""

from congress.models.agenda import AgendaItem
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
from congress.models.delegates import Constituency, Delegate, Delegation
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
