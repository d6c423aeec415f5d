"""Pages of ballots for those who run them. Nobody's choice is on any of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from congress.actions import ballots as actions
from congress.actions.voiding import void_ballot
from congress.forms import ballots as forms
from congress.models import BallotState, Session
from congress.papers import ballots as papers
from congress.tables import ballots as tables
from congress.tables.session_tabs import tabs
from congress.tables.votes import awaiting
from congress.views.found import ballot_of, session_of
from congress.views.votes import voting_page
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline, workbook
from union_site.requests import SeatRequest

STOP_POLLING = 286
FORM = "congress/ballots/form.html"


def _around(request: SeatRequest, session: Session | None) -> dict[str, Any]:
    """The tabs of the session that a ballot belongs to."""
    return {"tabs": tabs(session, request.seat, "congress:ballot_list") if session else []}


@requires("congress.view")
def ballot_list(request: SeatRequest, session_id: int) -> HttpResponse:
    """The ballots of a session with their turnout."""
    found, asked = session_of(request, session_id), Asked(request.GET)
    listed = tables.ballots(found, request.seat, asked)
    page = asked.page(listed.rows, count=listed.count)
    context = {
        "session": found,
        "tabs": tabs(found, request.seat, "congress:ballot_list"),
        "listed": listed,
        "page": page,
        "rows": tables.rows(page.object_list),
        "query": asked.query,
        "words": asked.words,
        "may_manage": request.seat.can("congress.manage"),
        "trail": [*tables.list_trail(found)[:-1], ("表决", "")],
    }
    return render(request, "congress/ballots/list.html", context)


@requires("congress.view")
def ballot_export(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    rows = tables.ballots(found, request.seat, Asked(request.GET)).rows
    return workbook(f"{found.short_title}表决", tables.COLUMNS, rows)


@never_cache
@requires("congress.own")
def ballot(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """For a manager turnout and steps; for everybody else the sheet."""
    if not request.seat.can("congress.manage"):
        return voting_page(request, ballot_id)
    found = ballot_of(request, ballot_id)
    said = tables.findings(found)
    context = {
        **_around(request, found.session),
        "ballot": found,
        "tone": tables.tone(found),
        "may_vote": awaiting(request.seat).filter(pk=found.pk).exists(),
        "is_draft": found.state == BallotState.DRAFT,
        "edit_url": tables.edit_url(found),
        "papers": papers.offered(found),
        "items": found.items.all(),
        "facts": tables.facts(found),
        "findings": said,
        "steps": tables.steps(found, request.seat, said),
        "events": timeline(found, request.seat),
        "trail": [*tables.list_trail(found.session), (found.title, "")],
    }
    return render(request, "congress/ballots/detail.html", context)


@never_cache
@requires("congress.view")
def ballot_turnout(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """How many have voted: asked for every few seconds while the ballot is open."""
    found = ballot_of(request, ballot_id)
    context = {"ballot": found, "is_asked": found.is_open}
    status = 200 if found.is_open else STOP_POLLING
    return render(request, "congress/ballots/turnout.html", context, status=status)


@requires("congress.manage")
def ballot_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    initial = forms.new_ballot(found)
    form = forms.BallotForm(request.POST or None, session=found, initial=initial)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.draft_ballot, **given)):
        messages.success(request, "草稿已保存，核对无误后可以开始表决。")
        return redirect("congress:ballot", ballot_id=made.pk)
    return form_page(
        request,
        form,
        title="拟定表决",
        trail=tables.list_trail(found),
        template=FORM,
        more={**_around(request, found), "elections_url": tables.elections_url(found)},
    )


@requires("congress.manage")
def ballot_edit(request: SeatRequest, ballot_id: int) -> HttpResponse:
    found = ballot_of(request, ballot_id)
    if found.state != BallotState.DRAFT:
        messages.error(request, actions.NOT_DRAFT)
        return redirect("congress:ballot", ballot_id=ballot_id)
    initial = forms.drafted(found)
    form = forms.BallotForm(request.POST or None, session=found.session, initial=initial)
    given = {"ballot": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_ballot, **given):
        messages.success(request, "草稿已修改。")
        return redirect("congress:ballot", ballot_id=ballot_id)
    around = _around(request, found.session)
    trail = tables.trail(found)
    return form_page(request, form, title="修改草稿", trail=trail, template=FORM, more=around)


@require_POST
@requires("congress.manage")
def ballot_remove(request: SeatRequest, ballot_id: int) -> HttpResponse:
    found = ballot_of(request, ballot_id)
    form = forms.RemoveForm(request.POST)
    if form.submit(actions.remove_ballot, ballot=found, by=request.seat) is None:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
        return redirect("congress:ballot", ballot_id=ballot_id)
    messages.success(request, "草稿已删去。")
    if found.session_id is None:
        return redirect("congress:session_list")
    return redirect("congress:ballot_list", session_id=found.session_id)


@requires("congress.manage")
def ballot_open(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """Asks once more, with what the rules say; warnings are accepted here."""
    found = ballot_of(request, ballot_id)
    form = forms.OpenForm(request.POST if request.method == "POST" else None)
    given = {"ballot": found, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and form.submit(actions.open_ballot, **given):
        messages.success(request, "表决已经开始。")
        return redirect("congress:ballot", ballot_id=ballot_id)
    if request.method != "POST":
        form.findings = tables.findings(found)
    return form_page(
        request,
        form,
        title="开始表决",
        trail=tables.trail(found),
        lead=tables.opening_line(found),
        submit="开始表决",
        template=FORM,
        more=_around(request, found.session),
    )


@requires("congress.manage")
def ballot_close(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """Asks once more; that few have voted is said before the button is pressed."""
    found = ballot_of(request, ballot_id)
    form = forms.CloseForm(request.POST if request.method == "POST" else None)
    given = {"ballot": found, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and form.submit(actions.close_ballot, **given):
        messages.success(request, "投票已结束，结果已公布。")
        return redirect("congress:ballot", ballot_id=ballot_id)
    if request.method != "POST" and found.is_open:
        form.findings = actions.closing_findings(found)
    return form_page(
        request,
        form,
        title="结束投票",
        trail=tables.trail(found),
        lead=tables.closing_line(found),
        submit="结束投票并公布结果",
        template=FORM,
        more=_around(request, found.session),
    )


@requires("congress.manage")
def ballot_void(request: SeatRequest, ballot_id: int) -> HttpResponse:
    found = ballot_of(request, ballot_id)
    form = forms.VoidForm(request.POST or None)
    given = {"ballot": found, "by": request.seat}
    if request.method == "POST" and form.submit(void_ballot, **given):
        messages.success(request, "本次表决已作废。")
        return redirect("congress:ballot", ballot_id=ballot_id)
    lead = "作废后不能恢复；已投的票不计票，也不能再查看，须另行拟定表决重新投票。"
    return form_page(
        request,
        form,
        title="作废",
        trail=tables.trail(found),
        lead=lead,
        submit="作废",
        is_destructive=True,
        template=FORM,
        more=_around(request, found.session),
    )
