"""Pages of the offices of a session."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from congress.actions import offices as actions
from congress.forms import offices as forms
from congress.models import Session, State
from congress.models.sittings import Office
from congress.tables.checklist import Gathered
from congress.tables.session_tabs import tabs
from congress.tables.sessions import session_trail
from congress.views.found import session_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.requests import SeatRequest


def _trail(session: Session) -> list[tuple[str, str]]:
    here = reverse("congress:offices", args=[session.pk])
    return [*session_trail(session), ("会议职务", here)]


@requires("congress.view")
def offices(request: SeatRequest, session_id: int) -> HttpResponse:
    """Who presides, who checks credentials, who watches and counts."""
    found = session_of(request, session_id)
    known = Gathered(found)
    may_manage = request.seat.can("congress.manage") and found.state != State.CANCELLED
    held = [(Office(key).label, people) for key, people in known.offices.items() if people]
    shown = actions.office_findings(found, known.offices, known.rules) if may_manage else []
    context = {
        "session": found,
        "tabs": tabs(found, request.seat, "congress:preparation"),
        "held": held,
        "findings": shown,
        "confirmed": known.milestones.get(actions.CONFIRMED),
        "may_manage": may_manage,
        "trail": [*session_trail(found), ("会议职务", "")],
    }
    return render(request, "congress/preparation/offices.html", context)


@requires("congress.manage")
def offices_edit(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    initial = {key: [one.pk for one in rows] for key, rows in actions.named(found).items()}
    form = forms.OfficesForm(request.POST or None, session=found, initial=initial)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.propose_offices, **given):
        messages.success(request, "名单已保存。")
        return redirect("congress:offices", session_id=session_id)
    context = {
        "form": form,
        "trail": [*_trail(found), ("提出名单", "")],
        "back": reverse("congress:offices", args=[session_id]),
    }
    return render(request, "congress/preparation/offices_form.html", context)


@requires("congress.manage")
def offices_confirm(request: SeatRequest, session_id: int) -> HttpResponse:
    """That the preparatory meeting adopted the list."""
    found, today = session_of(request, session_id), timezone.localdate()
    form = forms.ConfirmForm(request.POST or None, initial={"done_on": today})
    given = {"session": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.confirm_offices, **given):
        messages.success(request, "已登记：名单经预备会议通过。")
        return redirect("congress:offices", session_id=session_id)
    lead = "登记后名单不能再改，直到在筹备清单里撤回这项登记。"
    return form_page(request, form, title="登记预备会议通过", trail=_trail(found), lead=lead)
