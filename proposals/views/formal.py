"""Pages of formal proposals: the list, one of them, its steps."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from proposals.actions.capacities import may_propose
from proposals.forms.formal_filters import FormalFilter
from proposals.models import Proposal, ProposalState, remember_parties
from proposals.steps import formal as steps
from proposals.tables.collecting import notices
from proposals.tables.handling import events_of
from proposals.tables.panels import FORMAL_PANELS, shown
from proposals.tables.tabs import tabs
from proposals.views.found import proposal_of
from proposals.views.kinds import FORMAL_KIND, step_page
from proposals.views.listed import listed
from union_site.door import requires
from union_site.requests import SeatRequest


@requires("proposals.own")
def formal_list(request: SeatRequest) -> HttpResponse:
    """Those that this seat may see, narrowed by chips and form."""
    seat, today = request.seat, timezone.localdate()
    rows = Proposal.objects.visible_to(seat)
    context = listed(request, rows, FormalFilter, ProposalState.choices)
    for proposal in context["page"]:
        light = steps.light(proposal, today)
        proposal.url = FORMAL_KIND.url(proposal)
        proposal.shown_by = proposal.shown_proposer(seat)
        proposal.badges = [steps.badge(proposal), *([light] if light else [])]
        sent = proposal.submitted_at
        proposal.sent_on = timezone.localdate(sent) if sent else None
    context |= {
        "tabs": tabs(seat, "proposals:formal_list"),
        "collections": [] if context["query"] else notices(seat, today),
        "may_write": may_propose(seat, today=today),
    }
    return render(request, "proposals/formal/list.html", context)


@requires("proposals.own")
def proposal(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """One proposal: its text, how it stands, what happened, and what each subject brings."""
    found = proposal_of(request, proposal_id)
    seat, today = request.seat, timezone.localdate()
    remember_parties(found)
    context = {
        "proposal": found,
        "by": found.shown_proposer(seat),
        "badge": steps.badge(found),
        "facts": steps.facts(found),
        "waiting": steps.waiting_for(found, today),
        "events": steps.timeline(found, events_of(found, seat), seat),
        "buttons": steps.buttons(found, seat),
        "trail": FORMAL_KIND.trail(found),
        "panels": shown(FORMAL_PANELS, found, seat, today),
    }
    return render(request, "proposals/formal/detail.html", context)


@requires("proposals.own")
def proposal_step(request: SeatRequest, proposal_id: int, name: str) -> HttpResponse:
    found = proposal_of(request, proposal_id)
    return step_page(request, FORMAL_KIND, found, name, quote=found.suggestion)
