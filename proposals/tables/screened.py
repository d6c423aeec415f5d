"""How all that was received in a year was screened: for every reader, so in numbers alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Value
from django.urls import reverse
from django.utils import timezone

from proposals.models import (
    MicroProposal,
    MicroState,
    Outcome,
    Proposal,
    ProposalState,
    ReasonClass,
)
from proposals.tables.notices import whole
from union_site.listing import Asked
from union_site.models import Seat, Union


@dataclass(frozen=True)
class Part:
    """How many of one kind share state, outcome and class of the reason."""

    kind: str
    state: str
    outcome: str
    reason: str
    count: int


@dataclass(frozen=True)
class Line:
    label: str
    count: int
    url: str = ""


@dataclass(frozen=True)
class Overview:
    year: int
    micro: list[Line]
    formal: list[Line]
    reasons: list[Line]


NOT_VALID = {MicroState.DECLINED, MicroState.SUBMITTED, MicroState.WITHDRAWN}
REFUSED = {Outcome.CONVERTED, Outcome.REJECTED}
# These stand as they were decided; what was taken up counts unless it was withdrawn since.
ENDS: set[str] = {ProposalState.MERGED, ProposalState.REJECTED}


def _came_to(outcome: str, part: Part) -> bool:
    if outcome in ENDS:
        return part.state == outcome
    return part.outcome == outcome and part.state != ProposalState.WITHDRAWN


# Words, what the list shows behind the number, which parts count.
Counted = tuple[str, str, Callable[[Part], bool]]
MICRO: tuple[Counted, ...] = (
    ("收到", "", lambda part: True),
    ("有效", "valid", lambda part: part.state not in NOT_VALID),
    ("不予受理", MicroState.DECLINED, lambda part: part.state == MicroState.DECLINED),
)
FORMAL: tuple[Counted, ...] = (
    ("收到", "received", lambda part: True),
    *((str(label), value, partial(_came_to, value)) for value, label in Outcome.choices),
)


def overview(union: Union, seat: Seat, asked: Asked) -> Overview:
    """Of the year that is asked about, else of the running one. One query."""
    year = asked.period.year or timezone.localdate().year
    parts = _parts(union, year)
    first, last = whole(year)
    span = f"since={first}&until={last}" if seat.can("proposals.view") else ""
    micro = [part for part in parts if part.kind == "micro"]
    formal = [part for part in parts if part.kind == "formal"]
    return Overview(
        year,
        micro=_lines(micro, MICRO, reverse("proposals:list"), span),
        formal=_lines(formal, FORMAL, reverse("proposals:formal_list"), span),
        reasons=_reasons(formal),
    )


def _parts(union: Union, year: int) -> list[Part]:
    span, none = whole(year), Value("")
    micro = MicroProposal.objects.of_union(union).received_in(*span).order_by()
    formal = Proposal.objects.of_union(union).received_in(*span).order_by()
    rows = micro.values_list(Value("micro"), "state", none, none).annotate(Count("pk"))
    others = formal.values_list(Value("formal"), "state", "outcome", "reason_class")
    return [Part(*row) for row in rows.union(others.annotate(Count("pk")), all=True)]


def _lines(
    parts: Iterable[Part], counted: Iterable[Counted], address: str, span: str
) -> list[Line]:
    """Each number with the address of its rows, for those who may open them: they have a span."""
    return [
        Line(
            label,
            sum(part.count for part in parts if counts(part)),
            f"{address}?{span}&show={show}" if span else "",
        )
        for label, show, counts in counted
    ]


def _reasons(parts: Iterable[Part]) -> list[Line]:
    """Why they were not docketed, by the classes the screening keeps; those that there are."""
    refused = [part for part in parts if part.outcome in REFUSED]
    lines = [
        Line(str(label), sum(part.count for part in refused if part.reason == value))
        for value, label in ReasonClass.choices
    ]
    return [line for line in lines if line.count]
