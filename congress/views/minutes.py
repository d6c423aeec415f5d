"""Pages of the minutes of a session: made of the rows, edited, made anew, approved."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import minutes as actions
from congress.forms import aftermath as forms
from congress.models import Session, SessionMinutes
from congress.papers.minutes import Composed, compose, facts_of
from congress.tables.aftermath import trail
from congress.tables.session_tabs import tabs
from congress.views.aftermath import tried
from congress.views.found import session_of
from congress.workflow.aftermath import MINUTES
from members.tables.privacy import lines_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import timeline
from union_site.requests import SeatRequest


def _kept(request: SeatRequest, session: Session) -> SessionMinutes | None:
    rows = SessionMinutes.objects.visible_to(request.seat).filter(session=session)
    return rows.select_related("session__term", "union").first()


def _made(session: Session) -> Composed:
    return compose(facts_of(session))


@requires("congress.view")
def minutes(request: SeatRequest, session_id: int) -> HttpResponse:
    """The minutes as they stand; before there are any, what the rows would say."""
    found = session_of(request, session_id)
    kept = _kept(request, found)
    may_manage = request.seat.can("congress.manage")
    shown = kept or (_made(found) if found.is_held else None)
    context = {
        "session": found,
        "minutes": kept,
        "lines": lines_of(shown.text) if shown else [],
        "brief": lines_of(shown.brief) if shown else [],
        "steps": _steps(kept, request) if kept else [],
        "versions": list(kept.versions.select_related("kept_by__user")) if kept else [],
        "events": timeline(kept, request.seat) if kept else [],
        "may_manage": may_manage and found.is_held,
        "tabs": tabs(found, request.seat, "congress:aftermath"),
        "trail": [*trail(found), ("会议纪要", "")],
    }
    return render(request, "congress/aftermath/minutes.html", context)


def _steps(kept: SessionMinutes, request: SeatRequest) -> list[object]:
    return [step for step in MINUTES.open_to(kept, request.seat) if step.name != "edit"]


@requires("congress.manage")
def minutes_edit(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    kept = get_object_or_404(
        SessionMinutes.objects.visible_to(request.seat).select_related("session__term"),
        session=found,
    )
    form = forms.MinutesForm(
        request.POST or None,
        initial={"text": kept.text, "brief": kept.brief, "version": kept.version},
    )
    if request.method == "POST" and form.submit(
        actions.edit_minutes, minutes=kept, by=request.seat
    ):
        messages.success(request, "纪要已保存。")
        return redirect("congress:minutes", session_id=session_id)
    here = ("会议纪要", reverse("congress:minutes", args=[session_id]))
    return form_page(request, form, title="修改会议纪要", trail=[*trail(found), here])


@requires("congress.manage")
def minutes_reopen(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    rows = SessionMinutes.objects.visible_to(request.seat).select_related("session__term", "union")
    kept = get_object_or_404(rows, session=found)
    form = forms.NoteForm(request.POST or None, label="重新修改的理由")
    given = {"minutes": kept, "by": request.seat}
    if request.method == "POST" and form.submit(actions.reopen_minutes, **given):
        messages.success(request, "纪要已退回草稿，可以修改。")
        return redirect("congress:minutes", session_id=session_id)
    here = ("会议纪要", reverse("congress:minutes", args=[session_id]))
    return form_page(request, form, title="重新修改", trail=[*trail(found), here])


@require_POST
@requires("congress.manage")
def minutes_step(request: SeatRequest, session_id: int) -> HttpResponse:
    """First text, text anew, approval."""
    found, step = session_of(request, session_id), request.POST.get("step", "")
    kept, today = _kept(request, found), timezone.localdate()
    if kept is None:
        made = _made(found)
        told = {"session": found, "text": made.text, "brief": made.brief}
        tried(request, "纪要已按会议记录生成，请核对。", actions.draft_minutes, **told)
    elif step == "renew":
        made = _made(found)
        told = {"minutes": kept, "text": made.text, "brief": made.brief}
        tried(request, "已重新生成，原稿保留在下方。", actions.renew_minutes, **told)
    elif step == "approve":
        tried(request, "纪要已审定。", actions.approve_minutes, minutes=kept, today=today)
    else:
        raise Http404
    return redirect("congress:minutes", session_id=session_id)
