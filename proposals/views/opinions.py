"""What a reader does in a deliberation: speaking, voting, withdrawing, reporting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from proposals.actions import deliberating, polling
from proposals.forms.deliberations import ReasonForm
from proposals.models import Opinion
from proposals.views.deliberations import opinion_form, page_of, trail
from proposals.views.found import deliberation_of, opinion_of
from proposals.workflow.deliberation import OPINION
from union_site.door import requires
from union_site.forms import ActForm, form_page
from union_site.listing import Asked
from union_site.requests import SeatRequest


@require_POST
@requires("proposals.own")
def say(request: SeatRequest, deliberation_id: int) -> HttpResponse:
    found = deliberation_of(request, deliberation_id)
    form = opinion_form(request, request.POST)
    if form.submit(deliberating.say, deliberation=found, by=request.seat):
        messages.success(request, "意见已发表。")
        return redirect("proposals:deliberation", found.pk)
    return page_of(request, found, form)


@sensitive_post_parameters("option")
@require_POST
@requires("proposals.own")
def vote(request: SeatRequest, deliberation_id: int) -> HttpResponse:
    found = deliberation_of(request, deliberation_id)
    option_id = Asked(request.POST).number("option") or 0
    try:
        polling.vote(deliberation=found, option_id=option_id, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "已投票。系统不记您选了什么。")
    return redirect("proposals:deliberation", found.pk)


def _form(name: str, data: Any) -> ActForm:
    if name == "report":
        return ReasonForm(data, name="reason", label="举报理由", help_text="只有工会主席看到。")
    if name == "remove":
        return ReasonForm(data, name="note", label="隐藏理由", help_text="发表人会看到。")
    plain = ActForm(data)
    plain.has_checks = False
    return plain


# name → (title, act, what is said afterwards)
STEPS: dict[str, tuple[str, Callable[..., Opinion], str]] = {
    "withdraw": ("撤回意见", deliberating.withdraw_opinion, "意见已撤回，别人不再看到。"),
    "report": ("举报意见", deliberating.report_opinion, "已举报，谢谢。"),
    "keep": ("保留意见", deliberating.keep_opinion, "意见已恢复公开。"),
    "remove": ("隐藏意见", deliberating.remove_opinion, "意见已隐藏，理由已告知发表人。"),
}


@requires("proposals.own")
def opinion_step(request: SeatRequest, opinion_id: int, name: str) -> HttpResponse:
    """One step with one opinion, on a page of its own that shows the opinion again."""
    opinion = opinion_of(request, opinion_id)
    if name not in STEPS:
        raise Http404
    if name != "report" and not OPINION.allows(opinion, name, request.seat):
        raise PermissionDenied
    title, act, done = STEPS[name]
    form = _form(name, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.submit(act, opinion=opinion, by=request.seat):
        messages.success(request, done)
        return redirect("proposals:deliberation", opinion.deliberation_id)
    places = trail(opinion.deliberation)
    lead = f"{opinion.get_stance_display()}：{opinion.text}"
    return form_page(
        request,
        form,
        title=title,
        trail=places,
        lead=lead,
        submit=title,
        is_destructive=name in ("withdraw", "remove"),
    )
