"""Pages of what belongs to a disclosed item: tables, files, questions, having read it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from congress.actions import disclosure_parts as parts
from congress.actions import disclosure_tables as actions
from congress.forms import disclosure as forms
from congress.models import Disclosure, DisclosureFile, DisclosureQuestion, DisclosureTable
from congress.tables import disclosure as tables
from congress.views.disclosure import disclosure_of
from union_site import attachments
from union_site.door import requires
from union_site.forms import form_page, take_errors
from union_site.requests import SeatRequest

SHOWN_FINDINGS = 50


def _back(disclosure: Disclosure, place: str = "") -> HttpResponse:
    answer = redirect("congress:disclosure", disclosure_id=disclosure.pk)
    answer["Location"] += place
    return answer


def _refused(request: SeatRequest, refusal: ValidationError) -> None:
    messages.error(request, " ".join(refusal.messages))


# --- tables -------------------------------------------------------------------------------


@never_cache
@requires("disclosure.manage")
def disclosure_table_new(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    """Upload, look at it, then keep it. Nothing is stored before the last step."""
    found = disclosure_of(request, disclosure_id)
    if "seal" in request.POST:
        return _preview(request, found, request.POST["seal"])
    is_sent = request.method == "POST"
    form = forms.SheetForm(request.POST, files=request.FILES) if is_sent else forms.SheetForm()
    context: dict[str, Any] = {
        "form": form,
        "disclosure": found,
        "trail": [*tables.item_trail(found), ("上传表格", "")],
    }
    if is_sent and form.is_valid():
        upload = form.cleaned_data["file"]
        given: dict[str, Any] = {"disclosure": found, "by": request.seat}
        try:
            read = actions.read_sheet(content=upload.read(), **given)
        except ValidationError as refusal:
            take_errors(form, refusal)
        else:
            if read.is_clear:
                seal = actions.sealed(read, file_name=upload.name, **given)
                return _preview(request, found, seal, read=read, name=upload.name)
            context["findings"] = _said(read)[:SHOWN_FINDINGS]
    return render(request, "congress/disclosure/table_upload.html", context)


def _said(read: Any) -> list[dict[str, str]]:
    worst_first = sorted(read.findings, key=lambda found: (not found.is_blocking, found.row))
    return [{"level": str(one.level), "sentence": one.message} for one in worst_first]


def _preview(
    request: SeatRequest, found: Disclosure, seal: str, *, read: Any = None, name: str = ""
) -> HttpResponse:
    """The table as it will look, and how to draw it; kept when that is asked for."""
    given: dict[str, Any] = {"disclosure": found, "by": request.seat}
    try:
        content = actions.unsealed(seal, **given)
    except ValidationError as refusal:
        _refused(request, refusal)
        return redirect("congress:disclosure_table_new", disclosure_id=found.pk)
    table = DisclosureTable(union=found.union, disclosure=found, position=1, **content)
    initial: dict[str, Any] = {
        "title": name.rpartition(".")[0][:80],
        "drawing": "bar",
        "drawn": [place for place, _ in table.numbers[:1]],
    }
    form = forms.TableForm(request.POST if read is None else None, initial=initial, table=table)
    if request.POST.get("act") == "keep" and form.submit(actions.add_table, seal=seal, **given):
        messages.success(request, "表格已保存。")
        return _back(found)
    chosen = form.cleaned_data if read is None and form.is_valid() else initial
    table.title, table.unit = chosen["title"], chosen.get("unit", "")
    table.drawing, table.drawn = chosen["drawing"], chosen["drawn"]
    context = {
        "form": form,
        "seal": seal,
        "disclosure": found,
        "shown": tables.shown_table(table),
        "findings": _said(read) if read is not None else [],
        "notes": read.notes if read is not None else [],
        "trail": [*tables.item_trail(found), ("上传表格", "")],
    }
    return render(request, "congress/disclosure/table_preview.html", context)


def _table(request: SeatRequest, disclosure_table_id: int) -> DisclosureTable:
    rows = DisclosureTable.objects.visible_to(request.seat).select_related("disclosure__union")
    return get_object_or_404(rows, pk=disclosure_table_id)


@requires("disclosure.manage")
def disclosure_table_edit(request: SeatRequest, disclosure_table_id: int) -> HttpResponse:
    table = _table(request, disclosure_table_id)
    initial = {name: getattr(table, name) for name in ("title", "unit", "drawing", "drawn")}
    form = forms.TableForm(request.POST or None, initial=initial, table=table)
    given = {"table": table, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_table, **given):
        messages.success(request, "表格已修改。")
        return _back(table.disclosure)
    trail = tables.item_trail(table.disclosure)
    lead = "数字有变的，请删去这张表，重新上传。"
    return form_page(request, form, title="修改表格", trail=trail, lead=lead)


@require_POST
@requires("disclosure.manage")
def disclosure_table_remove(request: SeatRequest, disclosure_table_id: int) -> HttpResponse:
    table = _table(request, disclosure_table_id)
    try:
        actions.remove_table(table=table, by=request.seat)
    except ValidationError as refusal:
        _refused(request, refusal)
    else:
        messages.success(request, "表格已删去。")
    return _back(table.disclosure)


# --- files --------------------------------------------------------------------------------


@require_POST
@requires("disclosure.manage")
def disclosure_file_add(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    found = disclosure_of(request, disclosure_id)
    form = forms.FileForm(request.POST, files=request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            parts.add_file(
                disclosure=found,
                content=upload.read(),
                name=upload.name,
                purpose=form.cleaned_data["purpose"],
                by=request.seat,
            )
        except ValidationError as refusal:
            _refused(request, refusal)
        else:
            messages.success(request, "文件已上传。")
    else:
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    return _back(found, "#files")


def _file(request: SeatRequest, disclosure_file_id: int) -> DisclosureFile:
    rows = DisclosureFile.objects.visible_to(request.seat)
    rows = rows.select_related("file", "disclosure__union")
    return get_object_or_404(rows, pk=disclosure_file_id)


@requires("disclosure.view")
def disclosure_file(request: SeatRequest, disclosure_file_id: int) -> HttpResponse:
    response: Any = attachments.download(_file(request, disclosure_file_id).file)
    return response


@require_POST
@requires("disclosure.manage")
def disclosure_file_remove(request: SeatRequest, disclosure_file_id: int) -> HttpResponse:
    file = _file(request, disclosure_file_id)
    try:
        parts.remove_file(file=file, by=request.seat)
    except ValidationError as refusal:
        _refused(request, refusal)
    else:
        messages.success(request, "文件已删去。")
    return _back(file.disclosure, "#files")


# --- questions, reading -------------------------------------------------------------------


@require_POST
@requires("disclosure.view")
def disclosure_ask(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    found = disclosure_of(request, disclosure_id)
    form = forms.QuestionForm(request.POST)
    if form.submit(parts.ask, disclosure=found, by=request.seat):
        messages.success(request, "已提交，答复后您会收到通知。")
        return _back(found, "#questions")
    trail = tables.item_trail(found)
    return form_page(request, form, title="提出询问或异议", trail=trail, submit="提交")


@requires("disclosure.manage")
def disclosure_answer(request: SeatRequest, disclosure_question_id: int) -> HttpResponse:
    rows = DisclosureQuestion.objects.visible_to(request.seat).for_list()
    question = get_object_or_404(rows, pk=disclosure_question_id)
    form = forms.AnswerForm(request.POST or None, initial={"text": question.answer})
    given = {"question": question, "by": request.seat}
    if request.method == "POST" and form.submit(parts.answer, **given):
        messages.success(request, "已答复，询问和答复已公开。")
        return _back(question.disclosure, "#questions")
    return form_page(
        request,
        form,
        title="答复",
        trail=tables.item_trail(question.disclosure),
        lead=f"{question.asked_by.name}（{question.get_kind_display()}）：{question.text}",
        submit="答复并公开",
    )


@require_POST
@requires("disclosure.view")
def disclosure_read(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    found = disclosure_of(request, disclosure_id)
    try:
        parts.confirm_reading(disclosure=found, by=request.seat)
    except ValidationError as refusal:
        _refused(request, refusal)
    else:
        messages.success(request, "已记为阅读。只计人数，不记姓名。")
    return _back(found)
