"""Pages of formal proposals: the list, one of them, its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from proposals.actions.capacities import may_propose
from proposals.forms.formal_filters import FormalFilter
from proposals.models import Proposal, ProposalState, remember_parties
from proposals.steps import formal as steps
from proposals.tables.collecting import notices
from proposals.tables.handling import events_of
from proposals.tables.panels import FORMAL_PANELS, placed, shown
from proposals.tables.tabs import tabs
from proposals.views.chips import count_of
from proposals.views.found import proposal_of
from proposals.workflow.formal import FORMAL
from union_site.door import requires
from union_site.forms import take_refusal
from union_site.listing import Asked, KeysFirst
from union_site.requests import SeatRequest


@requires("proposals.own")
def formal_list(request: SeatRequest) -> HttpResponse:
    """Those that this seat may see, narrowed by chips and form."""
    base = Proposal.objects.visible_to(request.seat)
    found = FormalFilter(request.GET, queryset=base.for_list(), request=request)
    chips = _chips(request, base)
    asked = Asked(request.GET)
    page = asked.page(KeysFirst(found.qs, base.lines), count=count_of(chips, asked))
    today = timezone.localdate()
    for proposal in page:
        proposal.author_shown = proposal.shown_proposer(request.seat)
        proposal.light = steps.light(proposal, today)
        proposal.badge = steps.badge(proposal)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "query": query.urlencode(),
        "chips": chips,
        "filter_form": found.form,
        "is_filtered": any(request.GET.get(name) for name in found.filters if name != "show"),
        "tabs": tabs(request.seat, "proposals:formal_list"),
        "collections": [] if query else notices(request.seat, today),
        "may_write": may_propose(request.seat, today=today),
    }
    return render(request, "proposals/formal/list.html", context)


def _chips(request: SeatRequest, base: Any) -> list[dict[str, Any]]:
    counts = dict(base.order_by().values_list("state").annotate(Count("pk")))
    shown_now = request.GET.get("show", "")
    kept = request.GET.copy()
    kept.pop("page", None)
    chips = [("", "全部", sum(counts.values()))]
    chips += [(str(state), str(state.label), counts.get(state, 0)) for state in ProposalState]
    rows = []
    for value, label, count in chips:
        if value and not count and value != shown_now:
            continue
        kept["show"] = value
        url = f"?{kept.urlencode()}"
        rows.append({"label": label, "count": count, "url": url, "is_active": value == shown_now})
    return rows


@requires("proposals.own")
def proposal(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """One proposal: its text, how it stands, what happened, and what each subject brings."""
    found = proposal_of(request, proposal_id)
    seat, today = request.seat, timezone.localdate()
    remember_parties(found)
    panels = placed(shown(FORMAL_PANELS, found, seat, today))
    context = {
        "proposal": found,
        "proposer": found.shown_proposer(seat),
        "badge": steps.badge(found),
        "facts": steps.facts(found),
        "waiting": steps.waiting_for(found, today),
        "events": steps.timeline(found, events_of(found, seat), seat),
        "buttons": steps.buttons(found, seat),
        "panels": panels,
    }
    return render(request, "proposals/formal/detail.html", context)


@requires("proposals.own")
def proposal_step(request: SeatRequest, proposal_id: int, name: str) -> HttpResponse:
    """One step: its form on a page of its own, or done at once where there is nothing to ask."""
    found = proposal_of(request, proposal_id)
    page = steps.PAGES.get(name)
    if page is None:
        raise Http404
    if page.route:
        # Typed by hand: the step has a page of its own, which says what it needs.
        return redirect(page.route, found.pk)
    if sentence := _why_not(request, found, name):
        messages.warning(request, sentence)
        return redirect("proposals:proposal", found.pk)
    form = page.form(found, request.seat, request.POST if request.method == "POST" else None)
    page.fill_in(form, request.GET)
    if request.method == "POST" and form.is_valid():
        try:
            page.act(found, request.seat, form.cleaned_data)
        except ValidationError as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, page.done)
            return _onward(request, found)
    context = {"proposal": found, "form": form, "page": page, "step": FORMAL.step(name)}
    return render(request, "proposals/formal/step.html", context)


def _onward(request: SeatRequest, found: Proposal) -> HttpResponse:
    """Back to the proposal; a department that has sent it back does not see it any more."""
    if Proposal.objects.visible_to(request.seat).filter(pk=found.pk).exists():
        return redirect("proposals:proposal", found.pk)
    return redirect("proposals:formal_list")


def _why_not(request: SeatRequest, found: Proposal, name: str) -> str:
    """Why the page of a step does not open, or "". Who has typed something is told by the act,
    beside what was typed.
    """
    step = FORMAL.step(name)
    if not FORMAL.allows(found, name, request.seat):
        return f"现在是“{found.status_words}”，您不能“{step.label}”。可能有人刚刚办理过。"
    return "" if request.method == "POST" else step.objection(found)
