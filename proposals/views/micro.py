"""Pages of micro-proposals: the form, the list, one of them, its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
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
from proposals.views.chips import count_of
from proposals.views.found import micro_of
from proposals.workflow.micro import MICRO
from union_site import attachments
from union_site.door import any_seat, requires
from union_site.forms import take_errors
from union_site.listing import Asked, KeysFirst
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
    base = MicroProposal.objects.visible_to(request.seat)
    if not request.seat.can("proposals.view"):
        base = base.at_hand(request.seat)
    found = ProposalFilter(request.GET, queryset=base.for_list(), request=request)
    chips = _chips(request, base)
    asked = Asked(request.GET)
    page = asked.page(KeysFirst(found.qs, base.lines), count=count_of(chips, asked))
    today = timezone.localdate()
    for proposal in page:
        proposal.author_shown = proposal.shown_author(request.seat)
        proposal.light = steps.light(proposal, today)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "query": query.urlencode(),
        "chips": chips,
        "filter_form": found.form,
        "is_filtered": any(request.GET.get(name) for name in ("q", "category", "since", "until")),
        "tabs": tabs(request.seat, "proposals:list"),
    }
    return render(request, "proposals/micro/list.html", context)


def _chips(request: SeatRequest, base: Any) -> list[dict[str, Any]]:
    counts = dict(base.order_by().values_list("state").annotate(Count("pk")))
    shown = request.GET.get("show", "")
    kept = request.GET.copy()
    kept.pop("page", None)
    chips = [("", "全部", sum(counts.values()))]
    chips += [(str(state), str(state.label), counts.get(state, 0)) for state in MicroState]
    rows = []
    for value, label, count in chips:
        if value and not count and value != shown:
            continue
        kept["show"] = value
        rows.append(
            {
                "label": label,
                "count": count,
                "url": f"?{kept.urlencode()}",
                "is_active": value == shown,
            }
        )
    return rows


@any_seat
def micro(request: SeatRequest, micro_id: str) -> HttpResponse:
    proposal = micro_of(request, micro_id)
    return render(request, "proposals/micro/detail.html", _detail(request, proposal))


def _detail(request: SeatRequest, proposal: MicroProposal) -> dict[str, Any]:
    seat, today = request.seat, timezone.localdate()
    events = StepEvent.objects.visible_to(seat).of(proposal).for_list()
    panels = shown(MICRO_PANELS, proposal, seat, today)
    return {
        **_links(proposal, seat),
        "panels": [panel for panel in panels if not panel.is_aside],
        "asides": [panel for panel in panels if panel.is_aside],
        "proposal": proposal,
        "author": proposal.shown_author(seat),
        "badge": steps.badge(proposal, today),
        "facts": steps.facts(proposal),
        "waiting": steps.waiting_for(proposal, today),
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
    """One step: its form on a page of its own, or done at once where there is nothing to ask."""
    proposal = micro_of(request, micro_id)
    page = steps.PAGES.get(name)
    if page is None:
        raise Http404
    if not MICRO.allows(proposal, name, request.seat):
        return _too_late(request, proposal, name)
    form = page.form(proposal, request.seat, request.POST if request.method == "POST" else None)
    page.fill_in(form, request.GET)
    if request.method == "POST" and form.is_valid():
        try:
            page.act(proposal, request.seat, form.cleaned_data)
        except ValidationError as error:
            take_errors(form, error)
        else:
            messages.success(request, page.said(proposal))
            return _onward(request, proposal)
    context = {"proposal": proposal, "form": form, "page": page, "step": MICRO.step(name)}
    return render(request, "proposals/micro/step.html", context)


def _onward(request: SeatRequest, proposal: MicroProposal) -> HttpResponse:
    """Back to the proposal; a department that has sent it back does not see it any more."""
    if MicroProposal.objects.visible_to(request.seat).filter(pk=proposal.pk).exists():
        return redirect("proposals:micro", proposal.pk)
    return redirect("proposals:list")


def _too_late(request: SeatRequest, proposal: MicroProposal, name: str) -> HttpResponse:
    """Nobody's fault: the page was old, or somebody else was faster."""
    label = MICRO.step(name).label
    messages.warning(
        request, f"现在是“{proposal.get_state_display()}”，您不能“{label}”。可能有人刚刚办理过。"
    )
    return redirect("proposals:micro", proposal.pk)
