"""Pages of resolutions."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from congress import actions
from congress.forms import resolutions as forms
from congress.tables import resolutions, sessions
from congress.views.found import resolution_of, session_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest


@requires("congress.view")
def resolution_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = resolutions.resolutions(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "trail": [("教代会", reverse("congress:session_list")), ("表决与决议", "")],
    }
    return render(request, "congress/resolution_list.html", context)


@requires("congress.view")
def resolution_export(request: SeatRequest) -> HttpResponse:
    rows = resolutions.resolutions(request.seat, Asked(request.GET)).rows
    return workbook("教代会决议", resolutions.RESOLUTION_COLUMNS, rows)


@requires("congress.manage")
def resolution_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    form = forms.ResolutionForm(request.POST or None)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.record_resolution, **given)):
        messages.success(request, resolutions.verdict_line(made))
        return redirect("congress:session", session_id=session_id)
    trail, lead = sessions.session_trail(found), resolutions.adoption_line(found)
    return form_page(request, form, title="登记表决", trail=trail, lead=lead)


@requires("congress.manage")
def resolution_edit(request: SeatRequest, resolution_id: int) -> HttpResponse:
    found = resolution_of(request, resolution_id)
    form = forms.ResolutionForm(request.POST or None, initial=model_to_dict(found))
    given = {"resolution": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_resolution, **given):
        messages.success(request, resolutions.verdict_line(found))
        return redirect("congress:session", session_id=found.session_id)
    trail, lead = sessions.session_trail(found.session), resolutions.adoption_line(found.session)
    return form_page(request, form, title="更正表决", trail=trail, lead=lead)


@require_POST
@requires("congress.manage")
def resolution_remove(request: SeatRequest, resolution_id: int) -> HttpResponse:
    found = resolution_of(request, resolution_id)
    session_id = found.session_id
    try:
        actions.remove_resolution(resolution=found, by=request.seat)
        messages.success(request, "已删去误登的表决，操作记录中留有名称。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:session", session_id=session_id)
