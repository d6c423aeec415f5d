"""Pages of the district: the board of returns, one return, its decision, ZIP and workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from reports import actions, forms, numbers, tables
from reports.actions.handing_in import DUE_NORM
from reports.actions.holding import due_date
from reports.models import Return, ReturnKind
from reports.views.framing import embeddable_pdf
from reports.views.papers import frozen_pdf
from reports.workflow import RETURNS
from union_site import attachments
from union_site.door import requires
from union_site.forms import take_errors
from union_site.listing import Asked, timeline
from union_site.models import Union
from union_site.requests import SeatRequest
from union_site.spreadsheets import write_xlsx

PER_PAGE = 50
BOARD = {
    ReturnKind.ANNUAL_SUMMARY: "reports:district",
    ReturnKind.WORK_PLAN: "reports:district_plans",
}
ACTS = {"accept": actions.accept, "send_back": actions.send_back, "reopen": actions.reopen}


def _year(asked: Asked) -> int:
    year = asked.number("year")
    return year if year and 1949 <= year < 2200 else forms.likely_year(timezone.localdate())


def _board(request: SeatRequest, kind: str, asked: Asked) -> tables.Board:
    today, year = timezone.localdate(), _year(asked)
    which = ReturnKind(kind)
    due_on = due_date(DUE_NORM[which], union=request.seat.union, year=year, today=today)
    return tables.board_of(request.seat, kind=which, year=year, due_on=due_on, today=today)


def _shown(board: tables.Board, asked: Asked) -> list[tables.Row]:
    return board.showing(
        state=asked.one_of("state", tables.SHOWN),
        school_kind=asked.one_of("kind", Union.Kind.values),
        sort=asked.data.get("sort", ""),
        words=asked.words,
    )


@requires("reports.collect")
def board(request: SeatRequest, kind: str) -> HttpResponse:
    """Every school: what it has handed in, in which state, with which figures."""
    asked = Asked(request.GET)
    found = _board(request, kind, asked)
    rows = _shown(found, asked)
    covered, sums = tables.totals(rows)
    context = {
        "board": found,
        "page": asked.page(rows, PER_PAGE),
        "shown": len(rows),
        "query": asked.query,
        "chips": tables.state_chips(found, asked),
        "more_chips": tables.kind_chips(found, asked),
        "years": tables.year_chips(request.seat, found, asked),
        "heads": tables.heads(asked, with_figures=kind == ReturnKind.ANNUAL_SUMMARY),
        "with_figures": kind == ReturnKind.ANNUAL_SUMMARY,
        "covered": covered,
        "sums": sums,
        "has_files": any(row.sent for row in rows),
    }
    return render(request, "reports/board.html", context)


@requires("reports.collect")
def export(request: SeatRequest, kind: str) -> HttpResponse:
    """The board as it is filtered, as a workbook."""
    asked = Asked(request.GET)
    found = _board(request, kind, asked)
    headings, cells = tables.sheet_rows(_shown(found, asked))
    name = f"{request.seat.union.short_name}{found.year}{found.kind.label}报送情况"
    with write_xlsx(headings, cells, title="报送情况", widths=[28, 14, 12, 18]) as file:
        content = file.read()
    return attachments.answer(content, name=f"{name}.xlsx", content_type=attachments.XLSX)


def _picked(request: SeatRequest) -> list[Union]:
    """The school whose own button was pressed, else those that were ticked.

    All that are not this district's fall away.
    """
    wanted = request.POST.getlist("only") or request.POST.getlist("school")
    ids = [int(text) for text in wanted if text.isdigit()]
    return list(Union.objects.visible_to(request.seat).schools().filter(pk__in=ids))


def _back(request: SeatRequest, kind: str) -> HttpResponse:
    """To the board as it was filtered."""
    return redirect(f"{reverse(BOARD[ReturnKind(kind)])}{Asked(request.GET).link()}")


@require_POST
@requires("reports.collect")
def remind(request: SeatRequest, kind: str) -> HttpResponse:
    schools = _picked(request)
    year = _year(Asked(request.GET))
    reminded = actions.remind(schools=schools, kind=kind, year=year, by=request.seat)
    if reminded:
        names = "、".join(school.short_name for school in reminded)
        messages.success(request, f"已提醒 {len(reminded)} 所学校：{names}。")
    if left := len(schools) - len(reminded):
        messages.info(request, f"{left} 所没有再提醒：今天已提醒过，或者已经报送。")
    return _back(request, kind)


@require_POST
@requires("reports.collect")
def pack(request: SeatRequest, kind: str) -> HttpResponse:
    """The PDFs of the ticked schools, or of all that the filter shows, as a ZIP by a job."""
    asked = Asked(request.GET)
    rows = _shown(_board(request, kind, asked), asked)
    if "school" in request.POST:
        picked = {school.pk for school in _picked(request)}
        rows = [row for row in rows if row.school.pk in picked]
    returns = [row.sent.pk for row in rows if row.sent]
    try:
        job = actions.start_zip(returns=returns, kind=kind, year=_year(asked), by=request.seat)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return _back(request, kind)
    return redirect("job", job.pk)


def _return(request: SeatRequest, return_id: int) -> Return:
    rows = Return.objects.visible_to(request.seat).addressed_to(request.seat.union)
    found: Return = get_object_or_404(rows.for_list(), pk=return_id)
    return found


@requires("reports.collect")
def sent(request: SeatRequest, return_id: int) -> HttpResponse:
    """One return: the PDF, the frozen figures, what the district may do."""
    return _sent_page(request, _return(request, return_id))


def _sent_page(
    request: SeatRequest, found: Return, *, form: forms.RemarkForm | None = None, step: str = ""
) -> HttpResponse:
    board_url = f"{reverse(BOARD[ReturnKind(found.kind)])}?{urlencode({'year': found.year})}"
    same = Return.objects.visible_to(request.seat).filter(
        school_id=found.school_id, kind=found.kind, year=found.year
    )
    context = {
        "sent": found,
        "standing": tables.Standing.of(found, is_past_due=False),
        "steps": RETURNS.open_to(found, request.seat),
        "form": form or forms.RemarkForm(),
        "tried": step,
        "figures": [_figure_line(entry) for entry in found.figures],
        "versions": list(same.exclude(pk=found.pk).for_list().order_by("-version")),
        "events": timeline(found, request.seat),
        "trail": [(f"{found.get_kind_display()}报送", board_url), (found.school.short_name, "")],
    }
    return render(request, "reports/return.html", context)


def _figure_line(entry: dict[str, Any]) -> dict[str, str]:
    source = "填报或核定" if entry["is_typed"] else ""
    if not source and entry["row_count"]:
        source = f"依据 {entry['row_count']} 条记录"
    return {
        "label": entry["label"],
        "number": numbers.frozen_number(entry),
        "unit": entry["unit"],
        "note": "；".join(filter(None, [entry["span"], source, entry["note"]])),
    }


@require_POST
@requires("reports.collect")
def step(request: SeatRequest, return_id: int, name: str) -> HttpResponse:
    """Accepts, sends back with a remark, or takes an acceptance back."""
    found = _return(request, return_id)
    form = forms.RemarkForm(request.POST)
    form.fields["remark"].required = RETURNS.step(name).needs_note
    if form.is_valid():
        try:
            ACTS[name](sent=found, remark=form.cleaned_data["remark"], by=request.seat)
        except ValidationError as refusal:
            take_errors(form, refusal)
        else:
            done = RETURNS.step(name).label
            messages.success(request, f"{found.school.short_name}：{done}，已通知学校。")
            return redirect("reports:return", found.pk)
    if not RETURNS.allows(found, name, request.seat):
        # Nobody's fault: the page was old, or a colleague was faster.
        messages.warning(
            request, f"现在是“{found.get_state_display()}”，不能再“{RETURNS.step(name).label}”。"
        )
        return redirect("reports:return", found.pk)
    return _sent_page(request, found, form=form, step=name)


@embeddable_pdf
@requires("reports.collect")
def return_pdf(request: SeatRequest, return_id: int) -> HttpResponse:
    return frozen_pdf(_return(request, return_id))


@requires("reports.collect")
def return_docx(request: SeatRequest, return_id: int) -> HttpResponseBase:
    return attachments.download(_return(request, return_id).docx)
