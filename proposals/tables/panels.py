"""Parts of the page of one proposal, each brought by its subject."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from proposals.tables import (
    documents,
    handling,
    proposal_files,
    public_panels,
    rating,
    screening,
    seconding,
    similar,
)
from union_site.models import Seat

Thing = Any  # a Proposal or a MicroProposal
Context = Callable[[Thing, Seat, datetime.date], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """`context` gives what the template is shown as `panel`, or None where there is nothing."""

    template: str
    context: Context
    order: int = 50
    is_aside: bool = False


@dataclass(frozen=True)
class Shown:
    template: str
    panel: dict[str, Any]
    is_aside: bool
    order: int = 50


def shown(
    panels: Iterable[Panel], thing: Thing, seat: Seat, today: datetime.date
) -> dict[str, list[Shown]]:
    """The panels with something to show, in their order and by their place."""
    found = []
    for panel in sorted(panels, key=lambda panel: panel.order):
        context = panel.context(thing, seat, today)
        if context is not None:
            found.append(Shown(panel.template, context, panel.is_aside, panel.order))
    return _placed(found)


# On a phone who has it stands after the answer and before how it came about.
BEFORE_ASIDE = 15


def _placed(found: Iterable[Shown]) -> dict[str, list[Shown]]:
    """Those before the facts beside the text, those among them, those after."""
    places: dict[str, list[Shown]] = {"first": [], "aside": [], "rest": []}
    for one in found:
        place = "aside" if one.is_aside else "first" if one.order <= BEFORE_ASIDE else "rest"
        places[place].append(one)
    return places


# Brought by the subjects: one line each.
FORMAL_PANELS: tuple[Panel, ...] = (
    # What one has to do comes first, then the answer, then how it came about.
    Panel("proposals/writing/draft_panel.html", proposal_files.draft_panel, 1),
    Panel("proposals/similar_panel.html", similar.formal_panel, 5),
    Panel("proposals/rating/follow_up_panel.html", rating.follow_up_panel, 8),
    Panel("proposals/handling/panel_replies.html", handling.replies, 10),
    Panel("proposals/rating/panel.html", rating.panel, 15),
    Panel("proposals/handling/panel_progress.html", handling.progress, 20),
    Panel("proposals/writing/files_panel.html", proposal_files.files_panel, 25),
    Panel("proposals/writing/seconders_panel.html", seconding.panel, 30),
    Panel("proposals/screening/panel.html", screening.screening_panel, 35),
    Panel("proposals/screening/merging_panel.html", screening.merging_panel, 40),
    Panel("proposals/handling/panel_hands.html", handling.hands, 45),
    Panel("proposals/handling/panel_messages.html", handling.messages, 50),
    Panel("proposals/handling/panel_notes.html", handling.notes, 55),
    Panel("proposals/panels/link.html", public_panels.origin, 20, is_aside=True),
    Panel("proposals/rating/reminder_panel.html", rating.reminder_panel, 60, is_aside=True),
    Panel("proposals/panels/deliberations.html", public_panels.deliberations, 70, is_aside=True),
    Panel("proposals/panels/link.html", public_panels.notice, 75, is_aside=True),
    Panel("proposals/documents/panel.html", documents.panel, 90, is_aside=True),
)
MICRO_PANELS: tuple[Panel, ...] = (
    Panel("proposals/rating/follow_up_panel.html", rating.follow_up_panel, 8),
    Panel("proposals/rating/reminder_panel.html", rating.reminder_panel, 60, is_aside=True),
    Panel("proposals/panels/link.html", public_panels.promoted, order=20, is_aside=True),
    Panel("proposals/panels/deliberations.html", public_panels.deliberations, 70, is_aside=True),
    Panel("proposals/panels/link.html", public_panels.notice, order=75, is_aside=True),
    Panel("proposals/similar_panel.html", similar.micro_panel, order=10),
)
