"""The page of one resolution: its words and figures, its paper, what it supersedes, its tasks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from congress.actions import resolutions as actions
from congress.forms import aftermath as forms
from congress.models import Resolution, ResolutionTask
from congress.papers import aftermath as papers
from congress.tables import aftermath as after
from congress.tables import tasks as task_tables
from congress.views.found import resolution_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


def _trail(found: Resolution, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("决议", reverse("congress:resolution_list")), *more]


def _here(found: Resolution) -> tuple[str, str]:
    return (found.title, reverse("congress:resolution", args=[found.pk]))


@requires("congress.view")
def resolution(request: SeatRequest, resolution_id: int) -> HttpResponse:
    found, today = resolution_of(request, resolution_id), timezone.localdate()
    soon = task_tables.soon_until(request.seat, today)
    tasks = ResolutionTask.objects.visible_to(request.seat).filter(resolution=found).for_list()
    may_manage = request.seat.can("congress.manage")
    context = {
        "resolution": found,
        "facts": after.numbers_of(found),
        "text": found.text or papers.usual_words(found),
        "parts": list(found.parts.order_by("position")) if found.is_general else [],
        "superseded_by": list(found.superseded_by.select_related("session__term")),
        "publications": list(found.session.publications.all().shown().for_list()),
        "tasks": [(task, task_tables.light_of(task, today, soon)) for task in tasks],
        "may_manage": may_manage,
        "may_figures": may_manage and not found.is_of_ballot and found.session.is_held,
        "trail": _trail(found, (found.title, "")),
    }
    return render(request, "congress/aftermath/resolution.html", context)


@requires("congress.manage")
def resolution_text(request: SeatRequest, resolution_id: int) -> HttpResponse:
    found = resolution_of(request, resolution_id)
    initial = {"text": found.text or papers.usual_words(found)}
    form = forms.TextForm(request.POST or None, initial=initial)
    given = {"resolution": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.correct_text, **given):
        messages.success(request, "决议文字已更正，理由已记入操作记录。")
        return redirect("congress:resolution", resolution_id=resolution_id)
    lead = "这里只更正文字；事项、票数和结果要改变，须重新表决。"
    trail = _trail(found, _here(found))
    return form_page(request, form, title="更正决议文字", trail=trail, lead=lead)


@requires("congress.manage")
def resolution_supersede(request: SeatRequest, resolution_id: int) -> HttpResponse:
    found = resolution_of(request, resolution_id)
    form = forms.SupersedeForm(request.POST or None, resolution=found, seat=request.seat)
    given = {"resolution": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.supersede, **given):
        messages.success(request, f"已登记：替代“{found.supersedes}”。")
        return redirect("congress:resolution", resolution_id=resolution_id)
    trail = _trail(found, _here(found))
    return form_page(request, form, title="替代以前的决议", trail=trail)


@requires("congress.view")
def resolution_paper(request: SeatRequest, resolution_id: int, ending: str) -> HttpResponse:
    found = resolution_of(request, resolution_id)
    document = papers.resolution_document(found, timezone.localdate())
    return answer_paper(document, name=f"关于{found.title}的决议", wanted=ending)
