"""Pages of disclosed items: the register, one item, its steps and papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import disclosure as actions
from congress.actions import disclosure_parts as parts
from congress.forms import disclosure as forms
from congress.models import (
    Disclosure,
    DisclosureDuty,
    DisclosureFile,
    DisclosureQuestion,
    DisclosureTable,
)
from congress.papers import disclosure as papers
from congress.tables import disclosure as tables
from congress.tables.disclosure_polls import result_of
from congress.workflow.disclosure import DISCLOSURE
from union_site.documents import Document
from union_site.door import requires
from union_site.forms import ActForm, form_page
from union_site.listing import Asked, timeline, workbook
from union_site.norms import norm
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

MOST_ON_PAPER = 500


def disclosure_of(request: SeatRequest, disclosure_id: int) -> Disclosure:
    rows = Disclosure.objects.visible_to(request.seat).with_counts()
    rows = rows.select_related(
        "union", "duty", "poll", "copied_from", "drafted_by__user", "approved_by__user"
    )
    return get_object_or_404(rows, pk=disclosure_id)


# --- the register -------------------------------------------------------------------------


@requires("disclosure.view")
def disclosure_list(request: SeatRequest) -> HttpResponse:
    """What is disclosed; for those in charge also what is being prepared."""
    asked = Asked(request.GET)
    listed = tables.disclosures(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "may_manage": request.seat.can("disclosure.manage"),
    }
    return render(request, "congress/disclosure/list.html", context)


@requires("disclosure.view")
def disclosure_export(request: SeatRequest) -> HttpResponse:
    rows = tables.disclosures(request.seat, Asked(request.GET)).rows
    return workbook("校务公开登记", tables.REGISTER_COLUMNS, tables.for_register(rows))


def _register(request: SeatRequest) -> Document:
    """Exactly what the list shows, in the order of a register."""
    asked = Asked(request.GET)
    rows = tables.for_register(tables.disclosures(request.seat, asked).rows)[:MOST_ON_PAPER]
    span = f"{asked.period.year}年" if asked.period.year else ""
    union, today = request.seat.union, timezone.localdate()
    return papers.register(rows, union=union, on=today, span=span)


@requires("disclosure.view")
def disclosure_list_pdf(request: SeatRequest) -> HttpResponse:
    return answer_paper(_register(request), name="校务公开登记表")


@requires("disclosure.view")
def disclosure_list_docx(request: SeatRequest) -> HttpResponse:
    return answer_paper(_register(request), name="校务公开登记表", wanted="docx")


# --- one item -----------------------------------------------------------------------------


@requires("disclosure.view")
def disclosure(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    """The notice; below it questions and answers, beside it what those in charge need."""
    found, seat = disclosure_of(request, disclosure_id), request.seat
    may_manage = seat.can("disclosure.manage")
    rows = DisclosureTable.objects.visible_to(seat).filter(disclosure=found)
    files = DisclosureFile.objects.visible_to(seat).filter(disclosure=found).for_list()
    asked = DisclosureQuestion.objects.visible_to(seat).filter(disclosure=found).for_list()
    shown = norm("congress.min_shown", union=found.union, on=timezone.localdate())
    sees_steps = may_manage or seat.can("disclosure.approve")
    context = {
        "disclosure": found,
        "trail": tables.trail((found.title, "")),
        "facts": tables.facts(found, seat),
        "tables": [tables.shown_table(row) for row in rows],
        "files": files,
        "questions": asked,
        "question_form": forms.QuestionForm(initial={"kind": "question"}),
        "poll": result_of(found.poll, rule=shown),
        "steps": tables.steps(found, seat),
        "events": timeline(found, seat) if sees_steps else [],
        "has_read": found.is_disclosed and parts.has_read(found, seat),
        "seat": seat,
        "may_manage": may_manage,
        "may_change": may_manage and found.is_draft,
        "sees_steps": sees_steps,
        "file_form": forms.FileForm(
            initial={"purpose": "reading" if found.is_draft else "evidence"}
        ),
    }
    return render(request, "congress/disclosure/item.html", context)


def _notice(request: SeatRequest, disclosure_id: int) -> Document:
    found, seat = disclosure_of(request, disclosure_id), request.seat
    today = timezone.localdate()
    asked = DisclosureQuestion.objects.visible_to(seat).filter(disclosure=found)
    return papers.notice(
        found,
        tables=list(DisclosureTable.objects.visible_to(seat).filter(disclosure=found)),
        questions=list(asked.for_list()),
        poll=result_of(found.poll, rule=norm("congress.min_shown", union=found.union, on=today)),
        on=today,
    )


@requires("disclosure.view")
def disclosure_pdf(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    return answer_paper(_notice(request, disclosure_id), name="校务公开")


@requires("disclosure.view")
def disclosure_docx(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    return answer_paper(_notice(request, disclosure_id), name="校务公开", wanted="docx")


@requires("disclosure.manage")
def disclosure_new(request: SeatRequest) -> HttpResponse:
    seat = request.seat
    initial = forms.usual(seat, today=timezone.localdate(), asked=Asked(request.GET))
    form = forms.DisclosureForm(request.POST or None, initial=initial, seat=seat)
    if request.method == "POST" and (made := form.submit(actions.draft, by=seat)):
        messages.success(request, "草稿已保存，可以上传表格和附件。")
        return redirect("congress:disclosure", disclosure_id=made.pk)
    lead = "" if DisclosureDuty.objects.visible_to(seat).exists() else "还没有公开目录，可先采用。"
    return form_page(request, form, title="拟写校务公开", trail=tables.trail(), lead=lead)


@requires("disclosure.manage")
def disclosure_edit(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    found = disclosure_of(request, disclosure_id)
    form = forms.DisclosureForm(
        request.POST or None, initial=model_to_dict(found), seat=request.seat
    )
    given = {"disclosure": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change, **given):
        messages.success(request, "草稿已修改。")
        return redirect("congress:disclosure", disclosure_id=disclosure_id)
    return form_page(request, form, title="修改草稿", trail=tables.item_trail(found))


@require_POST
@requires("disclosure.manage")
def disclosure_copy(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    made = actions.copy(disclosure=disclosure_of(request, disclosure_id), by=request.seat)
    messages.success(request, f"已沿用为{made.period.label}的草稿，请修改内容并上传新的表格。")
    return redirect("congress:disclosure", disclosure_id=made.pk)


@require_POST
@requires("disclosure.manage")
def disclosure_remove(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    try:
        actions.remove(disclosure=disclosure_of(request, disclosure_id), by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("congress:disclosure", disclosure_id=disclosure_id)
    messages.success(request, "草稿已删去，操作记录中留有标题。")
    return redirect("congress:disclosure_list")


# --- steps --------------------------------------------------------------------------------

# name of the step → what is said afterwards
DONE = {
    "submit": "已送审，批准后即可公布。",
    "approve": "已批准，可以公布。",
    "recall": "已收回，修改后须重新批准。",
    "send_back": "已退回修改，拟稿人会收到通知。",
    "publish": "已公布，并通知了全体教职工。",
    "end": "已结束公布，内容仍可查阅。",
    "withdraw": "已撤下。",
}


def _form_of(name: str, found: Disclosure, data: Any) -> ActForm:
    if name == "publish":
        initial = forms.to_publish(found, today=timezone.localdate())
        return forms.PublishForm(data, initial=initial)
    return forms.EndForm(data) if name == "end" else forms.ReasonForm(data)


@requires("disclosure.view")
def disclosure_step(request: SeatRequest, disclosure_id: int, name: str) -> HttpResponse:
    """One step: at once where there is nothing to ask, else its form on a page."""
    found, seat = disclosure_of(request, disclosure_id), request.seat
    if name not in DONE:
        raise Http404
    step = DISCLOSURE.step(name)
    if not step.may_be_taken_by(found, seat):
        raise PermissionDenied
    act: Callable[..., Any] = getattr(actions, name)
    given: dict[str, Any] = {"disclosure": found, "by": seat}
    if name in tables.DIRECT:
        return (
            _at_once(request, found, name, act, given) if request.method == "POST" else _back(found)
        )
    if name in ("publish", "end"):
        given["today"] = timezone.localdate()
    form = _form_of(name, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.submit(act, **given):
        messages.success(request, DONE[name])
        return _back(found)
    return form_page(
        request,
        form,
        title=step.label,
        trail=tables.item_trail(found),
        submit=step.label,
        is_destructive=step.is_destructive,
    )


def _at_once(
    request: SeatRequest,
    found: Disclosure,
    name: str,
    act: Callable[..., Any],
    given: dict[str, Any],
) -> HttpResponse:
    try:
        act(**given)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, DONE[name])
    return _back(found)


def _back(found: Disclosure) -> HttpResponse:
    return redirect("congress:disclosure", disclosure_id=found.pk)
