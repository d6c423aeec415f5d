"""The day and the number of a paper of a session: as they were recorded when it went out."""

from __future__ import annotations

import datetime

from congress.models import Session


def day_of(session: Session, today: datetime.date, *keys: str) -> datetime.date:
    """The day recorded on the checklist under the first of `keys` that has one.

    Otherwise today while the session is being prepared, and its own day once it was held.
    """
    kept = {row.key: row.done_on for row in session.milestones.all()}
    recorded = (kept.get(key) for key in keys)
    found = next((day for day in recorded if day is not None), None)
    return found or (session.held_on if session.is_held else today)


def number_of(session: Session, key: str) -> str:
    """The document number recorded with it; papers print it below their title."""
    return next((row.document_no for row in session.milestones.all() if row.key == key), "")
