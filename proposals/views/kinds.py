"""What the pages of both kinds of proposals share: where they lie, and the pages of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Textarea
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from proposals.models import MicroProposal, Proposal
from proposals.steps import formal, micro
from proposals.steps.pages import StepPage
from proposals.workflow.formal import FORMAL
from proposals.workflow.micro import MICRO
from union_site.forms import take_refusal
from union_site.requests import SeatRequest
from union_site.workflow import Workflow

Thing = MicroProposal | Proposal


@dataclass(frozen=True)
class Kind:
    """One of the two, with its steps. `list_route` and `route` are where its pages lie."""

    word: str
    list_label: str
    list_route: str
    route: str
    flow: Workflow
    pages: Mapping[str, StepPage]
    draft: str
    """What the drafts of its steps are kept under in the browser."""

    def url(self, thing: Thing) -> str:
        return reverse(self.route, args=[thing.pk])

    def trail(self, thing: Thing) -> list[tuple[str, str]]:
        name = f"{self.word} {thing.number}" if thing.number else self.word
        return [(self.list_label, reverse(self.list_route)), (name, "")]


FORMAL_KIND = Kind(
    "提案",
    "正式提案",
    "proposals:formal_list",
    "proposals:proposal",
    FORMAL,
    formal.PAGES,
    "proposal",
)
MICRO_KIND = Kind(
    "微提案", "提案箱", "proposals:list", "proposals:micro", MICRO, micro.PAGES, "step"
)


def stands_open(
    request: SeatRequest, kind: Kind, thing: Thing, name: str, *, is_typed: bool = False
) -> bool:
    """Whether a step may be taken now; says so where the page was old or somebody was faster.

    What only stands in the way (an objection) is told to those who have typed something by the
    act, beside what was typed.
    """
    step = kind.flow.step(name)
    if not kind.flow.allows(thing, name, request.seat):
        why = overtaken(kind, thing, name)
    else:
        why = "" if is_typed else step.objection(thing)
    if why:
        messages.warning(request, why)
    return not why


def overtaken(kind: Kind, thing: Thing, name: str) -> str:
    label = kind.flow.step(name).label
    return f"现在是“{thing.status_words}”，您不能“{label}”。可能有人刚刚办理过。"


def is_overtaken(request: SeatRequest, kind: Kind, thing: Thing, name: str) -> bool:
    """Whether this reader sent a step that was theirs to take before somebody was faster."""
    is_theirs = kind.flow.step(name).may_be_taken_by(thing, request.seat)
    return (
        request.method == "POST" and is_theirs and not kind.flow.allows(thing, name, request.seat)
    )


def opens(request: SeatRequest, kind: Kind, thing: Thing, name: str) -> bool:
    """For a page with much to type: who was overtaken gets it back, refused by the act."""
    return is_overtaken(request, kind, thing, name) or stands_open(request, kind, thing, name)


def gives_words_back(request: SeatRequest, form: Any, why: str) -> bool:
    """Whether long words were typed: they come back with the reason above them."""
    texts = [key for key, field in form.fields.items() if isinstance(field.widget, Textarea)]
    if not any(request.POST.get(key, "").strip() for key in texts):
        return False
    form.is_valid()
    form.add_error(None, why)
    return True


def step_page(
    request: SeatRequest, kind: Kind, thing: Thing, name: str, *, quote: str
) -> HttpResponse:
    """One step: its form on a page of its own, or done at once where there is nothing to ask."""
    page = kind.pages.get(name)
    if page is None:
        raise Http404
    if page.route:
        # Typed by hand: the step has a page of its own, which says what it needs.
        return redirect(page.route, thing.pk)
    is_sent, is_late = request.method == "POST", is_overtaken(request, kind, thing, name)
    if not is_late and not stands_open(request, kind, thing, name, is_typed=is_sent):
        return redirect(kind.url(thing))
    form = page.form(thing, request.seat, request.POST if is_sent else None)
    page.fill_in(form, request.GET)
    if is_late and not gives_words_back(request, form, overtaken(kind, thing, name)):
        stands_open(request, kind, thing, name)
        return redirect(kind.url(thing))
    if is_sent and form.is_valid() and _acted(request, page, thing, form):
        return _onward(request, kind, thing)
    context = {
        "proposal": thing,
        "form": form,
        "page": page,
        "step": kind.flow.step(name),
        "quote": quote,
        "trail": kind.trail(thing),
        "back": kind.url(thing),
        "draft_key": f"{kind.draft}-{name}-{thing.pk}",
    }
    return render(request, "proposals/step.html", context)


def _acted(request: SeatRequest, page: StepPage, thing: Thing, form: Any) -> bool:
    try:
        page.act(thing, request.seat, form.cleaned_data)
    except ValidationError as refusal:
        take_refusal(form, refusal)
        return False
    messages.success(request, page.said(thing))
    return True


def _onward(request: SeatRequest, kind: Kind, thing: Thing) -> HttpResponse:
    """Back to the proposal; a department that has sent it back does not see it any more."""
    if type(thing).objects.visible_to(request.seat).filter(pk=thing.pk).exists():
        return redirect(kind.url(thing))
    return redirect(kind.list_route)
