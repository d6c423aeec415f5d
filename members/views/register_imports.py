"""Pages of the register's import: upload, preview, result."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import register_imports as actions
from members.forms.register import RegisterFileForm
from members.models import RegisterImport
from union_site import attachments
from union_site.door import requires
from union_site.forms import take_errors
from union_site.requests import SeatRequest

SHOWN = 60  # of each pile and of the findings


def _trail(last: str = "") -> list[tuple[str, str]]:
    places = [("工会登记册", reverse("unions:list"))]
    if not last:
        return [*places, ("导入登记册", "")]
    return [*places, ("导入登记册", reverse("unions:import")), (last, "")]


def _brought(request: SeatRequest, register_import_id: int) -> RegisterImport:
    rows = RegisterImport.objects.visible_to(request.seat).select_related("by__user", "union")
    return get_object_or_404(rows, pk=register_import_id)


@requires("registry.manage")
def upload(request: SeatRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = RegisterFileForm(request.POST, request.FILES) if is_sent else RegisterFileForm()
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        today = timezone.localdate()
        try:
            brought = actions.bring(
                content=file.read(), file_name=file.name, by=request.seat, today=today
            )
        except ValidationError as refusal:
            take_errors(form, ValidationError({"file": refusal.messages}))
        else:
            return redirect("unions:import_run", register_import_id=brought.pk)
    past = RegisterImport.objects.visible_to(request.seat).for_list()[:10]
    context = {"form": form, "trail": _trail(), "past": past}
    return render(request, "members/register/import.html", context)


@never_cache
@requires("registry.manage")
def run(request: SeatRequest, register_import_id: int) -> HttpResponse:
    brought = _brought(request, register_import_id)
    context = {"brought": brought, "trail": _trail(brought.file_name), **_preview(brought)}
    return render(request, "members/register/import_run.html", context)


def _preview(brought: RegisterImport) -> dict[str, Any]:
    shown = brought.shown
    findings = [
        {"level": row["level"], "sentence": row["message"], "where": "", "citation": ""}
        for row in sorted(shown.get("findings", []), key=lambda row: row["level"] != "block")
    ]
    notes = list(shown.get("notes", []))
    if unknown := shown.get("unknown"):
        notes.append(f"不认识的列已略过：{'、'.join(unknown[:12])}。")
    created, updated = shown.get("created", []), shown.get("updated", [])
    return {
        "findings": findings[:SHOWN],
        "more_findings": max(0, len(findings) - SHOWN),
        "created": created[:SHOWN],
        "more_created": max(0, len(created) - SHOWN),
        "updated": updated[:SHOWN],
        "more_updated": max(0, len(updated) - SHOWN),
        "notes": notes,
    }


@require_POST
@requires("registry.manage")
def apply(request: SeatRequest, register_import_id: int) -> HttpResponse:
    brought = _brought(request, register_import_id)
    seen, today = request.POST.get("seen", ""), timezone.localdate()
    try:
        done = actions.confirm(brought=brought, seen=seen, by=request.seat, today=today)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request, f"登记册已导入：新增 {done.created_count} 家，变更 {done.updated_count} 家。"
        )
    return redirect("unions:import_run", register_import_id=register_import_id)


@require_POST
@requires("registry.manage")
def discard(request: SeatRequest, register_import_id: int) -> HttpResponse:
    try:
        actions.discard(brought=_brought(request, register_import_id), by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "已放弃这次导入，上传的文件已删除。")
    return redirect("unions:import")


@requires("registry.manage")
def empty_form(request: SeatRequest) -> HttpResponse:
    """An empty 《工会组织信息采集表》 to fill in."""
    return attachments.answer(
        actions.empty_register(), name="工会组织信息采集表.xlsx", content_type=attachments.XLSX
    )
