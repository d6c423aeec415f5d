"""Parts of the page of one proposal, each brought by its subject."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from proposals.tables import similar
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


def shown(panels: Iterable[Panel], thing: Thing, seat: Seat, today: datetime.date) -> list[Shown]:
    """The panels with something to show, in their order."""
    found = []
    for panel in sorted(panels, key=lambda panel: panel.order):
        context = panel.context(thing, seat, today)
        if context is not None:
            found.append(Shown(panel.template, context, panel.is_aside))
    return found


# Brought by the subjects: one line each.
FORMAL_PANELS: tuple[Panel, ...] = (
    Panel("proposals/similar_panel.html", similar.formal_panel, order=10),
)
MICRO_PANELS: tuple[Panel, ...] = (
    Panel("proposals/similar_panel.html", similar.micro_panel, order=10),
)
