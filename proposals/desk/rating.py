"""What follows the reply, on the workbench and on the phone: ratings, follow-ups, closing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from proposals.actions.rating import ripe_ones
from proposals.checks.rating import rating_ends_on
from proposals.models import Proposal, ProposalState, heads_committee, rated, to_rate
from proposals.steps import formal as steps
from proposals.tables.waiting import to_answer_follow_up
from union_site import desk
from union_site.models import Seat
from union_site.norms import norm

S = ProposalState
LATELY_DAYS = 30
SHOWN = 5


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    if not seat.can("proposals.own"):
        return
    yield from _ratings(seat, today)
    yield from _follow_ups(seat, today)
    yield from _closing(seat, today)


def _ratings(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    rows = list(to_rate(seat).select_related("lead").order_by("replied_at")[:SHOWN])
    if not rows:
        return
    days = norm("proposals.rating_days", union=seat.union, on=today)
    for proposal in rows:
        ends_on = rating_ends_on(timezone.localdate(proposal.replied_at), days)
        yield desk.Todo(
            title=f"提案 {proposal.number}“{proposal.heading}”有了答复",
            detail=f"{proposal.lead.department if proposal.lead else '承办部门'}已答复，请评价",
            url=reverse("proposals:rate", args=[proposal.pk]),
            action="评价",
            due=ends_on if ends_on >= today else None,
            badge="待评价",
        )


def _follow_ups(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    for row in to_answer_follow_up(seat).for_list()[:SHOWN]:
        yield desk.Todo(
            title=f"回访：“{row.thing.heading}”",
            detail="答复已有一段时间，真的解决了吗？",
            url=reverse("proposals:follow_up", args=[row.pk]),
            action="回答",
            due=row.due_on if row.due_on >= today else None,
            badge="回访",
        )


def _closing(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    """One line for all of them: they are closed in one go."""
    if not (seat.can("proposals.screen") or heads_committee(seat)):
        return
    url = reverse("proposals:closing")
    if count := ripe_ones(by=seat, today=today).count():
        detail = "提案人已评价，或评价期已满"
        yield desk.Todo(f"{count} 件提案可以办结", detail, url, "办结", badge="可以办结")
    disputed = Proposal.objects.visible_to(seat).filter(state=S.REPLIED)
    disputed = disputed.filter(rated(satisfaction="unsatisfied"))
    if count := disputed.count():
        detail = "请决定再办理，或提请主席团、下次会议研究"
        listed = f"{reverse('proposals:formal_list')}?show=replied"
        yield desk.Todo(f"{count} 件提案有人不满意", detail, listed, "查看", badge="不满意")


def mine(seat: Seat, today: datetime.date) -> Iterable[desk.Mine]:
    """One's own formal proposals that are on their way or ended lately."""
    if not seat.can("proposals.submit"):
        return
    lately = today - datetime.timedelta(days=LATELY_DAYS)
    rows = Proposal.objects.of_union(seat.union).written_by(seat).newest_first()
    ended = [S.CLOSED, S.ARCHIVED, S.REJECTED, S.WITHDRAWN]
    moving = ~Q(state__in=ended) | Q(closed_on__gte=lately)
    moving |= Q(state=S.REJECTED, decided_on__gte=lately)
    said = rated(seat=seat)
    named = rows.select_related("lead", "merged_into")
    for proposal in named.filter(moving).annotate(is_rated=said)[:SHOWN]:
        badge = steps.badge(proposal)
        yield desk.Mine(
            title=proposal.heading,
            detail=_detail(proposal),
            url=reverse("proposals:proposal", args=[proposal.pk]),
            badge=badge["text"],
            tone=badge["tone"],
        )


def _detail(proposal: Proposal) -> str:
    number = f"提案 {proposal.number}" if proposal.number else "正式提案"
    if proposal.state == S.REPLIED:
        asked = "有了答复" if proposal.is_rated else "有了答复，请评价"  # type: ignore[attr-defined]
        return f"{number} · {asked}"
    if proposal.state in (S.ASSIGNED, S.HANDLING) and proposal.lead:
        return f"{number} · {proposal.lead.department}办理中"
    if proposal.merged_into is not None:
        return f"已并入提案 {proposal.merged_into.number}".strip()
    return number


desk.register(desk.Offer(name="proposals.rating", order=31, todos=todos, mine=mine))
