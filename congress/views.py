"""Pages of the congress: the register of sessions, one session, terms, resolutions."""

from __future__ import annotations

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress import actions, forms, tables
from congress.models import CongressTerm, Resolution, Session, State
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline, workbook
from union_site.requests import SeatRequest


def _term(request: SeatRequest, term_id: int) -> CongressTerm:
    terms = CongressTerm.objects.visible_to(request.seat).select_related("union")
    return get_object_or_404(terms, pk=term_id)


def _session(request: SeatRequest, session_id: int) -> Session:
    return get_object_or_404(Session.objects.visible_to(request.seat).for_list(), pk=session_id)


def _resolution(request: SeatRequest, resolution_id: int) -> Resolution:
    return get_object_or_404(
        Resolution.objects.visible_to(request.seat).for_list(), pk=resolution_id
    )


# --- lists --------------------------------------------------------------------------------


@requires("congress.view")
def session_list(request: SeatRequest) -> HttpResponse:
    """The register: the term in force, what the rules say of it, and the sessions."""
    asked = Asked(request.GET)
    listed = tables.sessions(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "may_manage": request.seat.can("congress.manage"),
        **tables.standing(request.seat, today=timezone.localdate()),
    }
    return render(request, "congress/session_list.html", context)


@requires("congress.view")
def session_export(request: SeatRequest) -> HttpResponse:
    rows = tables.sessions(request.seat, Asked(request.GET)).rows
    return workbook("教代会会议", tables.SESSION_COLUMNS, rows)


@requires("congress.view")
def resolution_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.resolutions(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "trail": [("教代会", reverse("congress:session_list")), ("表决与决议", "")],
    }
    return render(request, "congress/resolution_list.html", context)


@requires("congress.view")
def resolution_export(request: SeatRequest) -> HttpResponse:
    rows = tables.resolutions(request.seat, Asked(request.GET)).rows
    return workbook("教代会决议", tables.RESOLUTION_COLUMNS, rows)


@requires("congress.view")
def term_list(request: SeatRequest) -> HttpResponse:
    """Every term; with ?on= the one in force on that day."""
    asked = Asked(request.GET)
    context = {
        "page": asked.page(tables.terms(request.seat, asked)),
        "query": asked.query,
        "today": timezone.localdate(),
        "may_manage": request.seat.can("congress.manage"),
        "trail": [("教代会", reverse("congress:session_list")), ("届次", "")],
    }
    return render(request, "congress/term_list.html", context)


# --- terms --------------------------------------------------------------------------------


def _terms_trail() -> list[tuple[str, str]]:
    return [("教代会", reverse("congress:session_list")), ("届次", reverse("congress:term_list"))]


@requires("congress.manage")
def term_new(request: SeatRequest) -> HttpResponse:
    form = forms.TermForm(request.POST or None, initial=forms.next_term(request.seat))
    if request.method == "POST" and (made := form.submit(actions.open_term, by=request.seat)):
        messages.success(request, f"{made}已登记。")
        return redirect("congress:session_list")
    return form_page(request, form, title="登记届次", trail=_terms_trail())


@requires("congress.manage")
def term_edit(request: SeatRequest, term_id: int) -> HttpResponse:
    term = _term(request, term_id)
    form = forms.TermForm(request.POST or None, initial=model_to_dict(term))
    if request.method == "POST" and form.submit(actions.change_term, term=term, by=request.seat):
        messages.success(request, "届次已修改。")
        return redirect("congress:term_list")
    return form_page(request, form, title="修改届次", trail=_terms_trail())


# --- sessions -----------------------------------------------------------------------------


@requires("congress.manage")
def session_new(request: SeatRequest) -> HttpResponse:
    if not CongressTerm.objects.visible_to(request.seat).exists():
        messages.info(request, "先登记本届的任期和代表人数，再登记会议。")
        return redirect("congress:term_new")
    initial = forms.next_session(request.seat, today=timezone.localdate())
    form = forms.SessionForm(request.POST or None, initial=initial, seat=request.seat)
    if request.method == "POST" and (made := form.submit(actions.plan_session, by=request.seat)):
        messages.success(request, f"{made}已登记。")
        return redirect("congress:session", session_id=made.pk)
    trail = [("教代会", reverse("congress:session_list"))]
    return form_page(request, form, title="登记会议", trail=trail)


