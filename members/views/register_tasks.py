"""Pages of the list of responsibilities: 责任清单, 时间表, 责任状."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from members.actions import register_tasks as actions
from members.forms import register_tasks as forms
from members.models import RegisterTask, Unit
from members.papers import register as papers
from members.tables import register_tasks as tables
from members.tables.register import Then
from members.tables.register import trail as unit_trail
from union_site.door import requires
from union_site.forms import ActForm, form_page
from union_site.listing import Asked, timeline, workbook
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

PAPERS = {"schedule": (papers.schedule, "责任清单及时间表"), "pledges": (papers.pledges, "责任状")}


def _task(request: SeatRequest, task_id: int) -> RegisterTask:
    rows = RegisterTask.objects.visible_to(request.seat).select_related("unit__union", "union")
    return get_object_or_404(rows, pk=task_id)


@requires("registry.view")
def task_list(request: SeatRequest) -> HttpResponse:
    asked, today = Asked(request.GET), timezone.localdate()
    listed = tables.tasks(request.seat, asked, today)
    page = asked.page(listed.rows, count=listed.count)
    context = {
        "listed": listed,
        "page": page,
        "rows": [(task, *tables.tone(task, today)) for task in page.object_list],
        "query": asked.query,
        "may_manage": request.seat.can("registry.manage"),
    }
    return render(request, "members/register/task_list.html", context)


@requires("registry.view")
def task_export(request: SeatRequest) -> HttpResponse:
    rows = tables.tasks(request.seat, Asked(request.GET), timezone.localdate()).rows
    return workbook("责任清单", tables.COLUMNS, rows)


@requires("registry.view")
def task_paper(request: SeatRequest, paper: str, ending: str) -> HttpResponse:
    """The list as filtered, as schedule or as letters to be signed; PDF or DOCX."""
    today = timezone.localdate()
    rows = tables.tasks(request.seat, Asked(request.GET), today).rows
    make, name = PAPERS[paper]
    document = make(list(rows), union=request.seat.union, on=today)
    return answer_paper(document, name=name, wanted=ending, inline=False)


@requires("registry.view")
def task(request: SeatRequest, task_id: int) -> HttpResponse:
    found = _task(request, task_id)
    label, tone = tables.tone(found, timezone.localdate())
    may_manage = request.seat.can("registry.manage")
    context = {
        "task": found,
        "trail": [*tables.trail(found)[:1], (found.unit.name, "")],
        "label": label,
        "tone": tone,
        "facts": tables.facts(found),
        "events": timeline(found, request.seat),
        "steps": tables.steps(found, request.seat),
        "may_change": may_manage and found.state == RegisterTask.State.OPEN,
    }
    return render(request, "members/register/task.html", context)


@requires("registry.manage")
def task_new(request: SeatRequest, unit_id: int) -> HttpResponse:
    rows = Unit.objects.visible_to(request.seat).select_related("union")
    unit = get_object_or_404(rows, pk=unit_id)
    form = forms.TaskForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.submit(actions.assign, unit=unit, by=request.seat):
        messages.success(request, "已列入责任清单。")
        return redirect("unions:unit", unit_id=unit_id)
    return form_page(request, form, title="登记责任事项", trail=unit_trail(unit))


@requires("registry.manage")
def task_assign(request: SeatRequest) -> HttpResponse:
    """The same task for every unit without a union, or with a term that ends."""
    today = timezone.localdate()
    then = Then.of(request.seat.union, Asked(request.GET), today)
    form = forms.AssignForm(request.POST or None, seat=request.seat, then=then)
    if request.method == "POST":
        made = form.submit(actions.assign_all, by=request.seat)
        if made is not None:
            passed = len(form.cleaned_data["units"]) - len(made)
            rest = f"，{passed} 个单位已有同样的任务" if passed else ""
            messages.success(request, f"已为 {len(made)} 个单位登记任务{rest}。")
            return redirect("unions:tasks")
    waiting = {
        purpose: tables.waiting_units(request.seat, purpose, then).count()
        for purpose in ("founding", "renewal")
    }
    lead = (
        f"现有未建会单位 {waiting['founding']} 个；逾期未换届和 {then.months} 个月内届满的工会 "
        f"{waiting['renewal']} 个。已有同样任务在办的单位不会重复登记。"
    )
    trail = [("责任清单", reverse("unions:tasks"))]
    return form_page(request, form, title="批量登记任务", trail=trail, lead=lead, submit="登记")


@requires("registry.manage")
def task_edit(request: SeatRequest, task_id: int) -> HttpResponse:
    found = _task(request, task_id)
    form = forms.TaskForm(request.POST or None, task=found)
    if request.method == "POST" and form.submit(actions.amend_task, task=found, by=request.seat):
        messages.success(request, "任务已修改。")
        return redirect("unions:task", task_id=task_id)
    return form_page(request, form, title="修改任务", trail=tables.trail(found))


@requires("registry.manage")
def task_finish(request: SeatRequest, task_id: int) -> HttpResponse:
    today = timezone.localdate()
    form = forms.FinishForm(request.POST or None, today=today)
    return _step(request, task_id, form, actions.finish_task, "办结", today=today)


@requires("registry.manage")
def task_drop(request: SeatRequest, task_id: int) -> HttpResponse:
    form = forms.DropForm(request.POST or None)
    return _step(request, task_id, form, actions.drop_task, "不再办理")


@requires("registry.manage")
def task_reopen(request: SeatRequest, task_id: int) -> HttpResponse:
    form = forms.ReopenForm(request.POST or None)
    return _step(request, task_id, form, actions.reopen_task, "重新办理")


def _step(
    request: SeatRequest,
    task_id: int,
    form: ActForm,
    act: Callable[..., Any],
    label: str,
    **given: Any,
) -> HttpResponse:
    found = _task(request, task_id)
    if request.method == "POST" and form.submit(act, task=found, by=request.seat, **given):
        messages.success(request, f"“{found.unit.name}”的任务：{label}。")
        return redirect("unions:task", task_id=task_id)
    return form_page(
        request,
        form,
        title=label,
        trail=tables.trail(found),
        lead=found.text,
        submit=label,
        is_destructive=label == "不再办理",
    )
