"""The list at the desk: signing people in by tapping, from the paper sheet, who left."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from congress.actions import signing as actions
from congress.models import Presence, RollEntry, Sitting, roll_at
from congress.tables import attendance as tables
from congress.views.attendance import sitting_of
from union_site.door import requires
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest


@never_cache
@requires("congress.manage")
def desk(request: SeatRequest, sitting_id: int) -> HttpResponse:
    found, asked = sitting_of(request, sitting_id), Asked(request.GET)
    listed, standing = tables.desk(found, asked), tables.standing(found)
    context = {
        "sitting": found,
        "standing": standing,
        "tiles": tables.tiles(standing, request.seat),
        "desk": listed,
        "page": asked.page(listed.rows, tables.DESK_ROWS),
        "query": asked.query,
        "here": request.get_full_path(),
        "trail": [*tables.sitting_trail(found), ("签到名单", "")],
    }
    return render(request, "congress/attendance/desk.html", context)


@require_POST
@requires("congress.manage")
def desk_act(request: SeatRequest, sitting_id: int, entry_id: int) -> HttpResponse:
    """One tap. Asked by htmx it answers with the line alone."""
    found = sitting_of(request, sitting_id)
    entry = get_object_or_404(roll_at(found), pk=entry_id)
    refusal = ""
    try:
        _act(request, found, entry)
    except ValidationError as refused:
        refusal = " ".join(refused.messages)
    if not request.htmx:
        if refusal:
            messages.error(request, refusal)
        return redirect(_back(request, found))
    line = get_object_or_404(roll_at(found).select_related("member"), pk=entry_id)
    context = {"line": line, "sitting": found, "refusal": refusal, "here": _back(request, found)}
    answer = render(request, "congress/attendance/desk_line.html", context)
    answer["HX-Trigger"] = "presence"  # the numbers above ask anew
    return answer


def _act(request: SeatRequest, found: Sitting, entry: RollEntry) -> None:
    step, by, now = request.POST.get("step", ""), request.seat, timezone.now()
    if step == "sign":
        actions.sign_in_at_desk(sitting=found, entry=entry, by=by, now=now)
        return
    mine = Presence.objects.visible_to(by).select_related("sitting__session", "entry")
    presence = get_object_or_404(mine, sitting=found, entry=entry)
    if step == "left":
        actions.record_left(presence=presence, by=by, now=now)
    elif step == "undo":
        reason = request.POST.get("reason", "")
        actions.undo_sign_in(presence=presence, reason=reason, by=by)
    else:
        raise Http404


def _back(request: SeatRequest, found: Sitting) -> str:
    """The list as it was searched."""
    onward = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        return onward
    return f"/congress/sittings/{found.pk}/desk/"


@requires("congress.manage")
def paper_entry(request: SeatRequest, sitting_id: int) -> HttpResponse:
    """Everybody who has not signed, to be ticked from the paper sheet."""
    found = sitting_of(request, sitting_id)
    if request.method == "POST":
        ticked = [int(pk) for pk in request.POST.getlist("entry") if pk.isascii() and pk.isdigit()]
        try:
            count = actions.sign_in_from_paper(
                sitting=found, entries=ticked, by=request.seat, now=timezone.now()
            )
            messages.success(request, f"已按纸质签到表登记 {count} 人。")
            return redirect("congress:sitting", sitting_id=sitting_id)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    context = {
        "sitting": found,
        "lines": roll_at(found).filter(presence_id__isnull=True),
        "trail": [*tables.sitting_trail(found), ("录入纸质签到表", "")],
    }
    return render(request, "congress/attendance/paper_entry.html", context)


@requires("congress.manage")
def desk_export(request: SeatRequest, sitting_id: int) -> HttpResponse:
    found = sitting_of(request, sitting_id)
    rows = tables.desk(found, Asked(request.GET)).rows
    return workbook(f"{found.title}签到名单", tables.COLUMNS, rows)
