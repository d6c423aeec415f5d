"""Pages of publications 公示: what all staff read and may object to, what the chair does."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from congress.actions import publications as actions
from congress.checks.aftermath import AfterRules
from congress.forms import aftermath as forms
from congress.models import Objection, Publication
from congress.papers import aftermath as papers
from congress.tables import aftermath as after
from congress.tables import publications as tables
from congress.views.found import session_of
from congress.workflow.aftermath import PUBLICATION
from union_site import attachments
from union_site.calendar import add_working_days
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

WITH_NOTE: dict[str, tuple[Callable[..., Any], str, str]] = {
    "close": (actions.close_publication, "公示结果", "公示已结束，结果已记录。"),
    "withdraw": (actions.withdraw_publication, "撤回理由", "公示已撤回。"),
}


def _publication(request: SeatRequest, publication_id: int) -> Publication:
    rows = Publication.objects.visible_to(request.seat)
    readable = rows if request.seat.can("congress.manage") else rows.shown()
    found: Publication = get_object_or_404(readable.for_list(), pk=publication_id)
    return found


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("决议公示", reverse("congress:publication_list")), *more]


@requires("disclosure.view")
def publication_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.publications(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "trail": after.list_trail(request.seat, "决议公示"),
        "may_read": request.seat.can("congress.view"),
    }
    return render(request, "congress/aftermath/publication_list.html", context)


@requires("disclosure.view")
def publication(request: SeatRequest, publication_id: int) -> HttpResponse:
    """The notice, with the objections that this seat may see."""
    found, today = _publication(request, publication_id), timezone.localdate()
    may_manage = request.seat.can("congress.manage")
    context = {
        "publication": found,
        "left": tables.left(found, today),
        "facts": tables.facts(found),
        "objections": tables.objections_of(found, request.seat),
        "takes_objections": found.takes_objections(today),
        "may_manage": may_manage,
        "may_read": request.seat.can("congress.view"),
        "steps": [_button(step, found) for step in PUBLICATION.open_to(found, request.seat)],
        "events": timeline(found, request.seat) if may_manage else [],
        "trail": _trail((found.title, "")),
    }
    return render(request, "congress/aftermath/publication.html", context)


def _button(step: Any, found: Publication) -> dict[str, Any]:
    """The page of each step; publishing asks on its own page, too."""
    routes = {"change": reverse("congress:publication_edit", args=[found.pk])}
    other = reverse("congress:publication_step", args=[found.pk, step.name])
    return {
        "label": step.label,
        "url": routes.get(step.name, other),
        "is_likely": step.is_likely,
        "is_destructive": step.is_destructive,
    }


def _fresh(found: Any, today: datetime.date) -> dict[str, Any]:
    """What a new publication says, with a period that is long enough."""
    rules = AfterRules.in_force(union=found.union, on=today)
    rows = list(found.resolutions.select_related("session__term").order_by("position"))
    last = add_working_days(today, rules.publication.number - 1).day
    return {
        "title": f"{found.short_title}决议公示",
        "text": papers.notice_text(found, rows),
        "from_on": today,
        "to_on": last,
        "place": "校务公开栏",
    }


@requires("congress.manage")
def publication_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found, today = session_of(request, session_id), timezone.localdate()
    form = forms.PublicationForm(
        request.POST or None,
        files=request.FILES or None,
        session=found,
        initial=_fresh(found, today),
    )
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.draft_publication, **given)):
        messages.success(request, "公示草稿已保存，核对后点“发布公示”。")
        return redirect("congress:publication", publication_id=made.pk)
    return form_page(request, form, title="拟定公示", trail=after.trail(found))


@requires("congress.manage")
def publication_edit(request: SeatRequest, publication_id: int) -> HttpResponse:
    found = _publication(request, publication_id)
    initial = model_to_dict(found, exclude=["evidence"])
    form = forms.PublicationForm(
        request.POST or None, files=request.FILES or None, session=found.session, initial=initial
    )
    given = {"publication": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_publication, **given):
        messages.success(request, "公示草稿已修改。")
        return redirect("congress:publication", publication_id=publication_id)
    here = (found.title, reverse("congress:publication", args=[publication_id]))
    return form_page(request, form, title="修改公示", trail=_trail(here))


@requires("congress.manage")
def publication_step(request: SeatRequest, publication_id: int, name: str) -> HttpResponse:
    """Publishing, which asks only where there is a finding; closing and withdrawing with words."""
    found, today = _publication(request, publication_id), timezone.localdate()
    if name == "publish":
        return _publish(request, found, today)
    if name not in WITH_NOTE:
        raise Http404
    act, label, done = WITH_NOTE[name]
    given: dict[str, Any] = {"publication": found, "by": request.seat}
    if name == "close":
        given["today"] = today
    form = forms.NoteForm(request.POST or None, label=label)
    if request.method == "POST" and form.submit(act, **given):
        messages.success(request, done)
        return redirect("congress:publication", publication_id=publication_id)
    here = (found.title, reverse("congress:publication", args=[publication_id]))
    step = PUBLICATION.step(name)
    return form_page(
        request,
        form,
        title=step.label,
        trail=_trail(here),
        submit=step.label,
        is_destructive=step.is_destructive,
    )


def _publish(request: SeatRequest, found: Publication, today: datetime.date) -> HttpResponse:
    form = forms.PublishForm(request.POST if request.method == "POST" else None)
    given = {"publication": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.publish, **given):
        messages.success(request, "公示已发布，已通知全体教职工。")
        return redirect("congress:publication", publication_id=found.pk)
    here = (found.title, reverse("congress:publication", args=[found.pk]))
    return form_page(request, form, title="发布公示", trail=_trail(here), submit="发布公示")


@requires("congress.manage")
def publication_photo(request: SeatRequest, publication_id: int) -> HttpResponse:
    found = _publication(request, publication_id)
    form = forms.PhotoForm(request.POST or None, files=request.FILES or None)
    given = {"publication": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.add_evidence, **given):
        messages.success(request, "公示照片已保存。")
        return redirect("congress:publication", publication_id=publication_id)
    here = (found.title, reverse("congress:publication", args=[publication_id]))
    return form_page(request, form, title="上传公示照片", trail=_trail(here))


@requires("disclosure.view")
def publication_evidence(request: SeatRequest, publication_id: int) -> HttpResponseBase:
    found = _publication(request, publication_id)
    if found.evidence is None:
        raise Http404
    return attachments.download(found.evidence)


@requires("disclosure.view")
def publication_paper(request: SeatRequest, publication_id: int) -> HttpResponse:
    found = _publication(request, publication_id)
    return answer_paper(papers.notice_document(found, timezone.localdate()), name=found.title)


@requires("disclosure.view")
def objection_new(request: SeatRequest, publication_id: int) -> HttpResponse:
    """Any of the staff, while it runs."""
    found, today = _publication(request, publication_id), timezone.localdate()
    form = forms.ObjectionForm(request.POST or None)
    given = {"publication": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.object_to, **given):
        messages.success(request, "异议已提交，答复后会通知您。")
        return redirect("congress:publication", publication_id=publication_id)
    here = (found.title, reverse("congress:publication", args=[publication_id]))
    return form_page(request, form, title="提出异议", trail=_trail(here), submit="提交异议")


@requires("congress.manage")
def objection_answer(request: SeatRequest, objection_id: int) -> HttpResponse:
    rows = Objection.objects.visible_to(request.seat).for_list()
    found: Objection = get_object_or_404(rows, pk=objection_id)
    form = forms.AnswerForm(request.POST or None)
    given = {"objection": found, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and form.submit(actions.answer_objection, **given):
        messages.success(request, "已答复，已通知提出人。")
        return redirect("congress:publication", publication_id=found.publication_id)
    place = reverse("congress:publication", args=[found.publication_id])
    here = (found.publication.title, place)
    lead = f"异议内容：{found.text}"
    return form_page(request, form, title="答复异议", trail=_trail(here), lead=lead)
