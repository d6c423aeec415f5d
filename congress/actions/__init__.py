"""Acts of the congress, one module a subject; the older ones are called from here."""

from congress.actions.acting import rules
from congress.actions.resolutions import (
    change_resolution,
    record_resolution,
    remove_resolution,
    resolution_findings,
)
from congress.actions.sessions import (
    cancel_session,
    change_session,
    count_findings,
    hold_session,
    next_session_no,
    plan_findings,
    plan_session,
)
from congress.actions.terms import change_term, open_term, term_findings

__all__ = [
    "cancel_session",
    "change_resolution",
    "change_session",
    "change_term",
    "count_findings",
    "hold_session",
    "next_session_no",
    "open_term",
    "plan_findings",
    "plan_session",
    "record_resolution",
    "remove_resolution",
    "resolution_findings",
    "rules",
    "term_findings",
]
