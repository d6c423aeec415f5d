"""Lists of handling: what the committee has to hand out, what a department has."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Prefetch, Q, Value, When

from proposals.forms.handling import seat_label
from proposals.models import HANDED_OUT, Advice, CoUnit, Proposal, ProposalState
from proposals.tables import lights
from union_site.listing import Asked, Chip, Column, searched
from union_site.models import Seat, StepEvent

S = ProposalState
# What a department has, as its list is cut: key, label, states.
STAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("accept", "待接收", (S.ASSIGNED,)),
    ("handle", "办理中", (S.HANDLING,)),
    ("review", "待审签", (S.REPLY_REVIEW,)),
    ("replied", "已答复", (S.REPLIED,)),
    ("closed", "已办结", (S.CLOSED, S.ARCHIVED)),
)
STATES = {key: states for key, _, states in STAGES}
LABELS = [(key, label) for key, label, _ in STAGES]


def unit_of(seat: Seat | None) -> str:
    return seat_label(seat) if seat is not None else ""


# --- to hand out ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """One proposal to hand out, with what speaks for which department."""

    proposal: Proposal
    proposer: str
    wanted: str
    advised: str
    returned: str


def to_assign(seat: Seat, asked: Asked) -> Any:
    """The oldest decision first."""
    rows = Proposal.objects.visible_to(seat).filter(state=S.TO_ASSIGN).for_list()
    found = searched(rows, asked.words, "title", "number", "suggestion")
    advice = Prefetch("advice", Advice.objects.visible_to(seat).select_related("first_unit__user"))
    found = found.select_related("wanted_lead__user").prefetch_related(advice)
    return found.order_by("decided_on", "pk")


def waiting(rows: Any, seat: Seat) -> list[Waiting]:
    """Lines of a page: two more queries, for advice and for what was sent back."""
    found = list(rows)
    returned = _returned(found, seat)
    return [
        Waiting(
            proposal=proposal,
            proposer=proposal.shown_proposer(seat),
            wanted=unit_of(proposal.wanted_lead),
            advised=unit_of(advised(proposal)),
            returned=returned.get(str(proposal.pk), ""),
        )
        for proposal in found
    ]


def _returned(proposals: list[Proposal], seat: Seat) -> dict[str, str]:
    """Who sent each of them back last, with the reason."""
    events = StepEvent.objects.visible_to(seat).filter(
        object_type=Proposal._meta.label_lower,
        object_id__in=[str(proposal.pk) for proposal in proposals],
        step="send_back",
    )
    return {
        event.object_id: f"{event.details.get('lead') or '承办部门'}退回：{event.note}"
        for event in events.order_by("at", "pk")
    }


def advised(proposal: Proposal) -> Seat | None:
    """The department that most members of the committee name first."""
    named = [row.first_unit for row in proposal.advice.all() if row.first_unit is not None]
    most = Counter(named).most_common(1)
    return most[0][0] if most else None


# --- a department's own ---------------------------------------------------------------------


def own(seat: Seat) -> Any:
    """What the seat leads or shares in, the earliest due first; `part` says as what."""
    shared = CoUnit.objects.filter(seat=seat).values("proposal")
    rows = Proposal.objects.visible_to(seat).filter(state__in=HANDED_OUT)
    rows = rows.filter(Q(lead=seat) | Q(pk__in=shared))
    part = Case(
        When(lead=seat, then=Value("主办")), default=Value("协办"), output_field=CharField()
    )
    return rows.annotate(part=part)


def listed(seat: Seat, asked: Asked) -> tuple[Any, list[Chip]]:
    """The list as asked for: ?stage= ?part=lead|shared ?q=, with its chips."""
    every = own(seat)
    counts: Counter[str] = Counter(every.order_by().values_list("state", flat=True))
    by_stage = {key: sum(counts[state] for state in states) for key, states in STATES.items()}
    chips = asked.chips("stage", LABELS, by_stage)
    stage = asked.one_of("stage", STATES)
    rows = every.filter(state__in=STATES[stage]) if stage else every
    rows = searched(rows, asked.words, "title", "number", "suggestion")
    return rows.for_list().order_by(*_by_urgency()), chips


def _by_urgency() -> tuple[Any, ...]:
    """With the department first, by due date; then what is answered, the newest first."""
    open_first = Case(When(state__in=[S.ASSIGNED, S.HANDLING], then=Value(0)), default=Value(1))
    return open_first, "due_on", "-pk"


def due_of(proposal: Proposal) -> datetime.date | None:
    """The day that is running: for accepting, then for replying."""
    return proposal.accept_due_on if proposal.state == S.ASSIGNED else proposal.due_on


def light_of(proposal: Proposal, today: datetime.date) -> dict[str, str]:
    due = due_of(proposal)
    if due is None or proposal.state not in (S.ASSIGNED, S.HANDLING):
        return {}
    return lights.light_of(due, today)


COLUMNS = [
    Column("立案编号", lambda row: row.number, 16),
    Column("案由", lambda row: row.title, 50),
    Column("类别", lambda row: row.get_category_display(), 12),
    Column("分工", lambda row: row.part, 8),
    Column("主办", lambda row: unit_of(row.lead), 24),
    Column("分管校领导", lambda row: unit_of(row.leader), 20),
    Column("状态", lambda row: row.status_words, 16),
    Column("交办日期", lambda row: row.assigned_on, 14),
    Column("应接收", lambda row: row.accept_due_on, 14),
    Column("应答复", lambda row: row.due_on, 14),
    Column("办理结果", lambda row: row.result.label if row.result else "", 20),
    Column("落实进度（%）", lambda row: row.percent, 12),
]
