"""等我办: everything of the proposal box that waits for one seat, both kinds together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from proposals.actions.collecting import hand_in_by, open_until
from proposals.actions.rating import ripe_ones
from proposals.checks.rating import rating_ends_on
from proposals.models import (
    IN_SCREENING,
    Advice,
    CoUnit,
    FollowUp,
    MicroProposal,
    MicroState,
    Proposal,
    ProposalState,
    Seconder,
    heads_committee,
    sits_on_committee,
    to_rate,
)
from proposals.tables.lights import light_of
from union_site.models import Seat
from union_site.norms import norm

S = ProposalState
Rows = Any  # a QuerySet
READ_AT_MOST = 200  # of each kind; whoever has more waiting works it off from the front

# What somebody waits for, then what may be brought to an end; in the order of a proposal's life.
GROUPS = {
    "second": "附议",
    "screen": "审查",
    "assign": "交办",
    "accept": "接收",
    "reply": "答复",
    "opinion": "协办意见",
    "sign": "审签",
    "rate": "评价",
    "follow_up": "回访",
    "close": "办结",
    "publish": "公示",
}
ACTIONS = {"follow_up": "回答", "opinion": "填写意见"}
UNHURRIED = ("close", "publish")
STATE_GROUPS = {
    S.SUBMITTED: "screen",
    S.SCREENING: "screen",
    S.DISPUTED: "screen",
    S.TO_ASSIGN: "assign",
    S.ASSIGNED: "accept",
    S.HANDLING: "reply",
    S.REPLY_REVIEW: "sign",
}
MICRO_GROUPS = {
    MicroState.SUBMITTED: "screen",
    MicroState.ACCEPTED: "assign",
    MicroState.ASSIGNED: "reply",
    MicroState.ANSWERED: "rate",
    MicroState.PUBLISHED: "rate",
}


@dataclass(frozen=True)
class Line:
    """One thing that waits."""

    group: str
    title: str
    detail: str
    url: str
    due_on: datetime.date | None = None
    light: dict[str, str] | None = None

    @property
    def action(self) -> str:
        return ACTIONS.get(self.group, GROUPS[self.group])


# --- the rows: shared by the page, the number in the navigation and the workbench ---------------


def to_work_on(seat: Seat) -> Rows:
    """Formal ones whose next step is this seat's. Each part is asked for where the seat may have
    it: every page counts these rows, and most people have none of the parts.
    """
    mine = Q()
    if seat.can("proposals.handle"):
        asked = CoUnit.objects.filter(proposal=OuterRef("pk"), seat=seat, given_at__isnull=True)
        mine |= Q(lead=seat, state__in=[S.ASSIGNED, S.HANDLING])
        mine |= Q(state=S.HANDLING) & Q(Exists(asked))
    if seat.can("proposals.sign"):
        mine |= Q(leader=seat, state=S.REPLY_REVIEW)
    if seat.can("proposals.screen") or heads_committee(seat):
        mine |= Q(state__in=[*IN_SCREENING, S.TO_ASSIGN])
    elif sits_on_committee(seat):
        advised = Exists(Advice.objects.filter(proposal=OuterRef("pk"), seat=seat))
        # Who wrote it stands back from its screening.
        mine |= Q(state__in=IN_SCREENING) & ~Q(advised) & ~Q(author=seat)
    if not mine:
        return Proposal.objects.none()
    # Said once for all, so that an index leads past what is long closed.
    return Proposal.objects.of_union(seat.union).filter(mine, state__in=list(STATE_GROUPS))


def to_second(seat: Seat) -> Rows:
    return Seconder.objects.of_union(seat.union).waiting_for(seat)


def to_answer_follow_up(seat: Seat) -> Rows:
    return FollowUp.objects.of_union(seat.union).open().asked_of(seat)


def micro_to_work_on(seat: Seat) -> Rows:
    """Micro-proposals to screen, hand over, answer or rate."""
    mine = Q(lead=seat, state=MicroState.ASSIGNED)
    mine |= Q(author=seat, satisfaction="", state__in=[MicroState.ANSWERED, MicroState.PUBLISHED])
    if seat.can("proposals.screen"):
        mine |= Q(state__in=[MicroState.SUBMITTED, MicroState.ACCEPTED])
    return MicroProposal.objects.of_union(seat.union).filter(mine)


def waiting_rows(seat: Seat) -> tuple[Rows, ...]:
    """What somebody waits for: counted in the navigation with one query."""
    return (
        to_work_on(seat),
        to_rate(seat),
        to_second(seat),
        to_answer_follow_up(seat),
        micro_to_work_on(seat),
    )


# --- the lines of the page ----------------------------------------------------------------------


def lines(seat: Seat, today: datetime.date) -> list[Line]:
    """All that waits for the seat; within a group the earliest due first."""
    found = [
        *_second_lines(seat, today),
        *_formal_lines(seat, today),
        *_follow_up_lines(seat, today),
        *_micro_lines(seat, today),
        *_closing_lines(seat, today),
    ]
    order = list(GROUPS)
    return sorted(
        found, key=lambda line: (order.index(line.group), line.due_on or datetime.date.max)
    )


def page_of(proposal: Proposal) -> str:
    return reverse("proposals:proposal", args=[proposal.pk])


def _named(number: str, heading: str, kind: str = "提案") -> str:
    return f"{kind} {number}“{heading}”" if number else f"{kind}“{heading}”"


def _line(
    group: str,
    title: str,
    detail: str,
    url: str,
    due_on: datetime.date | None = None,
    today: datetime.date | None = None,
) -> Line:
    light = light_of(due_on, today) if due_on and today else None
    return Line(group, title, detail, url, due_on, light)


def _second_lines(seat: Seat, today: datetime.date) -> Iterator[Line]:
    rows = to_second(seat).select_related(
        "proposal__author__user",
        "proposal__delegate",
        "proposal__session__proposal_collection",
    )
    found = list(rows.order_by("pk")[:READ_AT_MOST])
    is_asked = any(row.proposal.session is None for row in found)
    collected_until = open_until(seat.union, today=today) if is_asked else None
    for row in found:
        proposal = row.proposal
        ends_on = hand_in_by(proposal.session) if proposal.session else collected_until
        title = _named("", proposal.heading)
        detail = f"{proposal.shown_proposer(seat)}请您附议"
        yield _line("second", title, detail, page_of(proposal), ends_on, today)


def _formal_lines(seat: Seat, today: datetime.date) -> Iterator[Line]:
    """To work on and to rate: one query, and the norm where there is something to rate."""
    rows = (to_work_on(seat) | to_rate(seat)).select_related("lead__user").newest_first()
    found = list(rows[:READ_AT_MOST])
    replied = [proposal for proposal in found if proposal.state == S.REPLIED]
    yield from _rate_lines(replied, seat, today)
    for proposal in found:
        if proposal.state != S.REPLIED:
            yield _work_line(proposal, seat, today)


def _work_line(proposal: Proposal, seat: Seat, today: datetime.date) -> Line:
    group = STATE_GROUPS[S(proposal.state)]
    if group == "reply" and proposal.lead_id != seat.pk:
        group = "opinion"
    due_on = proposal.accept_due_on if group == "accept" else proposal.due_on
    if group in ("screen", "assign"):
        due_on = None
    detail = proposal.status_words
    if group == "opinion" and proposal.lead is not None:
        detail = f"主办：{proposal.lead.department or proposal.lead.user.name}"
    title = _named(proposal.number, proposal.heading)
    return _line(group, title, detail, page_of(proposal), due_on, today)


def _rate_lines(replied: list[Proposal], seat: Seat, today: datetime.date) -> Iterator[Line]:
    if not replied:
        return
    days = norm("proposals.rating_days", union=seat.union, on=today)
    for proposal in replied:
        replied_on = timezone.localdate(proposal.replied_at)
        ends_on = max(rating_ends_on(replied_on, days), today)
        url = reverse("proposals:rate", args=[proposal.pk])
        detail = f"{proposal.lead.department if proposal.lead else '承办部门'}已答复，请评价"
        title = _named(proposal.number, proposal.heading)
        yield _line("rate", title, detail, url, ends_on, today)


def _follow_up_lines(seat: Seat, today: datetime.date) -> Iterator[Line]:
    for row in to_answer_follow_up(seat).for_list()[:READ_AT_MOST]:
        kind = "提案" if row.proposal_id else "微提案"
        title = _named(row.thing.number, row.thing.heading, kind)
        url = reverse("proposals:follow_up", args=[row.pk])
        yield _line("follow_up", title, "真的解决了吗？", url, max(row.due_on, today), today)


def _micro_lines(seat: Seat, today: datetime.date) -> Iterator[Line]:
    publishes = seat.can("proposals.publish")
    rows = micro_to_work_on(seat)
    if publishes:
        answered = MicroProposal.objects.of_union(seat.union).filter(state=MicroState.ANSWERED)
        rows = rows | answered
    for proposal in rows.for_list()[:READ_AT_MOST]:
        group = MICRO_GROUPS[MicroState(proposal.state)]
        title = _named(proposal.number, proposal.heading, "微提案")
        url = reverse("proposals:micro", args=[proposal.pk])
        rated = proposal.get_satisfaction_display()
        if group != "rate" or (proposal.author_id == seat.pk and not rated):
            due_on = proposal.due_on if group == "reply" else None
            yield _line(group, title, proposal.get_state_display(), url, due_on, today)
        if publishes and proposal.state == MicroState.ANSWERED:
            yield _line("publish", title, f"已答复 · {rated or '提案人还没有评价'}", url)


def _closing_lines(seat: Seat, today: datetime.date) -> Iterator[Line]:
    """可以办结 and 可以公示: one query, and the norm."""
    visible = Proposal.objects.visible_to(seat)
    rows = visible.none()
    if seat.can("proposals.screen") or heads_committee(seat):
        rows = rows | ripe_ones(by=seat, today=today)
    if seat.can("proposals.publish"):
        rows = rows | visible.filter(published_at__isnull=True, state=S.CLOSED)
    for proposal in rows.order_by("replied_at")[:READ_AT_MOST]:
        title = _named(proposal.number, proposal.heading)
        if proposal.state == S.REPLIED:
            yield _line("close", title, "已评价或评价期满，可以办结", page_of(proposal))
        else:
            yield _line("publish", title, "已办结，可以公示", page_of(proposal))


def counts(found: Iterable[Line]) -> dict[str, int]:
    """How many in each group, in the order of the groups."""
    numbers = dict.fromkeys(GROUPS, 0)
    for line in found:
        numbers[line.group] += 1
    return {group: number for group, number in numbers.items() if number}
