"""Formal proposals on the workbench of who writes and seconds them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse

from proposals.actions import searching
from proposals.actions.capacities import may_propose
from proposals.actions.collecting import place_for
from proposals.models import Proposal, ProposalState, Seconder
from proposals.steps.formal import badge
from union_site import desk
from union_site.calendar import official_date
from union_site.models import Seat
from union_site.norms import norm

OWN = "proposals.own"
S = ProposalState
# What is on its way: with the author, the committee or a department.


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    """Invitations to answer; one's drafts and those that gather seconders, by the closing day."""
    if not seat.can(OWN):
        return
    waiting = Seconder.objects.visible_to(seat).waiting_for(seat)
    for row in waiting.select_related("proposal__author__user").order_by("invited_at"):
        yield desk.Todo(
            title=f"附议：{row.proposal.heading}",
            detail=f"{row.proposal.author.user.name}请您附议",
            url=reverse("proposals:second", args=[row.proposal_id]),
            action="答复",
            badge="请附议",
        )
    yield from _unsent(seat, today)


def _unsent(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    rows = Proposal.objects.visible_to(seat).written_by(seat)
    consents = Count("seconders", filter=Q(seconders__state="accepted"))
    unsent = list(rows.filter(state__in=[S.DRAFT, S.SECONDING]).annotate(consents=consents))
    if not unsent:
        return
    place = place_for(seat.union, today=today)
    window = place.window
    due = window.closes_on if window and not place.is_late else None
    needed = norm("proposals.min_seconders", union=seat.union, on=today).number
    for proposal in unsent:
        yield _unsent_todo(proposal, needed, due)


def _unsent_todo(proposal: Proposal, needed: int, due: datetime.date | None) -> desk.Todo:
    until = f"，{official_date(due)}截止征集" if due else ""
    if proposal.state == S.DRAFT:
        url = reverse("proposals:edit", args=[proposal.pk])
        return desk.Todo(
            proposal.heading, f"提案草稿，还没有提交{until}", url, "继续写", due, "草稿"
        )
    consents: int = getattr(proposal, "consents", 0)
    if consents >= needed:
        url = reverse("proposals:submit", args=[proposal.pk])
        words = f"已有 {consents} 人附议，可以提交{until}"
        return desk.Todo(proposal.heading, words, url, "提交", due, "可提交")
    url = reverse("proposals:seconders", args=[proposal.pk])
    words = f"征集附议：{consents}/{needed} 人{until}"
    return desk.Todo(proposal.heading, words, url, "邀请", due, "征集附议")


def errands(seat: Seat, today: datetime.date) -> Iterable[desk.Errand]:
    if not may_propose(seat, today=today):
        return
    place = place_for(seat.union, today=today)
    words = "教代会代表的正式提案"
    if place.window and not place.is_late:
        words = f"正在征集，{official_date(place.window.closes_on)}截止"
    yield desk.Errand("案", "写提案", words, reverse("proposals:new"))


def search(seat: Seat, query: str) -> Iterable[desk.Mine]:
    if not seat.can(OWN):
        return
    rows = Proposal.objects.visible_to(seat).newest_first()
    for proposal in searching.formal_with(rows, query, union_id=seat.union_id)[:10]:
        shown = badge(proposal)
        yield desk.Mine(
            title=proposal.heading,
            detail=f"正式提案 {proposal.number}".strip(),
            url=reverse("proposals:proposal", args=[proposal.pk]),
            badge=shown["text"],
            tone=shown["tone"],
        )


desk.register(
    desk.Offer(
        name="proposals.writing",
        order=31,
        todos=todos,
        errands=errands,
        search=search,
    )
)
