"""Pages that set up elections, appraisals and polls of a session."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from congress.actions import appraisals, counts
from congress.actions import elections as actions
from congress.forms import elections as forms
from congress.models import Ballot, BallotState
from congress.models.ballots import BallotKind
from congress.papers import ballots as papers
from congress.tables import elections as tables
from congress.tables.results import trail as trail_of
from congress.tables.session_tabs import tabs
from congress.tables.sessions import session_trail
from congress.views.found import session_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.requests import SeatRequest


@requires("congress.view")
def elections(request: SeatRequest, session_id: int) -> HttpResponse:
    """Every ballot of a session that is no vote on a matter, and the ways to begin one."""
    found = session_of(request, session_id)
    context = {
        "session": found,
        "rows": tables.rows(found, request.seat),
        "trail": [*session_trail(found), ("选举与测评", "")],
        "tabs": tabs(found, request.seat, "congress:elections"),
        "may_manage": request.seat.can("congress.manage"),
    }
    return render(request, "congress/elections/list.html", context)


@requires("congress.manage")
def election_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    begin = forms.first_election(found)
    form = _people_form(request, forms.ElectionForm, begin, session=found, seat=request.seat)
    given = {"session": found, "by": request.seat, "today": timezone.localdate()}
    if form.is_bound and (made := form.submit(actions.draft_election, **given)):
        messages.success(request, "选举已拟好，请填写候选人简介。")
        return redirect("congress:ballot_people", ballot_id=made.pk)
    return _people_page(request, form, found, title="拟定选举")


@requires("congress.manage")
def election_edit(request: SeatRequest, ballot_id: int) -> HttpResponse:
    found = _of_session(request, ballot_id, BallotKind.ELECTION)
    session: Any = found.session
    begin = forms.drafted(found)
    form = _people_form(request, forms.ElectionForm, begin, session=session, seat=request.seat)
    given = {"ballot": found, "by": request.seat, "today": timezone.localdate()}
    if form.is_bound and form.submit(actions.change_election, **given):
        messages.success(request, "选举已修改。")
        return redirect("congress:ballot_people", ballot_id=ballot_id)
    return _people_page(request, form, session, title="修改选举")


@requires("congress.manage")
def appraisal_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    begin = forms.first_appraisal(found)
    form = _people_form(request, forms.AppraisalForm, begin, session=found, seat=request.seat)
    given = {"session": found, "by": request.seat}
    if form.is_bound and (made := form.submit(appraisals.draft_appraisal, **given)):
        messages.success(request, "民主评议已拟好，请核对职务。")
        return redirect("congress:ballot_people", ballot_id=made.pk)
    return _people_page(request, form, found, title="拟定民主评议")


@requires("congress.manage")
def poll_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    form = forms.PollForm(request.POST or None, initial=forms.first_poll(found), session=found)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and form.submit(appraisals.draft_poll, **given):
        messages.success(request, "满意度测评已拟好。")
        return redirect("congress:elections", session_id=session_id)
    return form_page(request, form, title="拟定满意度测评", trail=session_trail(found))


@requires("congress.manage")
def ballot_people(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """What stands beside each name of a draft: introductions, posts."""
    found = get_object_or_404(
        Ballot.objects.visible_to(request.seat).for_list(),
        pk=ballot_id,
        kind__in=[BallotKind.ELECTION, BallotKind.APPRAISAL],
    )
    form = forms.NotesForm(request.POST or None, ballot=found)
    given = {"ballot": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.introduce, **given):
        messages.success(request, "已保存。")
        return redirect("congress:ballot_people", ballot_id=ballot_id)
    context = {
        "ballot": found,
        "form": form,
        "trail": trail_of(found),
        "is_draft": found.state == BallotState.DRAFT,
        "is_election": found.kind == BallotKind.ELECTION,
        "facts": tables.facts(found, len(form.items)),
        "papers": papers.offered(found),
        "tabs": tabs(found.session, request.seat, "congress:elections") if found.session else [],
        "may_count": counts.may_count(found, request.seat),
    }
    return render(request, "congress/elections/people.html", context)


def _of_session(request: SeatRequest, ballot_id: int, kind: str) -> Ballot:
    rows = Ballot.objects.visible_to(request.seat).filter(session__isnull=False, kind=kind)
    return get_object_or_404(rows.for_list(), pk=ballot_id)


def _people_form(request: SeatRequest, form: Any, begin: dict[str, Any], **given: Any) -> Any:
    """The form as sent, or, while people are searched for, as it was typed so far."""
    words = request.POST.get("q", "").strip()[:50]
    if request.method != "POST":
        return form(None, initial=begin, words=words, **given)
    if "find" in request.POST:
        return form(None, initial=forms.typed(request.POST), words=words, **given)
    return form(request.POST, words=words, **given)


def _people_page(request: SeatRequest, form: Any, session: Any, *, title: str) -> HttpResponse:
    context = {
        "form": form,
        "words": request.POST.get("q", ""),
        "page_name": title,
        "trail": [*session_trail(session), (title, "")],
        "session": session,
    }
    return render(request, "congress/elections/people_form.html", context)
