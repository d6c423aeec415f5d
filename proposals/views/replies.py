"""Pages of replies: writing one, signing it or handing it back, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from proposals.actions import replies as actions
from proposals.actions.reply_templates import fill
from proposals.forms.handling import ChooseTemplateForm, ReasonForm, ReplyForm
from proposals.models import Proposal, Reply, ReplyFile
from proposals.tables import handling as tables
from proposals.views.assigning import trail_to
from proposals.views.found import proposal_of
from proposals.views.kinds import FORMAL_KIND, opens, stands_open
from union_site import attachments
from union_site.door import requires
from union_site.forms import ActForm, form_page
from union_site.norms import norm
from union_site.requests import SeatRequest


@requires("proposals.own")
def reply(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """The reply's text, from a template or from the version that was handed back."""
    found, seat = proposal_of(request, proposal_id), request.seat
    if not opens(request, FORMAL_KIND, found, "reply"):
        return redirect("proposals:proposal", found.pk)
    before = actions.last_version(found)
    chooser = ChooseTemplateForm(request.GET if "template" in request.GET else None, by=seat)
    form = _reply_form(request, found, before, chooser)
    if request.method == "POST" and form.submit(_act(form, found, request)):
        messages.success(request, "答复已提交，等待分管校领导审签。")
        return redirect("proposals:proposal", found.pk)
    return form_page(
        request,
        form,
        title="起草答复" if found.handling_round == 1 else "起草再办理答复",
        submit="提交审签",
        trail=trail_to(found),
        template="proposals/handling/reply.html",
        more=_beside(found, before, chooser, request),
    )


def _reply_form(
    request: SeatRequest, found: Proposal, before: Reply | None, chooser: ChooseTemplateForm
) -> ReplyForm:
    most = norm("proposals.reply_max_characters", union=found.union, on=timezone.localdate())
    initial: dict[str, Any] = {"keeps_files": True}
    if before is not None:
        initial |= {"text": before.text, "result": before.result_id}
        initial["planned_on"] = before.planned_on
    if chosen := chooser.chosen:
        initial |= {"text": fill(chosen, found), "result": chosen.result_id}
    is_sent = request.method == "POST"
    return ReplyForm(
        request.POST if is_sent else None,
        files=request.FILES if is_sent else None,
        by=request.seat,
        most=most.number,
        has_files=before is not None and bool(before.files.all()),
        initial=initial,
    )


def _act(form: ReplyForm, found: Proposal, request: SeatRequest) -> Any:
    def hand_in(attached: Any, **typed: Any) -> Any:
        return actions.reply(proposal=found, files=form.brought, by=request.seat, **typed)

    return hand_in


def _beside(
    found: Proposal, before: Reply | None, chooser: ChooseTemplateForm, request: SeatRequest
) -> dict[str, Any]:
    """What one reads while writing: the proposal, opinions of co-units, the leader's advice."""
    return {
        "proposal": found,
        "before": before,
        "chooser": chooser,
        "chosen": chooser.chosen,
        "co_units": [row for row in found.co_units.for_list() if row.opinion],
        "draft": f"reply-{found.pk}-{found.handling_round}-{before.pk if before else 0}",
        "may_choose": bool(chooser.fields["template"].queryset),  # type: ignore[attr-defined]
        "proposer": found.shown_proposer(request.seat),
    }


@requires("proposals.own")
def sign(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """The leader reads the text and signs; beside it, the way to hand it back."""
    form = ActForm(request.POST if request.method == "POST" else None)
    form.has_checks = False
    return _review(request, proposal_id, "sign", form)


@requires("proposals.own")
def hand_back(request: SeatRequest, proposal_id: int) -> HttpResponse:
    form = ReasonForm(request.POST or None, label="修改意见")
    return _review(request, proposal_id, "hand_back", form)


REVIEW: dict[str, tuple[Any, str]] = {
    "sign": (actions.sign, "已{}，答复已送达提案人和附议人。"),
    "hand_back": (actions.hand_back, "已退回承办部门修改。"),
}


def _review(request: SeatRequest, proposal_id: int, step: str, form: ActForm) -> HttpResponse:
    found = proposal_of(request, proposal_id)
    waiting = actions.in_review(found)
    if not stands_open(request, FORMAL_KIND, found, step) or waiting is None:
        return redirect("proposals:proposal", found.pk)
    act, done = REVIEW[step]
    is_again = found.handling_round > 1
    words = {"sign": "会签" if is_again else "审签", "hand_back": "退回修改"}[step]
    if request.method == "POST" and form.submit(act, proposal=found, by=request.seat):
        messages.success(request, done.format(words))
        return redirect("proposals:proposal", found.pk)
    more = {
        "proposal": found,
        "version": tables.version(waiting, sees_files=True),
        "step": step,
        "is_again": is_again,
        "proposer": found.shown_proposer(request.seat),
    }
    return form_page(
        request,
        form,
        title=f"{words}答复" if step == "sign" else words,
        submit=words,
        trail=trail_to(found),
        template="proposals/handling/review.html",
        more=more,
    )


@never_cache
@requires("proposals.own")
def reply_file(request: SeatRequest, reply_file_id: int) -> HttpResponse:
    rows = ReplyFile.objects.visible_to(request.seat).select_related("file")
    found = get_object_or_404(rows, pk=reply_file_id)
    response: Any = attachments.download(found.file)
    return response
