"""Pages after the reply: rating, closing and archiving in one go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from proposals.actions import rating as actions
from proposals.models import heads_committee
from proposals.steps import rating as steps
from proposals.tables import closing as tables
from proposals.tables.tabs import tabs
from proposals.views.found import proposal_of
from proposals.views.kinds import FORMAL_KIND
from proposals.workflow.formal import FORMAL
from union_site.door import requires
from union_site.listing import Asked
from union_site.requests import SeatRequest


@requires("proposals.own")
def rate(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """The reply and three large buttons: one tap and sent."""
    proposal = proposal_of(request, proposal_id)
    if not FORMAL.allows(proposal, "rate", request.seat):
        messages.warning(request, f"现在是“{proposal.status_words}”，您不能评价这次答复。")
        return redirect("proposals:proposal", proposal.pk)
    page = steps.PAGES["rate"]
    form = page.form(proposal, request.seat, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            given: Any = page.act(proposal, request.seat, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, steps.told_after(proposal, given))
            return redirect("proposals:proposal", proposal.pk)
    context = {
        "proposal": proposal,
        "reply": proposal.last_reply(),
        "form": form,
        "trail": FORMAL_KIND.trail(proposal),
    }
    return render(request, "proposals/rating/rate.html", context)


def _require_decider(request: SeatRequest) -> None:
    if not (request.seat.can("proposals.screen") or heads_committee(request.seat)):
        raise PermissionDenied


@requires("proposals.own")
def closing(request: SeatRequest) -> HttpResponse:
    """办结与归档: what may be closed today, and what is closed, by session and by year."""
    _require_decider(request)
    seat, today = request.seat, timezone.localdate()
    page = Asked(request.GET).page(actions.ripe_ones(by=seat, today=today).for_list())
    context = {
        "page": page,
        "rows": tables.ripe_lines(page.object_list),
        "archives": tables.closed_ones(seat),
        "tabs": tabs(seat, "proposals:closing"),
    }
    return render(request, "proposals/rating/closing.html", context)


@requires("proposals.own")
@require_POST
def close_ripe(request: SeatRequest) -> HttpResponse:
    count = actions.close_ripe(by=request.seat, today=timezone.localdate())
    messages.success(request, f"已办结 {count} 件。" if count else "现在没有可以办结的提案。")
    return redirect("proposals:closing")


@requires("proposals.own")
@require_POST
def archive_all(request: SeatRequest) -> HttpResponse:
    """`session` or `year` as posted by the page."""
    asked = Asked(request.POST)
    try:
        count = actions.archive_all(
            by=request.seat, session_id=asked.number("session"), year=asked.number("year")
        )
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        messages.success(request, f"已归档 {count} 件。" if count else "没有可以归档的提案。")
    return redirect("proposals:closing")
