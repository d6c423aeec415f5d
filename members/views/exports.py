"""Pages of the export: the list as a table, the official form, full values after a confirmation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from members.actions import disclosures, exports
from members.forms.exports import ExportForm
from members.tables import exports as tables
from members.tables.filters import Question
from union_site import attachments
from union_site.door import requires
from union_site.listing import Asked
from union_site.models import Job
from union_site.requests import SeatRequest
from union_site.spreadsheets import Sheet, stream_xlsx


@never_cache
@requires("members.view")
def member_export(request: SeatRequest) -> HttpResponse | StreamingHttpResponse:
    """The list as filtered, masked; a large one is asked for on the next page."""
    question = Question(request.seat, Asked(request.GET))
    if question.rows().count() > settings.ROSTER_ROWS_AT_ONCE:
        return redirect(_page(question))
    return _masked(request, question, tables.Wanted())


@never_cache
@requires("members.view")
def export_choose(request: SeatRequest) -> HttpResponse | StreamingHttpResponse:
    """What to take away of the filtered list. Full values need a reason and a second page."""
    question = Question(request.seat, Asked(request.GET))
    form = ExportForm(request.POST or None, seat=request.seat)
    if request.method == "POST" and form.is_valid():
        if form.wanted.full:
            return _full(request, question, form)
        return _masked(request, question, form.wanted)
    context = {
        "form": form,
        "count": question.rows().count(),
        "filters": question.in_words(),
        "trail": [("会员名册", _list(question)), ("导出", "")],
        "back": _list(question),
        "may_manage": request.seat.can("members.manage"),
    }
    return render(request, "members/roster/export.html", context)


def _page(question: Question) -> str:
    return f"{reverse('members:export_choose')}?{question.asked.query}"


def _list(question: Question) -> str:
    return f"{reverse('members:list')}?{question.asked.query}"


def _masked(
    request: SeatRequest, question: Question, wanted: tables.Wanted
) -> HttpResponse | StreamingHttpResponse:
    count = question.rows().count()
    told: dict[str, Any] = {
        "count": count,
        "filters": question.in_words(),
        "columns": wanted.headings,
    }
    try:
        if count > settings.ROSTER_ROWS_AT_ONCE:
            asked_for = {"query": question.asked.query, "kind": wanted.kind.value}
            asked_for["coding"] = wanted.coding.key
            job: Job = exports.begin_export(by=request.seat, parameters=asked_for, **told)
            return redirect("job", job_id=job.pk)
        exports.record_export(by=request.seat, **told)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(_list(question))
    rows = tables.people(question.rows(), wanted)
    return _file(tables.sheet(wanted, rows, request.seat), wanted.title)


def _full(
    request: SeatRequest, question: Question, form: ExportForm
) -> HttpResponse | StreamingHttpResponse:
    """Confirmed: recorded, and streamed. Not yet: the page that says what will leave."""
    wanted, reason = form.wanted, form.cleaned_data["reason"].strip()
    if form.cleaned_data["confirmed"] is not None:
        given = {"rows": question.rows(), "filters": question.in_words(), "by": request.seat}
        if disclosed := form.disclose(disclosures.disclose_in_bulk, **given):
            told = {"reason": reason, "count": len(disclosed), "now": timezone.now()}
            mark = tables.mark(request.seat, **told)
            rows = tables.people(question.rows(), wanted, only=disclosed)
            sheet = tables.sheet(wanted, rows, request.seat, mark=mark)
            return _file(sheet, f"{wanted.title}（完整）")
    context = {
        "form": form,
        "wanted": wanted,
        "full": [disclosures.IN_A_FILE[name] for name in wanted.full],
        "reason": reason,
        "count": question.rows().count(),
        "filters": question.in_words(),
        "trail": [("会员名册", _list(question)), ("导出", _page(question)), ("确认", "")],
        "back": _page(question),
    }
    return render(request, "members/roster/export_confirm.html", context)


def _file(sheet: Sheet, name: str) -> StreamingHttpResponse:
    """Written while it is sent: it exists nowhere but on its way."""
    answer = StreamingHttpResponse(stream_xlsx(sheet), content_type=attachments.XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
