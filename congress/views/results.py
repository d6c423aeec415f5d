"""Pages of results: one ballot decided, and the big screen of the hall."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from congress.actions import appraisals, counts, elections
from congress.actions.appraisals import may_see_result
from congress.models import Ballot, Elector
from congress.models.ballots import BallotKind, Medium
from congress.papers import ballots as papers
from congress.tables import results as tables
from congress.tables.session_tabs import tabs
from congress.views.found import ballot_of
from union_site.door import requires
from union_site.requests import SeatRequest


@never_cache
@requires("congress.own")
def ballot_result(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """What was decided; nobody, whoever it is, sees anything of it before."""
    found = ballot_of(request, ballot_id)
    seat = request.seat
    may_manage = seat.can("congress.manage")
    following = Ballot.objects.visible_to(seat).filter(previous=found).first()
    context = {
        **tables.result_context(found, seat),
        "trail": tables.trail(found),
        "tabs": tabs(found.session, seat, "congress:elections") if found.session else [],
        "voters": list(tables.voters(found, seat)),
        "papers": papers.offered(found) if may_manage and found.is_decided else [],
        "following": following,
        "may_manage": may_manage,
        "may_run_off": may_manage and _has_free_seats(found) and following is None,
        "may_vote_again": may_manage and counts.may_vote_again(found) and following is None,
        "may_announce": may_manage and _is_unannounced(found),
    }
    return render(request, "congress/elections/result.html", context)


def _has_free_seats(ballot: Ballot) -> bool:
    return ballot.is_decided and bool(ballot.result.get("free"))


def _is_unannounced(ballot: Ballot) -> bool:
    is_appraisal = ballot.is_decided and ballot.kind == BallotKind.APPRAISAL
    return is_appraisal and ballot.announced_at is None


@require_POST
@requires("congress.manage")
def ballot_announce(request: SeatRequest, ballot_id: int) -> HttpResponse:
    found = ballot_of(request, ballot_id)
    try:
        appraisals.announce_result(ballot=found, by=request.seat, now=timezone.now())
        messages.success(request, "结果已向代表公开。")
    except ValidationError as refusal:
        messages.error(request, "".join(refusal.messages))
    return redirect("congress:ballot_result", ballot_id=ballot_id)


@require_POST
@requires("congress.manage")
def ballot_run_off(request: SeatRequest, ballot_id: int) -> HttpResponse:
    found = ballot_of(request, ballot_id)
    try:
        drafted = elections.run_off(ballot=found, by=request.seat, today=timezone.localdate())
    except ValidationError as refusal:
        messages.error(request, "".join(refusal.messages))
        return redirect("congress:ballot_result", ballot_id=ballot_id)
    messages.success(request, f"{drafted.title}已拟好，核对候选人后再开始投票。")
    return redirect("congress:ballot_people", ballot_id=drafted.pk)


@require_POST
@requires("congress.manage")
def ballot_again(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """What was not adopted, as a new draft, which is changed first."""
    found = ballot_of(request, ballot_id)
    try:
        drafted = counts.vote_again(ballot=found, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, "".join(refusal.messages))
        return redirect("congress:ballot_result", ballot_id=ballot_id)
    messages.success(request, f"{drafted.title}已拟好，按修改后的方案核对票面，再开始表决。")
    return redirect("congress:ballot_edit", ballot_id=drafted.pk)


@never_cache
@requires("congress.own")
def ballot_screen(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """The big screen: while people vote how many have, afterwards the result."""
    found = ballot_of(request, ballot_id)
    context = {**tables.result_context(found, request.seat), **_turnout(request, found)}
    return render(request, "congress/elections/screen.html", context)


@never_cache
@requires("congress.own")
def ballot_screen_turnout(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """The part of the screen that counts up; loads the screen anew when the state has changed."""
    found = ballot_of(request, ballot_id)
    context = {"ballot": found, **_turnout(request, found)}
    response = render(request, "congress/elections/turnout.html", context)
    if request.GET.get("state") != found.state:
        response["HX-Refresh"] = "true"
    return response


def _turnout(request: SeatRequest, ballot: Ballot) -> dict[str, object]:
    electors = Elector.objects.visible_to(request.seat).filter(ballot=ballot)
    entitled = electors.count() or ballot.present or 0
    return {
        "entitled": entitled,
        "has_turnout": ballot.medium == Medium.PHONE,
        "turnout": electors.filter(turnout__isnull=False).count(),
        "may_see": may_see_result(ballot, request.seat),
    }
