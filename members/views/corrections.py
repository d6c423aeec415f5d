"""Pages of corrections: asking for one, and settling it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import corrections as actions
from members.forms import corrections as forms
from members.models import Correction
from members.tables import corrections as tables
from members.tables import personal
from members.views.personal import own_row
from members.workflow.corrections import CORRECTING
from union_site import attachments
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline, workbook
from union_site.requests import SeatRequest


def _correction(request: SeatRequest, correction_id: int) -> Correction:
    rows = Correction.objects.visible_to(request.seat).select_related(
        "member__group", "member__union", "union", "decided_by__user", "evidence"
    )
    return get_object_or_404(rows, pk=correction_id)


# --- the member -----------------------------------------------------------------------------


@never_cache
@requires("own.view")
def my_corrections(request: SeatRequest) -> HttpResponse:
    """One's own requests, and the fields that a new one may be about."""
    member = own_row(request)
    if member is None:
        return redirect("members:me")
    rows = Correction.objects.visible_to(request.seat).of_seat(request.seat).for_list()
    page = Asked(request.GET).page(rows)
    context = {
        "page": page,
        "rows": [
            (row, tables.sides(row), CORRECTING.allows(row, "withdraw", request.seat))
            for row in page
        ],
        "fields": Correction.Field.choices,
        "trail": [*tables.own_trail()[:1], ("更正申请", "")],
    }
    return render(request, "members/personal/corrections.html", context)


@never_cache
@requires("own.view")
def correction_new(request: SeatRequest) -> HttpResponse:
    """?field= names what the request is about."""
    member, name = own_row(request), request.GET.get("field", "")
    if member is None or name not in Correction.Field.values:
        return redirect("members:my_corrections")
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = forms.CorrectionForm(data, files=files, name=name)
    given = {"member": member, "by": request.seat, "today": timezone.localdate(), "field": name}
    if request.method == "POST" and form.submit(actions.ask, **given):
        messages.success(request, "更正申请已交给工会主席，办结后会通知您。")
        return redirect("members:my_corrections")
    label = personal.label_of(name)
    value = personal.value_in_words(member, name)
    shown = personal.cover(name, value) if value and _is_sensitive(name) else value
    context = {
        "form": form,
        "label": label,
        "current": shown,
        "trail": [*tables.own_trail(), (f"更正{label}", "")],
    }
    return render(request, "members/personal/correction_new.html", context)


def _is_sensitive(name: str) -> bool:
    return Correction(field=name).is_sensitive


@require_POST
@requires("own.view")
def correction_withdraw(request: SeatRequest, correction_id: int) -> HttpResponse:
    rows = Correction.objects.visible_to(request.seat).of_seat(request.seat)
    correction = get_object_or_404(rows, pk=correction_id)
    try:
        actions.withdraw(correction=correction, by=request.seat)
        messages.success(request, "申请已撤回，填写的内容已删除。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("members:my_corrections")


@never_cache
@requires("own.view")
def correction_evidence(request: SeatRequest, correction_id: int) -> FileResponse:
    """The file that was brought; every time it is opened is recorded."""
    correction = _correction(request, correction_id)
    if correction.evidence is None:
        raise Http404
    file = actions.open_evidence(correction=correction, by=request.seat)
    return attachments.download(file)


# --- the chair ------------------------------------------------------------------------------


@requires("members.manage")
def correction_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.corrections(request.seat, asked)
    page = asked.page(listed.rows, count=listed.count)
    context = {
        "listed": listed,
        "page": page,
        "rows": [(row, tables.sides(row)) for row in page],
        "query": asked.query,
        "words": asked.words,
        "trail": [*tables.trail()[:1], ("更正申请", "")],
    }
    return render(request, "members/corrections/list.html", context)


@requires("members.manage")
def correction_export(request: SeatRequest) -> HttpResponse:
    rows = tables.corrections(request.seat, Asked(request.GET)).rows
    return workbook("更正申请", tables.COLUMNS, rows)


@never_cache
@requires("members.manage")
def correction(request: SeatRequest, correction_id: int) -> HttpResponse:
    found = _correction(request, correction_id)
    return _page(request, found, _accept_form(found))


def _accept_form(found: Correction) -> forms.AcceptForm:
    return forms.AcceptForm(initial={"revision": found.member.revision})


def _page(
    request: SeatRequest, found: Correction, form: forms.AcceptForm, *, is_open: bool = False
) -> HttpResponse:
    sides = tables.sides(found, is_open=is_open)
    context = {
        "correction": found,
        "sides": sides,
        "is_open": is_open,
        "form": form,
        "may_settle": CORRECTING.allows(found, "accept", request.seat),
        "may_reveal": sides.is_covered and request.seat.can("members.sensitive"),
        "events": timeline(found, request.seat),
        "trail": [*tables.trail(), (f"{found.member.name} · {found.get_field_display()}", "")],
    }
    return render(request, "members/corrections/detail.html", context)


@never_cache
@require_POST
@requires("members.sensitive")
def correction_show(request: SeatRequest, correction_id: int) -> HttpResponse:
    """The same page with both values in full; the member can see that somebody looked."""
    found = _correction(request, correction_id)
    try:
        actions.reveal(correction=found, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members:correction", correction_id=correction_id)
    return _page(request, found, _accept_form(found), is_open=True)


@never_cache
@require_POST
@requires("members.manage")
def correction_accept(request: SeatRequest, correction_id: int) -> HttpResponse:
    found = _correction(request, correction_id)
    form = forms.AcceptForm(request.POST)
    given = {"correction": found, "by": request.seat, "today": timezone.localdate()}
    if form.submit(actions.accept, **given):
        messages.success(request, f"{found.member.name}的{found.get_field_display()}已更正。")
        return redirect("members:corrections")
    # The row as it is now, so that the next try is about what the page shows.
    again = _correction(request, correction_id)
    form.stand_on(again.member.revision)
    return _page(request, again, form)


@requires("members.manage")
def correction_decline(request: SeatRequest, correction_id: int) -> HttpResponse:
    found = _correction(request, correction_id)
    form = forms.DeclineForm(request.POST or None)
    given = {"correction": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.decline, **given):
        messages.success(request, f"已告知{found.member.name}。")
        return redirect("members:corrections")
    return form_page(
        request, form, title=f"不采纳：{found}", trail=tables.trail(), submit="不予采纳"
    )
