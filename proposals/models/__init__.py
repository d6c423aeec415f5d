"""Tables of the proposal box: micro-proposals, formal proposals, and what becomes of them."""

from proposals.models.boxes import ProposalBox
from proposals.models.committee import heads_committee, rank_on_committee, sits_on_committee
from proposals.models.handling import CoUnit, Rating, Reply, Satisfaction
from proposals.models.micro import VALID_STATES, MicroProposal, MicroState, characters, next_serial
from proposals.models.proposals import (
    ANSWERED,
    HANDED_OUT,
    IN_HANDLING,
    IN_SCREENING,
    UNSENT,
    WITH_DEPARTMENT,
    Category,
    Outcome,
    Proposal,
    ProposalState,
    ProposerKind,
    Publicity,
)
from proposals.models.results import Meaning, ResultClass
from proposals.models.screening import Advice
from proposals.models.seconders import Seconder, SeconderState
from proposals.models.similar import IndexedText, Shingle

__all__ = [
    "ANSWERED",
    "HANDED_OUT",
    "IN_HANDLING",
    "IN_SCREENING",
    "UNSENT",
    "VALID_STATES",
    "WITH_DEPARTMENT",
    "Advice",
    "Category",
    "CoUnit",
    "IndexedText",
    "Meaning",
    "MicroProposal",
    "MicroState",
    "Outcome",
    "Proposal",
    "ProposalBox",
    "ProposalState",
    "ProposerKind",
    "Publicity",
    "Rating",
    "Reply",
    "ResultClass",
    "Satisfaction",
    "Seconder",
    "SeconderState",
    "Shingle",
    "characters",
    "heads_committee",
    "next_serial",
    "rank_on_committee",
    "sits_on_committee",
]
