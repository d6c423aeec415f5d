"""Tables of the proposal box: micro-proposals, formal proposals, and what becomes of them."""

from proposals.models.boxes import ProposalBox
from proposals.models.collecting import Collection
from proposals.models.committee import heads_committee, rank_on_committee, sits_on_committee
from proposals.models.files import ProposalFile
from proposals.models.handling import CoUnit, Rating, Reply, Satisfaction
from proposals.models.micro import VALID_STATES, MicroProposal, MicroState, characters, next_serial
from proposals.models.proposals import Proposal
from proposals.models.reasons import ReasonClass
from proposals.models.results import Meaning, ResultClass
from proposals.models.screening import Advice
from proposals.models.seconders import Seconder, SeconderState
from proposals.models.states import (
    ANSWERED,
    HANDED_OUT,
    IN_HANDLING,
    IN_SCREENING,
    UNSENT,
    WITH_DEPARTMENT,
    Category,
    Outcome,
    ProposalState,
    ProposerKind,
    Publicity,
)

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
    "Collection",
    "Meaning",
    "MicroProposal",
    "MicroState",
    "Outcome",
    "Proposal",
    "ProposalBox",
    "ProposalFile",
    "ProposalState",
    "ProposerKind",
    "Publicity",
    "Rating",
    "ReasonClass",
    "Reply",
    "ResultClass",
    "Satisfaction",
    "Seconder",
    "SeconderState",
    "characters",
    "heads_committee",
    "next_serial",
    "rank_on_committee",
    "sits_on_committee",
]
