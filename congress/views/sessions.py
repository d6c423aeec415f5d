"""Pages of sessions: the register and one session."""

from __future__ import annotations

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from congress import actions
from congress.forms import sessions as forms
from congress.models import CongressTerm, State
from congress.tables import checklist, going_on, sessions, terms
from congress.tables.session_tabs import tabs
from congress.views.found import session_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline, workbook
from union_site.requests import SeatRequest


@requires("congress.view")
def session_list(request: SeatRequest) -> HttpResponse:
    """The register: the term in force, what the rules say of it, and the sessions."""
    asked = Asked(request.GET)
    listed = sessions.sessions(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "may_manage": request.seat.can("congress.manage"),
        **terms.standing(request.seat, today=timezone.localdate()),
    }
    return render(request, "congress/session_list.html", context)


@requires("congress.view")
def session_export(request: SeatRequest) -> HttpResponse:
    rows = sessions.sessions(request.seat, Asked(request.GET)).rows
    return workbook("教代会会议", sessions.SESSION_COLUMNS, rows)


@requires("congress.manage")
def session_new(request: SeatRequest) -> HttpResponse:
    terms_here = CongressTerm.objects.visible_to(request.seat)
    if not terms_here.exists():
        messages.info(request, "先登记本届的任期和代表人数，再登记会议。")
        return redirect("congress:term_new")
    asked_for = Asked(request.GET).number("term")
    chosen = terms_here.filter(pk=asked_for).first() if asked_for is not None else None
    initial = forms.next_session(request.seat, today=timezone.localdate(), term=chosen)
    form = forms.SessionForm(request.POST or None, initial=initial, seat=request.seat)
    if request.method == "POST" and (made := form.submit(actions.plan_session, by=request.seat)):
        messages.success(request, f"{made}已登记。")
        return redirect("congress:session", session_id=made.pk)
    trail = [("教代会", reverse("congress:session_list"))]
    return form_page(request, form, title="登记会议", trail=trail)


@requires("congress.view")
def session(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    may_manage = request.seat.can("congress.manage")
    shown = checklist.overview(found, may_manage=may_manage, today=timezone.localdate())
    context = {
        **shown,
        **going_on.standing(found, request.seat),
        "session": found,
        "tabs": tabs(found, request.seat, "congress:session"),
        "trail": [*sessions.session_trail(found)[:1], (found.short_title, "")],
        "facts": sessions.session_facts(found),
        "findings": sessions.session_findings(found) + shown["findings"],
        "resolutions": found.resolutions.order_by("position"),
        "events": timeline(found, request.seat),
        "steps": sessions.session_steps(found, request.seat),
        "may_change": may_manage and found.state != State.CANCELLED,
    }
    return render(request, "congress/session.html", context)


@requires("congress.manage")
def session_edit(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    form = forms.SessionForm(request.POST or None, initial=model_to_dict(found), seat=request.seat)
    given = {"session": found, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and form.submit(actions.change_session, **given):
        messages.success(request, "会议安排已修改。")
        return redirect("congress:session", session_id=session_id)
    return form_page(request, form, title="修改会议安排", trail=sessions.session_trail(found))


@requires("congress.manage")
def session_hold(request: SeatRequest, session_id: int) -> HttpResponse:
    """The head count and what happened; also for correcting it."""
    found = session_of(request, session_id)
    form = forms.CountForm(request.POST or None, initial=forms.counted(found))
    form.take_roll(found)
    given = {"session": found, "by": request.seat, "today": timezone.localdate()}
    trail, lead = sessions.session_trail(found), sessions.quorum_line(found)
    if request.method == "POST" and form.submit(actions.hold_session, **given):
        messages.success(request, "会议情况已登记。")
        return redirect("congress:session", session_id=session_id)
    title = "更正会议情况" if found.is_held else "登记会议情况"
    return form_page(request, form, title=title, trail=trail, lead=lead)


@requires("congress.manage")
def session_cancel(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    form = forms.CancelForm(request.POST or None)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.cancel_session, **given):
        messages.success(request, "会议已取消，次数可以重新使用。")
        return redirect("congress:session", session_id=session_id)
    trail = sessions.session_trail(found)
    return form_page(
        request, form, title="取消会议", trail=trail, submit="取消会议", is_destructive=True
    )