@requires("congress.view")
def session(request: SeatRequest, session_id: int) -> HttpResponse:
    found = _session(request, session_id)
    may_manage = request.seat.can("congress.manage")
    context = {
        "session": found,
        "trail": [*tables.session_trail(found)[:1], (found.short_title, "")],
        "facts": tables.session_facts(found),
        "findings": tables.session_findings(found),
        "resolutions": found.resolutions.order_by("position"),
        "events": timeline(found, request.seat),
        "steps": tables.session_steps(found, request.seat),
        "may_change": may_manage and found.state != State.CANCELLED,
        "may_resolve": may_manage and found.is_held,
    }
    return render(request, "congress/session.html", context)


@requires("congress.manage")
def session_edit(request: SeatRequest, session_id: int) -> HttpResponse:
    found = _session(request, session_id)
    form = forms.SessionForm(request.POST or None, initial=model_to_dict(found), seat=request.seat)
    given = {"session": found, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and form.submit(actions.change_session, **given):
        messages.success(request, "会议安排已修改。")
        return redirect("congress:session", session_id=session_id)
    return form_page(request, form, title="修改会议安排", trail=tables.session_trail(found))


@requires("congress.manage")
def session_hold(request: SeatRequest, session_id: int) -> HttpResponse:
    """The head count and what happened; also for correcting it."""
    found = _session(request, session_id)
    form = forms.CountForm(request.POST or None, initial=forms.counted(found))
    given = {"session": found, "by": request.seat, "today": timezone.localdate()}
    trail, lead = tables.session_trail(found), tables.quorum_line(found)
    if request.method == "POST" and form.submit(actions.hold_session, **given):
        messages.success(request, "会议情况已登记。")
        return redirect("congress:session", session_id=session_id)
    title = "更正会议情况" if found.is_held else "登记会议情况"
    return form_page(request, form, title=title, trail=trail, lead=lead)


@requires("congress.manage")
def session_cancel(request: SeatRequest, session_id: int) -> HttpResponse:
    found = _session(request, session_id)
    form = forms.CancelForm(request.POST or None)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.cancel_session, **given):
        messages.success(request, "会议已取消，次数可以重新使用。")
        return redirect("congress:session", session_id=session_id)
    trail = tables.session_trail(found)
    return form_page(
        request, form, title="取消会议", trail=trail, submit="取消会议", is_destructive=True
    )


# --- resolutions --------------------------------------------------------------------------


@requires("congress.manage")
def resolution_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = _session(request, session_id)
    form = forms.ResolutionForm(request.POST or None)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.record_resolution, **given)):
        messages.success(request, tables.verdict_line(made))
        return redirect("congress:session", session_id=session_id)
    trail, lead = tables.session_trail(found), tables.adoption_line(found)
    return form_page(request, form, title="登记表决", trail=trail, lead=lead)


@requires("congress.manage")
def resolution_edit(request: SeatRequest, resolution_id: int) -> HttpResponse:
    found = _resolution(request, resolution_id)
    form = forms.ResolutionForm(request.POST or None, initial=model_to_dict(found))
    given = {"resolution": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_resolution, **given):
        messages.success(request, tables.verdict_line(found))
        return redirect("congress:session", session_id=found.session_id)
    trail, lead = tables.session_trail(found.session), tables.adoption_line(found.session)
    return form_page(request, form, title="更正表决", trail=trail, lead=lead)


@require_POST
@requires("congress.manage")
def resolution_remove(request: SeatRequest, resolution_id: int) -> HttpResponse:
    found = _resolution(request, resolution_id)
    kept = actions.remove_resolution(resolution=found, by=request.seat)
    messages.success(request, "已删去误登的表决，操作记录中留有名称。")
    return redirect("congress:session", session_id=kept.pk)
