"""Acts of the congress, one module a subject; the older ones are called from here."""

from congress.actions.acting import rules, rules_of
from congress.actions.resolutions import (
    change_resolution,
    record_resolution,
    remove_resolution,
    resolution_findings,
)
from congress.actions.sessions import (
    all_delegates,
    cancel_session,
    change_session,
    count_findings,
    hold_session,
    next_session_no,
    plan_findings,
    plan_session,
)
from congress.actions.terms import (
    change_term,
    next_term_no,
    open_term,
    standing_findings,
    term_findings,
)

__all__ = [
    "all_delegates",
    "cancel_session",
    "change_resolution",
    "change_session",
    "change_term",
    "count_findings",
    "hold_session",
    "next_session_no",
    "next_term_no",
    "open_term",
    "plan_findings",
    "plan_session",
    "record_resolution",
    "remove_resolution",
    "resolution_findings",
    "rules",
    "rules_of",
    "standing_findings",
    "term_findings",
]
