"""Pages of a voter: the sheet on the phone, one's own ballots, how secrecy is kept."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from congress.actions.casting import NotTaken, cast
from congress.forms.votes import VotingPaper
from congress.models import Ballot
from congress.tables import votes as tables
from union_site.door import public, requires
from union_site.listing import Asked
from union_site.models import Union
from union_site.norms import norm
from union_site.requests import SeatRequest

REFUSED, NOT_TAKEN = 409, 422


@sensitive_post_parameters()
@never_cache
@requires("congress.own")
def ballot_vote(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """The sheet; a sheet that is sent goes into the urn, or comes back with what is wrong."""
    return (
        _cast(request, ballot_id) if request.method == "POST" else voting_page(request, ballot_id)
    )


@sensitive_variables("paper")
def _cast(request: SeatRequest, ballot_id: int) -> HttpResponse:
    ballots = Ballot.objects.visible_to(request.seat).prefetch_related("items")
    paper = VotingPaper(get_object_or_404(ballots, pk=ballot_id), request.POST)
    try:
        cast(ballot=paper.ballot, by=request.seat, sheet=paper.sheet())
    except NotTaken as refusal:
        paper.objections = refusal.objections
        return voting_page(request, ballot_id, paper=paper)
    except ValidationError as refusal:
        return voting_page(request, ballot_id, refusal=" ".join(refusal.messages))
    return redirect("congress:ballot_vote", ballot_id=ballot_id)


def voting_page(
    request: SeatRequest, ballot_id: int, *, paper: VotingPaper | None = None, refusal: str = ""
) -> HttpResponse:
    """What this voter is to see of the ballot now."""
    rows = tables.mine(request.seat).select_related("union", "session__term", "sitting")
    found = get_object_or_404(rows.prefetch_related("items"), pk=ballot_id)
    standing = tables.standing(found)
    context = {
        "ballot": found,
        "standing": str(standing),
        "paper": (paper or VotingPaper(found)) if standing == tables.Standing.MAY_VOTE else None,
        "refusal": refusal,
        "sign_in_url": tables.sign_in_url(found),
    }
    status = REFUSED if refusal else NOT_TAKEN if paper is not None else 200
    return render(request, "congress/ballots/vote.html", context, status=status)


@never_cache
@requires("congress.own")
def votes(request: SeatRequest) -> HttpResponse:
    """Am I on the roll? Have I voted?"""
    asked = Asked(request.GET)
    page = asked.page(tables.own_ballots(request.seat))
    context = {
        "page": page,
        "rows": tables.rows(page.object_list),
        "places": tables.places(request.seat),
        "query": asked.query,
        "trail": [("工作台", reverse("home")), ("我的投票", "")],
    }
    return render(request, "congress/ballots/votes.html", context)


@public
def secrecy(request: HttpRequest) -> HttpResponse:
    """What is protected and what is not; nobody needs to be logged in to read it."""
    seat = getattr(request, "seat", None)
    union = seat.union if seat is not None else Union()
    least = norm("congress.min_shown", union=union, on=timezone.localdate())
    return render(request, "congress/ballots/secrecy.html", {"least": least})
