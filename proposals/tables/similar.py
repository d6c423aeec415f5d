"""Likely duplicates as pages show them: to writers as a hint, to screeners with what to do."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from proposals.actions import similar
from proposals.actions.similar import Match, Thing
from proposals.checks.similar import Part, parts
from proposals.models import (
    IN_SCREENING,
    MicroProposal,
    MicroState,
    Proposal,
    ProposalState,
)
from proposals.steps import formal as formal_steps
from proposals.steps import micro as micro_steps
from proposals.workflow.formal import FORMAL, screens
from proposals.workflow.micro import MICRO
from union_site.models import Seat

HIGH = 60  # from here on most of one text stands in the other
BEGINNING = 120  # characters of a text that a line shows
# What a proposal can still be merged into.
OPEN_TO_MERGING = frozenset(ProposalState) - {
    ProposalState.MERGED,
    ProposalState.REJECTED,
    ProposalState.CLOSED,
    ProposalState.ARCHIVED,
}


@dataclass(frozen=True)
class Line:
    """One likely duplicate."""

    kind: Any
    number: str
    heading: str
    url: str
    badge: dict[str, str]
    result: str
    percent: int
    tone: str
    text: list[Part]
    act: dict[str, str] | None = None


def lines(matches: Sequence[Match], today: datetime.date) -> list[Line]:
    return [_line(match, today) for match in matches]


def _line(match: Match, today: datetime.date, act: dict[str, str] | None = None) -> Line:
    thing = match.thing
    said = similar.gist(thing)[-1]
    beginning = said if len(said) <= BEGINNING else f"{said[:BEGINNING]}…"
    return Line(
        kind=thing._meta.verbose_name,
        number=thing.number,
        heading=thing.heading,
        url=reverse(
            "proposals:proposal" if match.is_formal else "proposals:micro", args=[thing.pk]
        ),
        badge=_badge(thing, today),
        result=_result(thing),
        percent=match.percent,
        tone="warn" if match.percent >= HIGH else "plain",
        text=parts(beginning, match.shared),
        act=act,
    )


def _badge(thing: Thing, today: datetime.date) -> dict[str, str]:
    if isinstance(thing, Proposal):
        return formal_steps.badge(thing)
    return micro_steps.badge(thing)


def _result(thing: Thing) -> str:
    if isinstance(thing, Proposal):
        return thing.result.label if thing.result else ""
    return thing.get_result_class_display()


def formal_panel(proposal: Proposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    if proposal.state not in IN_SCREENING or not screens(proposal, seat):
        return None
    may_merge = "merge" in formal_steps.PAGES and FORMAL.allows(proposal, "merge", seat)
    return _panel(proposal, seat, today, _merging(proposal) if may_merge else None)


def _merging(proposal: Proposal) -> Any:
    url = formal_steps.step_url(proposal, "merge")

    def act(match: Match) -> dict[str, str] | None:
        if not match.is_formal or match.thing.state not in OPEN_TO_MERGING:
            return None
        return {"label": "并入这一件", "url": f"{url}?{urlencode({'main': str(match.thing.pk)})}"}

    return act


def micro_panel(proposal: MicroProposal, seat: Seat, today: datetime.date) -> dict[str, Any] | None:
    if proposal.state != MicroState.SUBMITTED or not seat.can("proposals.screen"):
        return None
    may_decline = MICRO.allows(proposal, "decline", seat)
    return _panel(proposal, seat, today, _declining(proposal) if may_decline else None)


def _declining(proposal: MicroProposal) -> Any:
    url = reverse("proposals:micro_step", args=[proposal.pk, "decline"])

    def act(match: Match) -> dict[str, str] | None:
        """Only a micro-proposal that has its number can be named as the original."""
        if match.is_formal or not match.thing.number:
            return None
        reason = MicroProposal.Reason.DUPLICATE.value
        query = urlencode({"reason": reason, "duplicate_of": match.thing.number})
        return {"label": "按重复处理", "url": f"{url}?{query}"}

    return act


def _panel(proposal: Thing, seat: Seat, today: datetime.date, act: Any) -> dict[str, Any]:
    gist = similar.gist(proposal)
    found = similar.find_similar(*gist, seat=seat, leave_out=proposal)
    return {"lines": [_line(match, today, act(match) if act else None) for match in found.matches]}
