"""Pages of leave: who has asked, one request and its steps."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from congress.actions import leaves as actions
from congress.forms import leaves as forms
from congress.models import Leave
from congress.tables import leaves as tables
from congress.views.found import session_of
from congress.workflow.leaves import LEAVE
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline, workbook
from union_site.requests import SeatRequest


@requires("congress.own")
def leave_list(request: SeatRequest, session_id: int) -> HttpResponse:
    """All for the chair; for others their own and those of the delegation they head."""
    found, asked = session_of(request, session_id), Asked(request.GET)
    listed = tables.leaves(found, request.seat, asked)
    context = {
        "session": found,
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "may_ask": forms.may_ask_for(found, request.seat).exists(),
        "trail": [*tables.trail(found)[:-1], ("请假", "")],
    }
    return render(request, "congress/attendance/leaves.html", context)


@requires("congress.own")
def leave_export(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    rows = tables.leaves(found, request.seat, Asked(request.GET)).rows
    return workbook("请假情况", tables.COLUMNS, rows)


@requires("congress.own")
def leave_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    people = forms.may_ask_for(found, request.seat)
    own = people.filter(member__seat=request.seat).first()
    if own is None and not people.exists():
        messages.info(request, "您不在本次会议的代表名册上，不用请假。")
        return redirect("home")
    initial = {"entry": own.pk if own else None, "sitting": request.GET.get("sitting")}
    form = forms.LeaveForm(request.POST or None, session=found, seat=request.seat, initial=initial)
    given = {"session": found, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and (made := form.submit(actions.ask_leave, **given)):
        messages.success(request, f"{made}，{made.get_state_display()}。")
        return redirect("congress:leave", leave_id=made.pk)
    lead = "向团长请假，由主席团批准。请假的代表仍计入应到人数。"
    return form_page(
        request, form, title="请假", trail=tables.trail(found), lead=lead, submit="提交"
    )


def _leave(request: SeatRequest, leave_id: int) -> Leave:
    rows = Leave.objects.visible_to(request.seat).readable_by(request.seat).for_list()
    return get_object_or_404(rows, pk=leave_id)


@requires("congress.own")
def leave(request: SeatRequest, leave_id: int) -> HttpResponse:
    """One request; a POST takes a step, which may need a reason."""
    found = _leave(request, leave_id)
    steps = LEAVE.open_to(found, request.seat)
    refusal = ""
    if request.method == "POST":
        chosen = next((step for step in steps if step.name == request.POST.get("step")), None)
        if chosen is None:
            raise Http404
        note = request.POST.get("note", "")[:200]
        try:
            actions.decide_leave(leave=found, step=chosen.name, by=request.seat, note=note)
            messages.success(request, f"已办理：{chosen.label}。")
            return redirect("congress:leave", leave_id=leave_id)
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
    context = {
        "leave": found,
        "facts": tables.facts(found),
        "steps": steps,
        "refusal": refusal,
        "events": timeline(found, request.seat),
        "trail": [
            *tables.trail(found.session)[:-1],
            ("请假", reverse("congress:leave_list", args=[found.session_id])),
            (str(found), ""),
        ],
    }
    return render(request, "congress/attendance/leave.html", context)
