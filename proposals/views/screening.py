"""Pages of the proposal committee: its desk, receiving and docketing several, who sits on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from proposals.actions import docketing
from proposals.actions import screening as actions
from proposals.actions.batches import Batch
from proposals.models import Proposal
from proposals.steps import formal as steps
from proposals.tables import committee, screening
from proposals.tables.tabs import tabs
from union_site.door import requires
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest

MOST_AT_ONCE = 200


def _require(request: SeatRequest) -> None:
    if not screening.may_screen(request.seat):
        raise PermissionDenied


@requires("proposals.own")
def desk(request: SeatRequest) -> HttpResponse:
    """What the committee has before it, narrowed by chips and form."""
    sitting = committee.committee(request.seat, timezone.localdate())
    _require(request)
    asked = Asked(request.GET)
    listed = screening.screening(request.seat, asked)
    page = asked.page(listed.rows, count=listed.count)
    rows = screening.dress(page, request.seat, sitting)
    for row in rows:
        row.badge = steps.badge(row)
        row.proposer_shown = row.shown_proposer(request.seat)
    context = {
        "listed": listed,
        "page": page,
        "rows": rows,
        "query": asked.query,
        "committee": sitting,
        "may_decide": any(row.may_pick and row.is_unanimous for row in rows),
        "tabs": tabs(request.seat, "proposals:screening"),
    }
    return render(request, "proposals/screening/desk.html", context)


@requires("proposals.own")
def export(request: SeatRequest) -> HttpResponse:
    _require(request)
    rows = screening.with_names(screening.screening(request.seat, Asked(request.GET)).rows)
    return workbook("提案审查", screening.columns(request.seat), rows)


@require_POST
@requires("proposals.own")
def receive(request: SeatRequest) -> HttpResponse:
    """开始审查 of all that were picked."""
    _require(request)
    batch = actions.receive_all(proposals=_picked(request), by=request.seat)
    _tell(request, batch, "已开始审查 {} 件，已请各位委员填写意见。")
    return redirect("proposals:screening")


@require_POST
@requires("proposals.own")
def docket(request: SeatRequest) -> HttpResponse:
    """立案 of those that all advised; asks first, with their titles."""
    _require(request)
    picked = _picked(request)
    if request.POST.get("confirmed"):
        batch = docketing.docket_all(proposals=picked, by=request.seat)
        _tell(request, batch, "已立案 {} 件并编号，等待交办。")
        return redirect("proposals:screening")
    if not picked:
        _tell(request, Batch([], []), "")
        return redirect("proposals:screening")
    ready = [row for row in picked if docketing.is_unanimous(row)]
    context = {
        "ready": ready,
        "others": [row for row in picked if row not in ready],
        "trail": [("提案审查", reverse("proposals:screening")), ("批量立案", "")],
    }
    return render(request, "proposals/screening/docket.html", context)


def _picked(request: SeatRequest) -> list[Proposal]:
    keys = [key for key in request.POST.getlist("proposal") if key.isdecimal() and len(key) < 12]
    rows = Proposal.objects.visible_to(request.seat).awaiting_screening().for_list()
    return list(rows.filter(pk__in=keys[:MOST_AT_ONCE]))


def _tell(request: SeatRequest, batch: Batch, done: str) -> None:
    if batch.done:
        messages.success(request, done.format(len(batch.done)))
    for sentence in batch.refused:
        messages.warning(request, sentence)
    if not batch.done and not batch.refused:
        messages.warning(request, "没有选中可以办理的提案。")


@requires("proposals.own")
def committee_page(request: SeatRequest) -> HttpResponse:
    """Who sits on the committee; everybody may know that."""
    today = timezone.localdate()
    found = committee.committee(request.seat, today)
    context: dict[str, Any] = {
        "committee": found,
        "findings": committee.findings(found, request.seat, today),
        "may_manage": request.seat.can("organisation.manage"),
        "may_open_body": request.seat.can("organisation.view"),
        "trail": [("正式提案", reverse("proposals:formal_list")), ("提案工作委员会", "")],
    }
    return render(request, "proposals/screening/committee.html", context)
