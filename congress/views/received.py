"""The district's pages: which schools have reported their sessions, and one report."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import reporting as actions
from congress.forms import aftermath as forms
from congress.models import SessionReport
from congress.tables import received as tables
from congress.workflow.aftermath import REPORT
from union_site import attachments
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked
from union_site.requests import SeatRequest
from union_site.spreadsheets import write_xlsx

PER_PAGE = 50


def _report(request: SeatRequest, report_id: int) -> SessionReport:
    rows = SessionReport.objects.visible_to(request.seat).addressed_to(request.seat.union)
    found: SessionReport = get_object_or_404(
        rows.for_list().select_related("received_by__user"), pk=report_id
    )
    return found


@requires("congress.received")
def received(request: SeatRequest) -> HttpResponse:
    """Every school: what it has reported this school year, and how."""
    asked, today = Asked(request.GET), timezone.localdate()
    year = tables.year_of(asked, today)
    every = tables.rows_of(request.seat, year)
    rows = tables.shown(every, asked)
    context = {
        "year": year,
        "carried": [("year", year.start)],
        "page": asked.page(rows, PER_PAGE),
        "query": asked.query,
        "chips": tables.chips(every, asked),
        "kinds": tables.kind_chips(every, asked),
        "years": tables.year_chips(year, asked, today),
        "words": asked.words,
        "trail": [("教代会备案", "")],
    }
    return render(request, "congress/aftermath/received.html", context)


@requires("congress.received")
def received_export(request: SeatRequest) -> HttpResponse:
    asked, today = Asked(request.GET), timezone.localdate()
    year = tables.year_of(asked, today)
    pairs = tables.pairs(tables.shown(tables.rows_of(request.seat, year, is_whole=True), asked))
    cells = ([column.cell(pair) for column in tables.COLUMNS] for pair in pairs)
    headings = [column.heading for column in tables.COLUMNS]
    widths = [column.width for column in tables.COLUMNS]
    with write_xlsx(headings, cells, title="教代会备案", widths=widths) as file:
        content = file.read()
    name = f"{request.seat.union.short_name}{year.label}教代会备案.xlsx"
    return attachments.answer(content, name=name, content_type=attachments.XLSX)


@requires("congress.received")
def received_report(request: SeatRequest, report_id: int) -> HttpResponse:
    found = _report(request, report_id)
    context = {
        "report": found,
        "told": found.payload,
        "facts": tables.facts(found),
        "steps": REPORT.open_to(found, request.seat),
        "trail": [("教代会备案", reverse("congress:received")), (found.union.short_name, "")],
    }
    return render(request, "congress/aftermath/received_report.html", context)


@requires("congress.received")
def received_file(request: SeatRequest, report_id: int) -> HttpResponseBase:
    return attachments.download(_report(request, report_id).file)


@require_POST
@requires("congress.received")
def received_accept(request: SeatRequest, report_id: int) -> HttpResponse:
    found = _report(request, report_id)
    try:
        actions.receive_report(report=found, by=request.seat)
        messages.success(request, f"{found.union.short_name}的报告已接收，已通知学校。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:received_report", report_id=report_id)


@requires("congress.received")
def received_back(request: SeatRequest, report_id: int) -> HttpResponse:
    """Back to the school, with what is missing."""
    found = _report(request, report_id)
    form = forms.NoteForm(request.POST or None, label="退回意见")
    given = {"report": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.send_report_back, **given):
        messages.success(request, "报告已退回，已通知学校。")
        return redirect("congress:received_report", report_id=report_id)
    here = (found.union.short_name, reverse("congress:received_report", args=[report_id]))
    trail = [("教代会备案", reverse("congress:received")), here]
    return form_page(request, form, title="退回补充", trail=trail, submit="退回")
