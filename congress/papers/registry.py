"""The papers of one session: each subject adds its own by one line in SESSION_PAPERS."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from congress.models import Session
from congress.papers import preparation
from union_site.documents import Document

BEFORE, AT, AFTER = "会前", "会中", "会后"


@dataclass(frozen=True)
class SessionPaperKind:
    """One paper that every session can have: who prints it, and in which stage it stands."""

    label: str
    build: Callable[[Session, datetime.date], Document]
    permission: str = "congress.manage"
    stage: str = BEFORE


# The name in the address → the paper, in the order of the work.
SESSION_PAPERS: dict[str, SessionPaperKind] = {
    "agenda": SessionPaperKind("会议议程", preparation.agenda, "congress.own"),
}
