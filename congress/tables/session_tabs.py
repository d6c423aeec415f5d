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
    ("会后", "congress:aftermath", "congress.view"),
]


def tabs(session: Session, seat: Seat, here: str) -> list[Tab]:
    """Those this seat may open; `here` is the name of the route that is shown."""
    return [
        Tab(label, reverse(name, args=[session.pk]), name == here)
        for label, name, permission in TABS
        if seat.can(permission)
    ]
