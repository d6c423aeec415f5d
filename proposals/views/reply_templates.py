"""Pages of reply templates, for departments and the chair."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from proposals.actions import reply_templates as actions
from proposals.forms.handling import TemplateForm
from proposals.models import ReplyTemplate
from proposals.tables.tabs import tabs
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, searched
from union_site.requests import SeatRequest


def _require(request: SeatRequest) -> None:
    if not actions.may_keep(request.seat):
        raise PermissionDenied


def _trail() -> list[tuple[str, str]]:
    return [("答复模板", reverse("proposals:templates"))]


@requires("proposals.own")
def templates(request: SeatRequest) -> HttpResponse:
    _require(request)
    asked = Asked(request.GET)
    rows = ReplyTemplate.objects.visible_to(request.seat).for_list()
    context = {
        "page": asked.page(searched(rows, asked.words, "title", "text")),
        "query": asked.query,
        "words": asked.words,
        "tabs": tabs(request.seat, "proposals:templates"),
    }
    return render(request, "proposals/handling/templates.html", context)


@requires("proposals.own")
def template_new(request: SeatRequest) -> HttpResponse:
    _require(request)
    form = TemplateForm(request.POST or None, by=request.seat, is_new=True)
    if request.method == "POST" and form.submit(actions.add_template, by=request.seat):
        messages.success(request, "模板已保存，起草答复时可以选用。")
        return redirect("proposals:templates")
    return form_page(request, form, title="新增模板", trail=_trail())


@requires("proposals.own")
def template_edit(request: SeatRequest, reply_template_id: int) -> HttpResponse:
    rows = ReplyTemplate.objects.visible_to(request.seat)
    found = get_object_or_404(rows, pk=reply_template_id)
    _require(request)
    names = ("title", "text", "result", "is_in_use")
    initial = {name: getattr(found, name) for name in names}
    form = TemplateForm(request.POST or None, by=request.seat, is_new=False, initial=initial)
    given = {"template": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_template, **given):
        messages.success(request, "模板已保存。")
        return redirect("proposals:templates")
    return form_page(request, form, title="修改模板", trail=_trail())
