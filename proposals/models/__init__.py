"""Tables of the proposal box: micro-proposals, formal proposals, and what becomes of them."""

from proposals.models.awards import (
    AwardKind,
    AwardMethod,
    AwardNominee,
    AwardRound,
    AwardState,
    AwardVoter,
    AwardVoters,
)
from proposals.models.boxes import ProposalBox
from proposals.models.collecting import Collection
from proposals.models.committee import (
    heads_committee,
    rank_on_committee,
    remember_rank,
    sits_on_committee,
)
from proposals.models.deliberations import (
    READABLE,
    Deliberation,
    DeliberationState,
    Opinion,
    OpinionReport,
    PollOption,
    PollVoter,
    Stance,
    Standing,
)
from proposals.models.exchanges import Message, StaffNote
from proposals.models.files import ProposalFile
from proposals.models.following import FollowUp, Matter, Reminder, Stage
from proposals.models.handling import CoUnit, Rating, Reply, Satisfaction
from proposals.models.letters import LetterBag
from proposals.models.meetings import SourceMeeting
from proposals.models.micro import VALID_STATES, MicroProposal, MicroState, characters, next_serial
from proposals.models.notices import (
    Notice,
    NoticeKind,
    NoticeRating,
    facts_of,
    keep_facts,
    keep_readers,
)
from proposals.models.parties import (
    author_side,
    deals_with,
    dealt_with_by,
    is_of_author_side,
    of_committee,
    on_author_side,
    remember_parties,
)
from proposals.models.progress import Progress
from proposals.models.proposals import Proposal
from proposals.models.rated import asked_to_rate, rated, ripe, to_rate
from proposals.models.reasons import ReasonClass
from proposals.models.records import DeliberationRecord
from proposals.models.reply_parts import ReplyFile, ReplyTemplate
from proposals.models.reports import ProposalReport, ReportState
from proposals.models.results import Meaning, ResultClass
from proposals.models.screening import Advice
from proposals.models.seconders import Seconder, SeconderState
from proposals.models.similar import IndexedText, Shingle
from proposals.models.states import (
    ANSWERED,
    BEFORE_HANDLING,
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
    "BEFORE_HANDLING",
    "HANDED_OUT",
    "IN_HANDLING",
    "IN_SCREENING",
    "READABLE",
    "UNSENT",
    "VALID_STATES",
    "WITH_DEPARTMENT",
    "Advice",
    "AwardKind",
    "AwardMethod",
    "AwardNominee",
    "AwardRound",
    "AwardState",
    "AwardVoter",
    "AwardVoters",
    "Category",
    "CoUnit",
    "Collection",
    "Deliberation",
    "DeliberationRecord",
    "DeliberationState",
    "FollowUp",
    "IndexedText",
    "LetterBag",
    "Matter",
    "Meaning",
    "Message",
    "MicroProposal",
    "MicroState",
    "Notice",
    "NoticeKind",
    "NoticeRating",
    "Opinion",
    "OpinionReport",
    "Outcome",
    "PollOption",
    "PollVoter",
    "Progress",
    "Proposal",
    "ProposalBox",
    "ProposalFile",
    "ProposalReport",
    "ProposalState",
    "ProposerKind",
    "Publicity",
    "Rating",
    "ReasonClass",
    "Reminder",
    "Reply",
    "ReplyFile",
    "ReplyTemplate",
    "ReportState",
    "ResultClass",
    "Satisfaction",
    "Seconder",
    "SeconderState",
    "Shingle",
    "SourceMeeting",
    "StaffNote",
    "Stage",
    "Stance",
    "Standing",
    "asked_to_rate",
    "author_side",
    "characters",
    "deals_with",
    "dealt_with_by",
    "facts_of",
    "heads_committee",
    "is_of_author_side",
    "keep_facts",
    "keep_readers",
    "next_serial",
    "of_committee",
    "on_author_side",
    "rank_on_committee",
    "rated",
    "remember_parties",
    "remember_rank",
    "ripe",
    "sits_on_committee",
    "to_rate",
]
