"""Pages of the roll of a session: the credentials check, who is on it, taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from congress.actions import roll as actions
from congress.actions.makeup import Standing
from congress.forms import roll as forms
from congress.models import Session, State
from congress.papers import credentials
from congress.tables import roll as tables
from congress.tables import sessions
from congress.tables.session_tabs import tabs
from congress.views.found import session_of
from union_site.door import requires
from union_site.findings import blocking
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest


def _trail(session: Session) -> list[tuple[str, str]]:
    here = reverse("congress:roll", args=[session.pk])
    return [*sessions.session_trail(session), ("代表", here)]


@requires("congress.view")
def roll(request: SeatRequest, session_id: int) -> HttpResponse:
    """Before the check what it finds; afterwards the roll that stands still."""
    found, asked, today = session_of(request, session_id), Asked(request.GET), timezone.localdate()
    may_manage = request.seat.can("congress.manage")
    is_frozen = found.roll_frozen_on is not None
    listed = tables.entries(request.seat, found, asked)
    findings = tables.findings(found, today=today) if may_manage else []
    context = {
        "session": found,
        "tabs": tabs(found, request.seat, "congress:roll"),
        "trail": [*_trail(found)[:-1], ("代表", "")],
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "findings": findings,
        "is_frozen": is_frozen,
        "facts": tables.facts(found) if is_frozen else [],
        "standing": None if is_frozen else Standing.of(found.term, today=today),
        "may_freeze": may_manage and not is_frozen and found.state == State.PLANNED,
        "is_blocked": bool(blocking(findings)),
        "may_thaw": may_manage and is_frozen and not actions.thaw_objection(found),
        "papers": credentials.offered(found) if may_manage else [],
    }
    return render(request, "congress/delegates/roll.html", context)


@requires("congress.view")
def roll_export(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    rows = tables.entries(request.seat, found, Asked(request.GET)).rows
    return workbook(f"{found.short_title}代表名册", tables.COLUMNS, rows)


@requires("congress.manage")
def roll_freeze(request: SeatRequest, session_id: int) -> HttpResponse:
    """资格审查: shows what the rules say; warnings are accepted one by one."""
    found, today = session_of(request, session_id), timezone.localdate()
    form = forms.FreezeForm(request.POST or None)
    given = {"session": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.freeze_roll, **given):
        messages.success(request, f"资格审查已确认，应到正式代表 {found.expected} 人。")
        return redirect("congress:roll", session_id=session_id)
    if request.method != "POST" and found.roll_frozen_on is None:
        form.findings = actions.roll_findings(found, today=today)
    lead = (
        f"{Standing.of(found.term, today=today).report_line()}"
        "确认后本次会议的代表名册固定，应到人数以此为准；此后代表调离、补选不影响本次会议。"
    )
    return form_page(
        request, form, title="代表资格审查", trail=_trail(found), lead=lead, submit="确认资格审查"
    )


@requires("congress.manage")
def roll_thaw(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    form = forms.ThawForm(request.POST or None)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.thaw_roll, **given):
        messages.success(request, "资格审查已撤回，名册改好后请重新确认。")
        return redirect("congress:roll", session_id=session_id)
    return form_page(
        request,
        form,
        title="撤回资格审查",
        trail=_trail(found),
        submit="撤回资格审查",
        is_destructive=True,
    )
