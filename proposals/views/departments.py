"""Pages of a department: its list, more time, a co-unit's opinion."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from proposals.actions import departments as actions
from proposals.checks import handling as checks
from proposals.forms.handling import ExtendForm, OpinionForm
from proposals.models import CoUnit, Proposal
from proposals.tables import handed
from proposals.tables.tabs import tabs
from proposals.views.assigning import trail_to
from proposals.views.found import proposal_of
from proposals.views.kinds import FORMAL_KIND, opens
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest


@requires("proposals.handle")
def handling(request: SeatRequest) -> HttpResponse:
    """承办: what this department leads or shares in."""
    asked, today = Asked(request.GET), timezone.localdate()
    rows, chips = handed.listed(request.seat, asked)
    page, stage = asked.page(rows), asked.one_of("stage", handed.STATES)
    for proposal in page:
        proposal.light = handed.light_of(proposal, today)
        proposal.due = handed.due_of(proposal)
    context = {
        "page": page,
        "chips": chips,
        "query": asked.query,
        "words": asked.words,
        "carried": [("stage", stage)] if stage else [],
        "tabs": tabs(request.seat, "proposals:handling"),
    }
    return render(request, "proposals/handling/list.html", context)


@requires("proposals.handle")
def handling_export(request: SeatRequest) -> HttpResponse:
    """The same rows as an xlsx."""
    rows, _ = handed.listed(request.seat, Asked(request.GET))
    return workbook("承办提案", handed.COLUMNS, rows)


@requires("proposals.own")
def extend(request: SeatRequest, proposal_id: int) -> HttpResponse:
    found = proposal_of(request, proposal_id)
    if not opens(request, FORMAL_KIND, found, "extend") or found.due_on is None:
        return redirect("proposals:proposal", found.pk)
    most = checks.deadline("proposals.extension_days", union=found.union, since=found.due_on)
    form = ExtendForm(request.POST or None, initial={"until": most.day})
    form.fields["until"].help_text = f"最多延到{most.words}只能延期一次。"
    given = {"proposal": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.extend, **given):
        messages.success(request, "已延期，提案人和提案工作委员会收到了通知。")
        return redirect("proposals:proposal", found.pk)
    return form_page(request, form, title="申请延期", submit="延期", trail=trail_to(found))


@requires("proposals.own")
def opinion(request: SeatRequest, co_unit_id: int) -> HttpResponse:
    """协办意见 of one co-unit, for the lead."""
    seen = Proposal.objects.visible_to(request.seat)
    rows = CoUnit.objects.visible_to(request.seat).filter(proposal__in=seen)
    found = get_object_or_404(rows.select_related("proposal__union", "seat"), pk=co_unit_id)
    if found.seat_id != request.seat.pk:
        raise PermissionDenied
    if not actions.may_give_opinion(found, request.seat):
        shown = found.proposal.status_words
        messages.warning(request, f"现在是“{shown}”，不能再提协办意见。")
        return redirect("proposals:proposal", found.proposal_id)
    form = OpinionForm(request.POST or None, initial={"text": found.opinion})
    given = {"co_unit": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.give_opinion, **given):
        messages.success(request, "协办意见已交给主办。")
        return redirect("proposals:proposal", found.proposal_id)
    trail = [
        ("承办", reverse("proposals:handling")),
        (found.proposal.heading, reverse("proposals:proposal", args=[found.proposal_id])),
    ]
    more = {"proposal": found.proposal, "draft": f"opinion-{found.pk}"}
    return form_page(
        request,
        form,
        title="协办意见",
        submit="提交",
        trail=trail,
        template="proposals/handling/beside.html",
        more=more,
    )
