"""The pages of one term, as a row of links above each of them."""

from __future__ import annotations

from django.urls import reverse

from congress.models import CongressTerm
from congress.tables.session_tabs import Tab
from union_site.models import Seat

# label, name of the route, permission; in the order of the work.
TABS: list[tuple[str, str, str]] = [
    ("概况", "congress:term", "congress.view"),
    ("选区和名额", "congress:constituency_list", "congress.view"),
    ("代表", "congress:delegate_list", "congress.view"),
    ("代表团", "congress:delegation_list", "congress.view"),
    ("联名提议", "congress:initiative_list", "congress.view"),
    ("代表培训", "congress:training_list", "congress.view"),
    ("代表履职", "congress:activity_list", "congress.manage"),
    ("联席会议", "congress:joint_meeting_list", "congress.view"),
]
# Lists of the whole union, which show one term by ?term=.
ACROSS_TERMS = {
    "congress:initiative_list",
    "congress:training_list",
    "congress:activity_list",
    "congress:joint_meeting_list",
}
# What only a teacher congress has; the union's own meetings show their 概况 alone.
OF_EVERY_SERIES = {"congress:term"}


def tabs(term: CongressTerm, seat: Seat, here: str) -> list[Tab]:
    """Those this seat may open; `here` is the name of the route that is shown."""
    return [
        Tab(label, _address(name, term), name == here)
        for label, name, permission in TABS
        if seat.can(permission) and (term.is_staff or name in OF_EVERY_SERIES)
    ]


def _address(name: str, term: CongressTerm) -> str:
    if name in ACROSS_TERMS:
        return f"{reverse(name)}?term={term.pk}"
    return reverse(name, args=[term.pk])
