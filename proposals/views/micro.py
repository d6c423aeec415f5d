"""Pages of micro-proposals: the form, the list, one of them, its steps."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from proposals import actions
from proposals.forms.filters import ProposalFilter
from proposals.forms.micro import MicroProposalForm
from proposals.models import MicroProposal, MicroState
from proposals.steps import micro as steps
from proposals.tables.panels import MICRO_PANELS, shown
from proposals.tables.tabs import tabs
from proposals.views.behalf import limit_of
from proposals.views.found import micro_of
from proposals.views.kinds import MICRO_KIND, step_page
from proposals.views.listed import listed
from union_site import attachments
from union_site.door import any_seat, requires
from union_site.forms import take_errors
from union_site.models import Seat, StepEvent
from union_site.requests import SeatRequest


@never_cache
@requires("proposals.submit")
def micro_new(request: SeatRequest) -> HttpResponse:
    """The form on the phone; answers a good submission with its receipt.

    The receipt is shown in the answer itself and not after a redirect, since keeping the code
    in the session would tie an anonymous proposal to its author.
    """
    limit = limit_of(request)
    if request.method == "POST":
        form = MicroProposalForm(request.POST, request.FILES, limit=limit)
        if form.is_valid():
            try:
                receipt = actions.submit(**form.cleaned_data, by=request.seat)
            except ValidationError as error:
                take_errors(form, error)
            else:
                context = {"receipt": receipt, "is_behalf": False}
                return render(request, "proposals/micro/receipt.html", context)
    else:
        form = MicroProposalForm(
            limit=limit, initial={"submission_key": actions.new_submission_key()}
        )
    return render(request, "proposals/micro/new.html", {"form": form, "limit": limit})


@any_seat
def micro_list(request: SeatRequest) -> HttpResponse:
    """All proposals of the union for those who may see all; else one's own and published ones."""
    seat, today = request.seat, timezone.localdate()
    rows = MicroProposal.objects.visible_to(seat)
    if not seat.can("proposals.view"):
        rows = rows.at_hand(seat)
    context = listed(request, rows, ProposalFilter, MicroState.choices)
    for proposal in context["page"]:
        proposal.url = MICRO_KIND.url(proposal)
        proposal.shown_by = proposal.shown_author(seat)
        proposal.badges = [steps.light(proposal, today) or steps.badge(proposal)]
        proposal.sent_on = proposal.submitted_on
    context["tabs"] = tabs(seat, "proposals:list")
    return render(request, "proposals/micro/list.html", context)


@any_seat
def micro(request: SeatRequest, micro_id: str) -> HttpResponse:
    proposal = micro_of(request, micro_id)
    return render(request, "proposals/micro/detail.html", _detail(request, proposal))


def _detail(request: SeatRequest, proposal: MicroProposal) -> dict[str, Any]:
    seat, today = request.seat, timezone.localdate()
    events = StepEvent.objects.visible_to(seat).of(proposal).for_list()
    return {
        **_links(proposal, seat),
        "panels": shown(MICRO_PANELS, proposal, seat, today),
        "proposal": proposal,
        "trail": MICRO_KIND.trail(proposal),
        "by": proposal.shown_author(seat),
        "badge": steps.badge(proposal),
        "facts": steps.facts(proposal),
        "waiting": steps.waiting_for(proposal, today),
        "again": steps.again(proposal),
        "result_tone": "plain" if proposal.is_handled_again else "ok",
        "events": steps.timeline(proposal, list(events), seat),
        "buttons": steps.buttons(proposal, seat),
    }


def _links(proposal: MicroProposal, seat: Seat) -> dict[str, str]:
    """Where it came from and what it repeats, for those who may open that."""
    original, meeting = proposal.duplicate_of, proposal.meeting
    rows = MicroProposal.objects.visible_to(seat)
    may_open = original is not None and rows.filter(pk=original.pk).exists()
    shows_meeting = meeting is not None and seat.can("proposals.view")
    return {
        "original_url": reverse("proposals:micro", args=[original.pk])
        if original and may_open
        else "",
        "meeting_url": reverse("proposals:meeting", args=[meeting.pk])
        if meeting and shows_meeting
        else "",
    }


@any_seat
def micro_photo(request: SeatRequest, micro_id: str) -> FileResponse:
    """The picture, for those who may see the proposal."""
    proposal = micro_of(request, micro_id)
    if proposal.photo is None:
        raise Http404
    return attachments.download(proposal.photo)


@any_seat
def micro_step(request: SeatRequest, micro_id: str, name: str) -> HttpResponse:
    proposal = micro_of(request, micro_id)
    quote = steps.above(proposal, name, request.seat)
    return step_page(request, MICRO_KIND, proposal, name, quote=quote)
