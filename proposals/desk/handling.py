"""What handling puts on the workbench: for departments, leaders and the committee."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from proposals.models import (
    WITH_DEPARTMENT,
    CoUnit,
    Proposal,
    ProposalState,
    heads_committee,
)
from union_site import desk
from union_site.models import Seat

S = ProposalState


def todos(seat: Seat, today: datetime.date) -> Iterable[desk.Todo]:
    if seat.can("proposals.handle"):
        yield from _of_lead(seat)
        yield from _of_co_unit(seat)
    if seat.can("proposals.sign"):
        yield from _of_leader(seat)
    if seat.can("proposals.screen") or heads_committee(seat):
        yield from _to_assign(seat)


def _titled(proposal: Proposal) -> str:
    return f"{proposal} {proposal.heading}"


def _of_lead(seat: Seat) -> Iterable[desk.Todo]:
    rows = Proposal.objects.visible_to(seat).filter(lead=seat, state__in=WITH_DEPARTMENT)
    for proposal in rows.order_by("due_on"):
        is_new = proposal.state == S.ASSIGNED
        route = "proposals:proposal" if is_new else "proposals:reply"
        yield desk.Todo(
            title=_titled(proposal),
            detail="交您部门主办，请接收或退回" if is_new else "您部门主办，请答复",
            url=reverse(route, args=[proposal.pk]),
            action="接收" if is_new else "答复",
            due=proposal.accept_due_on if is_new else proposal.due_on,
        )


def _of_co_unit(seat: Seat) -> Iterable[desk.Todo]:
    rows = CoUnit.objects.visible_to(seat).filter(seat=seat, opinion="")
    rows = rows.filter(proposal__state__in=WITH_DEPARTMENT).select_related("proposal__lead__user")
    for row in rows.order_by("proposal__due_on"):
        lead = row.proposal.lead
        yield desk.Todo(
            title=_titled(row.proposal),
            detail=f"请把协办意见交给主办{lead.department or lead.user.name}",
            url=reverse("proposals:opinion", args=[row.pk]),
            action="提意见",
            due=row.proposal.due_on,
        )


def _of_leader(seat: Seat) -> Iterable[desk.Todo]:
    rows = Proposal.objects.visible_to(seat).filter(leader=seat, state=S.REPLY_REVIEW)
    for proposal in rows.select_related("lead__user").order_by("due_on"):
        lead = proposal.lead
        unit = (lead.department or lead.user.name) if lead else ""
        again = "再办理的答复，请会签" if proposal.handling_round > 1 else "答复，请审签"
        yield desk.Todo(
            title=_titled(proposal),
            detail=f"{unit}的{again}",
            url=reverse("proposals:sign", args=[proposal.pk]),
            action="会签" if proposal.handling_round > 1 else "审签",
            due=proposal.due_on,
        )


def _to_assign(seat: Seat) -> Iterable[desk.Todo]:
    rows = Proposal.objects.visible_to(seat).filter(state=S.TO_ASSIGN)
    for proposal in rows.order_by("decided_on", "pk"):
        yield desk.Todo(
            title=_titled(proposal),
            detail=f"{proposal.get_outcome_display()}，待交承办部门",
            url=reverse("proposals:assign", args=[proposal.pk]),
            action="交办",
            badge="待交办",
        )


def waiting(seat: Seat) -> tuple[Any]:
    """The rows behind the red badge: with the department now. Whoever leads it sees it."""
    rows = Proposal.objects.of_union(seat.union)
    return (rows.filter(lead=seat, state__in=WITH_DEPARTMENT),)


# For departments, whose other entry of the box counts micro-proposals.
PLACE = desk.Place("民主管理", "承办提案", "proposals:handling", "proposals.handle", 22, waiting)
desk.register(desk.Offer(name="proposals.handling", order=31, places=(PLACE,), todos=todos))
