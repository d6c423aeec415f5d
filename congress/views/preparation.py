"""Pages of the checklist: all of it, one line of it, and the evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import milestones as actions
from congress.actions.offices import CONFIRMED
from congress.checks import checklist as checks
from congress.checks.preparing import ORDER_32
from congress.forms import preparation as forms
from congress.models import Session, State
from congress.tables import checklist as tables
from congress.tables.session_tabs import tabs
from congress.tables.sessions import session_trail
from congress.views.found import session_of
from union_site import attachments
from union_site.door import requires
from union_site.requests import SeatRequest


@requires("congress.view")
def preparation(request: SeatRequest, session_id: int) -> HttpResponse:
    """筹备: every line with its date, and what the rules say."""
    found, today = session_of(request, session_id), timezone.localdate()
    known = tables.Gathered(found)
    rows = tables.rows(known, today=today)
    may_manage = request.seat.can("congress.manage") and found.state != State.CANCELLED
    context = {
        "session": found,
        "tabs": tabs(found, request.seat, "congress:preparation"),
        "stages": tables.by_stage(rows),
        "progress": tables.progress(rows),
        "findings": tables.findings(known, rows, today=today) if may_manage else [],
        "document": ORDER_32,
        "may_manage": may_manage,
        "trail": [*session_trail(found), ("筹备", "")],
    }
    return render(request, "congress/preparation/checklist.html", context)


def _line(session: Session, name: str) -> checks.Line:
    line = checks.line_of(session, name)
    if line is None or line.is_told_by_data:
        raise Http404
    return line


@requires("congress.manage")
def milestone(request: SeatRequest, session_id: int, name: str) -> HttpResponse:
    """One line: when it was done, with its evidence."""
    found, today = session_of(request, session_id), timezone.localdate()
    line = _line(found, name)
    row = next(r for r in tables.rows(tables.Gathered(found), today=today) if r.line == line)
    if name == CONFIRMED and row.milestone is None:
        # What the rules say of the list is to be accepted there.
        return redirect("congress:offices_confirm", session_id=session_id)
    initial: Any = model_to_dict(row.milestone, exclude=["file"]) if row.milestone else {}
    form = forms.MilestoneForm(
        request.POST or None, files=request.FILES, initial=initial, line=line
    )
    given = {"session": found, "key": name, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.record_milestone, **given):
        messages.success(request, f"“{line.label}”已登记。")
        return redirect("congress:preparation", session_id=session_id)
    context = {
        "form": form,
        "session": found,
        "row": row,
        "facts": tables.line_facts(row),
        "back": reverse("congress:preparation", args=[session_id]),
        "trail": [
            *session_trail(found),
            ("筹备", reverse("congress:preparation", args=[session_id])),
            (line.label, ""),
        ],
    }
    return render(request, "congress/preparation/milestone.html", context)


@require_POST
@requires("congress.manage")
def milestone_remove(request: SeatRequest, session_id: int, name: str) -> HttpResponse:
    found = session_of(request, session_id)
    try:
        actions.remove_milestone(session=found, key=name, by=request.seat)
        messages.success(request, "这项登记已撤回。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:preparation", session_id=session_id)


@requires("congress.view")
def milestone_file(request: SeatRequest, session_id: int, name: str) -> HttpResponse:
    """The evidence of a line."""
    found = session_of(request, session_id)
    row = found.milestones.filter(key=name, file__isnull=False).select_related("file").first()
    if row is None or row.file is None:
        raise Http404
    response: Any = attachments.download(row.file)
    return response
