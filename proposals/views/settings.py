"""The settings of the proposal box: result classes, patterns of numbers, norms in force."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from proposals.actions import results
from proposals.forms.settings import ResultClassForm
from proposals.models import ResultClass
from proposals.tables import settings as tables
from proposals.tables.tabs import tabs
from union_site.door import requires
from union_site.forms import form_page
from union_site.requests import SeatRequest


def _class_of(request: SeatRequest, class_id: int) -> ResultClass:
    found: ResultClass = get_object_or_404(tables.result_classes(request.seat), pk=class_id)
    return found


@requires("proposals.screen")
def settings(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    norms = tables.norms_in_force(request.seat, today)
    context = {
        "classes": list(tables.result_classes(request.seat)),
        "patterns": tables.patterns(norms, today),
        "norms": norms,
        "tabs": tabs(request.seat, "proposals:settings"),
    }
    return render(request, "proposals/settings/page.html", context)


@require_POST
@requires("proposals.screen")
def classes_begin(request: SeatRequest) -> HttpResponse:
    results.begin_classes(by=request.seat)
    messages.success(request, "已启用五类办理结果，可以改成本校的说法。")
    return redirect("proposals:settings")


@requires("proposals.screen")
def class_new(request: SeatRequest) -> HttpResponse:
    form = ResultClassForm(request.POST or None)
    if request.method == "POST" and form.submit(results.add_class, by=request.seat):
        messages.success(request, "已增加。")
        return redirect("proposals:settings")
    return form_page(request, form, title="增加办理结果分类", trail=_trail())


@requires("proposals.screen")
def class_edit(request: SeatRequest, class_id: int) -> HttpResponse:
    found: Any = _class_of(request, class_id)
    known = {name: getattr(found, name) for name in ("letter", "label", "meaning")}
    form = ResultClassForm(request.POST or None, is_used=found.is_used, initial=known)
    given = {"result_class": found, "by": request.seat}
    if request.method == "POST" and form.submit(results.change_class, **given):
        messages.success(request, "已保存。")
        return redirect("proposals:settings")
    return form_page(request, form, title="修改办理结果分类", trail=_trail())


@require_POST
@requires("proposals.screen")
def class_raise(request: SeatRequest, class_id: int) -> HttpResponse:
    results.raise_class(result_class=_class_of(request, class_id), by=request.seat)
    return redirect("proposals:settings")


@require_POST
@requires("proposals.screen")
def class_use(request: SeatRequest, class_id: int) -> HttpResponse:
    """停用, or 恢复 what was retired."""
    found = _class_of(request, class_id)
    try:
        results.set_in_use(result_class=found, is_in_use=not found.is_in_use, by=request.seat)
    except ValidationError as refusal:
        messages.warning(request, "".join(refusal.messages))
    else:
        words = "已恢复，答复时可以选。" if found.is_in_use else "已停用，以前的答复不受影响。"
        messages.success(request, words)
    return redirect("proposals:settings")


def _trail() -> list[tuple[str, str]]:
    return [("提案设置", reverse("proposals:settings"))]
