"""The pages of one session, as a row of links above each of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from congress.models import Session
from union_site.models import Seat


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_here: bool


# label, name of the route, permission; in the order of the work.
TABS: list[tuple[str, str, str]] = [
    ("概况", "congress:session", "congress.view"),
    ("筹备", "congress:preparation", "congress.view"),
    ("代表", "congress:roll", "congress.view"),
    ("议程", "congress:agenda", "congress.view"),
    ("材料", "congress:materials", "congress.own"),
    ("签到", "congress:attendance", "congress.view"),
    ("表决", "congress:ballot_list", "congress.view"),
    ("选举与测评", "congress:elections", "congress.view"),
    ("会后", "congress:aftermath", "congress.view"),
    ("文书", "congress:session_documents", "congress.view"),
]
# What rests on a roll of delegates; a committee plenary and other meetings have none.
OF_DELEGATES = {
    "congress:roll",
    "congress:attendance",
    "congress:ballot_list",
    "congress:elections",
}


def tabs(session: Session, seat: Seat, here: str) -> list[Tab]:
    """Those this seat may open; `here` is the name of the route that is shown."""
    return [
        Tab(label, reverse(name, args=[session.pk]), name == here)
        for label, name, permission in TABS
        if seat.can(permission) and (session.term.is_congress or name not in OF_DELEGATES)
    ]
