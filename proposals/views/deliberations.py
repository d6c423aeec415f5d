"""Pages of deliberations 微议事: the list, a new one, one of them, closing it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from proposals.actions import deliberating, polling
from proposals.actions import records as record_acts
from proposals.forms.deliberations import BeginForm, CloseForm, OpinionForm, UntilForm
from proposals.models import Deliberation, DeliberationRecord
from proposals.tables import deliberations as tables
from proposals.tables.tabs import tabs
from proposals.views.found import deliberation_of, micro_of, proposal_of
from proposals.workflow.deliberation import DELIBERATION, Thing, may_open
from union_site.door import requires
from union_site.forms import ActForm, form_page
from union_site.listing import Asked
from union_site.norms import norm
from union_site.requests import SeatRequest

USUAL_DAYS = 14
Trail = list[tuple[str, str]]


def trail(found: Deliberation | None = None) -> Trail:
    places = [("微议事", reverse("proposals:deliberations"))]
    if found is not None:
        places.append((found.title, reverse("proposals:deliberation", args=[found.pk])))
    return places


def thing_asked_for(request: SeatRequest) -> Thing:
    """?micro= or ?proposal=, as far as this seat may see it."""
    if micro_id := request.GET.get("micro"):
        if len(micro_id) != 36:
            raise Http404
        return micro_of(request, micro_id)
    number = Asked(request.GET).number("proposal")
    return proposal_of(request, number) if number is not None else None


@requires("proposals.own")
def deliberation_list(request: SeatRequest) -> HttpResponse:
    asked, today = Asked(request.GET), timezone.localdate()
    rows, chips = tables.deliberations(request.seat, asked)
    page = asked.page(rows)
    context = {
        "rows": [(row, tables.badge(row, today)) for row in page],
        "page": page,
        "query": asked.query,
        "words": asked.words,
        "chips": chips,
        "may_begin": may_open(None, request.seat),
        "tabs": tabs(request.seat, "proposals:deliberations"),
    }
    return render(request, "proposals/deliberations/list.html", context)


@requires("proposals.own")
def deliberation_new(request: SeatRequest) -> HttpResponse:
    thing, today = thing_asked_for(request), timezone.localdate()
    if not may_open(thing, request.seat):
        raise PermissionDenied
    initial = {
        "opens_on": today,
        "closes_on": today + datetime.timedelta(days=USUAL_DAYS),
        "title": thing.heading if thing is not None else "",
    }
    form = BeginForm(request.POST or None, initial=initial)
    given = {"thing": thing, "by": request.seat}
    if request.method == "POST" and (made := form.submit(deliberating.begin, **given)):
        messages.success(request, "微议事已发起，全校教职工都可以参加。")
        return redirect("proposals:deliberation", made.pk)
    lead = f"就{thing}“{thing.heading}”征求意见。" if thing is not None else ""
    return form_page(request, form, title="发起微议事", trail=trail(), lead=lead, submit="发起")


@requires("proposals.own")
def deliberation(request: SeatRequest, deliberation_id: int) -> HttpResponse:
    """The question, the poll, what was said, and the form to say something."""
    found = deliberation_of(request, deliberation_id)
    return page_of(request, found)


def page_of(
    request: SeatRequest, found: Deliberation, form: OpinionForm | None = None
) -> HttpResponse:
    seat, asked, today = request.seat, Asked(request.GET), timezone.localdate()
    is_running = found.is_running(today)
    page = asked.page(tables.opinions(found, seat, asked))
    poll = polling.result_for(found, seat)
    written = DeliberationRecord.objects.visible_to(seat).filter(deliberation=found)
    context = {
        "deliberation": found,
        "badge": tables.badge(found, today),
        "trail": [*trail(), (found.title, "")],
        "thing": tables.thing_link(found.thing, seat),
        "chips": tables.stance_chips(found, asked),
        "page": page,
        "query": asked.query,
        "opinions": [tables.opinion_row(row, seat, is_running=is_running) for row in page],
        "form": form or (opinion_form(request) if is_running else None),
        "poll": poll,
        "poll_rows": tables.poll_rows(poll) if poll else [],
        "records": written.for_list(),
        "may_record": record_acts.may_record(found, None, seat),
        "steps": tables.steps(found, seat, today),
        "events": tables.happened(found, seat),
    }
    return render(request, "proposals/deliberations/detail.html", context)


def opinion_form(request: SeatRequest, data: Any = None) -> OpinionForm:
    limit = norm("proposals.opinion_characters", union=request.seat.union, on=timezone.localdate())
    return OpinionForm(data, limit=limit.number)


STEPS: dict[str, tuple[type[ActForm], Callable[..., Deliberation], str]] = {
    "close": (CloseForm, deliberating.close, "微议事已结束，小结已公布。"),
    "prolong": (UntilForm, deliberating.prolong, "截止日期已调整。"),
    "reopen": (UntilForm, deliberating.reopen, "微议事继续进行。"),
}


@requires("proposals.own")
def deliberation_step(request: SeatRequest, deliberation_id: int, name: str) -> HttpResponse:
    found = deliberation_of(request, deliberation_id)
    if name not in STEPS:
        raise Http404
    if not DELIBERATION.allows(found, name, request.seat):
        messages.warning(request, f"现在是“{found.get_state_display()}”，您不能办理这一步。")
        return redirect("proposals:deliberation", found.pk)
    make, act, done = STEPS[name]
    usual = timezone.localdate() + datetime.timedelta(days=USUAL_DAYS)
    form = make(request.POST or None, initial={"closes_on": usual, "conclusion": found.conclusion})
    if request.method == "POST" and form.submit(act, deliberation=found, by=request.seat):
        messages.success(request, done)
        return redirect("proposals:deliberation", found.pk)
    label = DELIBERATION.step(name).label
    return form_page(request, form, title=label, trail=trail(found), submit=label)
