"""Pages of follow-up tasks: the list, one task, its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import tasks as actions
from congress.forms import aftermath as forms
from congress.models import ResolutionTask
from congress.tables import aftermath as after
from congress.tables import tasks as tables
from congress.views.aftermath import tried
from congress.views.found import resolution_of
from congress.workflow.aftermath import TASK
from union_site import attachments
from union_site.door import requires
from union_site.forms import ActForm, form_page
from union_site.listing import Asked, timeline, workbook
from union_site.requests import SeatRequest

DONE = {
    "note": "进展已记录。",
    "report": "已报完成，等主席确认。",
    "confirm": "已确认完成。",
    "send_back": "已退回责任人继续办理。",
    "cancel": "事项已撤销。",
}


def _task(request: SeatRequest, followup_id: int) -> ResolutionTask:
    rows = ResolutionTask.objects.visible_to(request.seat).readable_by(request.seat)
    found: ResolutionTask = get_object_or_404(
        rows.for_list().select_related("evidence"), pk=followup_id
    )
    return found


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("决议落实", reverse("congress:task_list")), *more]


@requires("congress.own")
def task_list(request: SeatRequest) -> HttpResponse:
    """What is to be done of all resolutions; for somebody without the congress one's own."""
    asked, today = Asked(request.GET), timezone.localdate()
    listed = tables.tasks(request.seat, asked, today)
    page = asked.page(listed.rows, count=listed.count)
    soon = tables.soon_until(request.seat, today)
    context = {
        "listed": listed,
        "page": page,
        "rows": [(task, tables.light_of(task, today, soon)) for task in page.object_list],
        "query": asked.query,
        "trail": after.list_trail(request.seat, "决议落实"),
        "may_read": request.seat.can("congress.view"),
    }
    return render(request, "congress/aftermath/task_list.html", context)


@requires("congress.own")
def task_export(request: SeatRequest) -> HttpResponse:
    rows = tables.tasks(request.seat, Asked(request.GET), timezone.localdate()).rows
    return workbook("教代会决议落实事项", tables.TASK_COLUMNS, rows)


@requires("congress.manage")
def task_new(request: SeatRequest, resolution_id: int) -> HttpResponse:
    found, today = resolution_of(request, resolution_id), timezone.localdate()
    form = forms.TaskForm(request.POST or None, seat=request.seat, today=today)
    given = {"resolution": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.add_task, **given)):
        messages.success(request, "落实事项已登记" + ("，已通知责任人。" if made.owner else "。"))
        return redirect("congress:resolution", resolution_id=resolution_id)
    here = (str(found), reverse("congress:resolution", args=[resolution_id]))
    return form_page(request, form, title="登记落实事项", trail=_trail(here))


@requires("congress.own")
def task(request: SeatRequest, followup_id: int) -> HttpResponse:
    found, today = _task(request, followup_id), timezone.localdate()
    steps = TASK.open_to(found, request.seat)
    context = {
        "task": found,
        "light": tables.light_of(found, today, tables.soon_until(request.seat, today)),
        "facts": tables.facts(found),
        "steps": [_button(step, found) for step in steps],
        "may_remind": request.seat.can("congress.manage") and found.is_pending and found.owner_id,
        "may_read": request.seat.can("congress.view"),
        "events": timeline(found, request.seat),
        "trail": _trail((found.what, "")),
    }
    return render(request, "congress/aftermath/task.html", context)


def _button(step: Any, task: ResolutionTask) -> dict[str, Any]:
    return {
        "label": step.label,
        "url": reverse("congress:task_step", args=[task.pk, step.name]),
        "is_likely": step.is_likely,
        "is_destructive": step.is_destructive,
    }


@requires("congress.own")
def task_step(request: SeatRequest, followup_id: int, name: str) -> HttpResponse:
    """The page of one step: a sentence, with a file and a day where they belong to it."""
    found = _task(request, followup_id)
    if name not in {step.name for step in TASK.steps}:
        raise Http404
    step = TASK.step(name)
    if not step.may_be_taken_by(found, request.seat):
        raise Http404
    form, act, given = _form_of(request, name, found)
    if request.method == "POST" and form.submit(act, task=found, by=request.seat, **given):
        messages.success(request, DONE.get(name, "已保存。"))
        return redirect("congress:task", followup_id=followup_id)
    here = (found.what, reverse("congress:task", args=[followup_id]))
    return form_page(
        request,
        form,
        title=step.label,
        trail=_trail(here),
        submit=step.label,
        is_destructive=step.is_destructive,
    )


def _form_of(
    request: SeatRequest, name: str, task: ResolutionTask
) -> tuple[ActForm, Any, dict[str, Any]]:
    data, files, today = request.POST or None, request.FILES or None, timezone.localdate()
    if name == "change":
        initial = forms.task_initial(task)
        form: ActForm = forms.TaskForm(data, seat=request.seat, today=today, initial=initial)
        return form, actions.change_task, {}
    if name == "confirm":
        told = {"done_on": today, "note": task.outcome}
        return (
            forms.DoneForm(data, files=files, initial=told, label="完成情况"),
            actions.confirm_done,
            {"today": today},
        )
    if name in ("note", "report"):
        act = actions.note_progress if name == "note" else actions.report_done
        label = "进展" if name == "note" else "完成情况"
        return forms.ProgressForm(data, files=files, label=label), act, {}
    settle = actions.send_task_back if name == "send_back" else actions.cancel_task
    return forms.NoteForm(data, label="理由"), settle, {}


@require_POST
@requires("congress.manage")
def task_remind(request: SeatRequest, followup_id: int) -> HttpResponse:
    found, today = _task(request, followup_id), timezone.localdate()
    tried(request, "已提醒责任人。", actions.remind_owner, task=found, today=today)
    return redirect("congress:task", followup_id=followup_id)


@requires("congress.own")
def task_evidence(request: SeatRequest, followup_id: int) -> HttpResponseBase:
    found = _task(request, followup_id)
    if found.evidence is None:
        raise Http404
    return attachments.download(found.evidence)
