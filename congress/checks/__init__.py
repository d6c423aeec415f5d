"""Rules of the congress: values in, findings out; one module a subject."""

from congress.checks.sessions import (
    REMIND_FROM_MONTH,
    all_closed,
    counted,
    frozen_roll,
    in_sequence,
    initiative,
    number_free,
    on_the_roll,
    quorum,
    sittings_agree,
    within_term,
    yearly,
)
from congress.checks.shares import Rules, at_least, more_than, share_of
from congress.checks.terms import apart, overdue, overrun, renewal, size, term_length, years_on
from congress.checks.votes import VOTED_UNSEEN_CITATION, Verdict, secrecy, verdict, votes

__all__ = [
    "REMIND_FROM_MONTH",
    "VOTED_UNSEEN_CITATION",
    "Rules",
    "Verdict",
    "all_closed",
    "apart",
    "at_least",
    "counted",
    "frozen_roll",
    "in_sequence",
    "initiative",
    "more_than",
    "number_free",
    "on_the_roll",
    "overdue",
    "overrun",
    "quorum",
    "renewal",
    "secrecy",
    "share_of",
    "sittings_agree",
    "size",
    "term_length",
    "verdict",
    "votes",
    "within_term",
    "yearly",
    "years_on",
]
