"""Pages of the roster import: upload, preview, result, what is wrong as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members import actions, tasks
from members.forms.imports import ColumnsForm, RosterFileForm
from members.models import HeadingMemory, RosterImport
from members.tables import imports as tables
from members.workflow.imports import IMPORTING
from union_site import attachments
from union_site.door import requires
from union_site.forms import take_errors
from union_site.listing import Asked
from union_site.requests import SeatRequest

# Imported so that the kinds of jobs are known to this process too.
KINDS = (tasks.check_roster, tasks.apply_roster)
TRAIL = [("会员名册", "members:list"), ("导入名册", "members:import")]


def _trail(last: str = "") -> list[tuple[str, str]]:
    places = [(label, reverse(name)) for label, name in TRAIL]
    return [*places, (last, "")] if last else [places[0], (places[1][0], "")]


def _brought(request: SeatRequest, import_id: int) -> RosterImport:
    rows = RosterImport.objects.visible_to(request.seat)
    return get_object_or_404(rows.select_related("by__user", "union", "job", "file"), pk=import_id)


@requires("members.import")
def import_upload(request: SeatRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = RosterFileForm(request.POST, request.FILES) if is_sent else RosterFileForm()
    if is_sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            brought = actions.receive_roster(
                content=upload.read(),
                file_name=upload.name,
                by=request.seat,
                today=timezone.localdate(),
            )
        except ValidationError as refusal:
            take_errors(form, ValidationError({"file": refusal.messages}))
        else:
            return _onward(brought)
    context = {
        "form": form,
        "trail": _trail(),
        "past": RosterImport.objects.visible_to(request.seat).for_list()[:10],
    }
    return render(request, "members/import.html", context)


def _onward(brought: RosterImport) -> HttpResponse:
    """To the job while one is at work, else to the page of the import."""
    if brought.job is not None and not brought.job.is_finished:
        return redirect("job", job_id=brought.job.pk)
    return redirect("members:import_run", import_id=brought.pk)


@never_cache
@requires("members.import")
def import_run(request: SeatRequest, import_id: int) -> HttpResponse:
    brought = _brought(request, import_id)
    return _run_page(request, brought, _columns_form(request, brought))


def _columns_form(request: SeatRequest, brought: RosterImport) -> ColumnsForm | None:
    """What each column is, where that can still be said."""
    columns = tables.columns(brought)
    if not columns or brought.state not in (brought.State.MAPPING, brought.State.PREVIEWED):
        return None
    memory = HeadingMemory.objects.visible_to(request.seat)
    remembered = dict(memory.values_list("heading", "key"))
    data = request.POST if request.method == "POST" else None
    return ColumnsForm(data, columns=columns, remembered=remembered)


def _run_page(
    request: SeatRequest, brought: RosterImport, form: ColumnsForm | None
) -> HttpResponse:
    is_wrong = form is not None and form.is_bound
    context = {
        "brought": brought,
        "trail": _trail(brought.file_name),
        "preview": tables.preview(brought, Asked(request.GET), "columns" if is_wrong else ""),
        "columns_form": form,
        "missing": brought.shown.get("missing", []),
        "may_undo": IMPORTING.allows(brought, "undo", request.seat),
        "why_not_undo": IMPORTING.step("undo").objection(brought) if brought.applied_at else "",
        "is_at_work": brought.job is not None and not brought.job.is_finished,
    }
    return render(request, "members/import_run.html", context)


@never_cache
@require_POST
@requires("members.import")
def import_columns(request: SeatRequest, import_id: int) -> HttpResponse:
    """Takes what was said of the columns and checks the file anew."""
    brought = _brought(request, import_id)
    form = _columns_form(request, brought)
    if form is None:
        return _onward(brought)
    given = {"brought": brought, "by": request.seat, "today": timezone.localdate()}
    if mapped := form.submit(actions.map_columns, **given):
        messages.success(request, "已按新的对应重新核对，下次上传同样的列名照此对应。")
        return _onward(mapped)
    return _run_page(request, brought, form)


def _do(
    request: SeatRequest, act: Callable[..., RosterImport], **given: Any
) -> RosterImport | None:
    """Calls an act; what it refuses stands on the page it came from."""
    try:
        return act(by=request.seat, **given)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None


@require_POST
@requires("members.import")
def import_apply(request: SeatRequest, import_id: int) -> HttpResponse:
    brought = _brought(request, import_id)
    seen, today = request.POST.get("seen", ""), timezone.localdate()
    done = _do(request, actions.confirm_roster, brought=brought, seen=seen, today=today)
    if done is not None and done.state == RosterImport.State.APPLIED:
        messages.success(
            request,
            f"名册已导入：新增 {done.created_count} 人，变更 {done.updated_count} 人，"
            f"无变化 {done.unchanged_count} 人。",
        )
    return _onward(done or brought)


@require_POST
@requires("members.import")
def import_discard(request: SeatRequest, import_id: int) -> HttpResponse:
    if _do(request, actions.discard_roster, brought=_brought(request, import_id)):
        messages.success(request, "已放弃这次导入，上传的文件已删除。")
    return redirect("members:import")


@require_POST
@requires("members.import")
def import_undo(request: SeatRequest, import_id: int) -> HttpResponse:
    if _do(request, actions.undo_roster, brought=_brought(request, import_id)):
        messages.success(request, "已撤销这次导入，名册恢复到导入之前。")
    return redirect("members:import_run", import_id=import_id)


@never_cache
@requires("members.import")
def import_errors(request: SeatRequest, import_id: int) -> HttpResponse:
    """The same rows with a column that says what is wrong, to be corrected and uploaded again."""
    brought = _brought(request, import_id)
    try:
        content = actions.error_workbook(
            brought=brought, by=request.seat, today=timezone.localdate()
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members:import_run", import_id=import_id)
    stem = brought.file_name.rsplit(".", 1)[0]
    return attachments.answer(content, name=f"{stem}（需改正）.xlsx", content_type=attachments.XLSX)


@requires("members.import")
def import_form(request: SeatRequest) -> HttpResponse:
    """An empty 《工会会员信息采集表》 to fill in."""
    return attachments.answer(
        actions.empty_form(request.seat.union),
        name="工会会员信息采集表.xlsx",
        content_type=attachments.XLSX,
    )
