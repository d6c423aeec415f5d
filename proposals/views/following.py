"""Pages of the follow-up: for authors with a seat, and for the holder of a receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from proposals.actions import following as actions
from proposals.actions import letters, receipts
from proposals.forms.rating import FollowUpForm
from proposals.models import FollowUp, MicroProposal, Proposal
from union_site.door import any_seat
from union_site.requests import SeatRequest


@any_seat
def follow_up(request: SeatRequest, follow_up_id: int) -> HttpResponse:
    """真的解决了吗？"""
    rows = FollowUp.objects.visible_to(request.seat).for_list()
    found = get_object_or_404(rows.select_related("proposal__result", "union"), pk=follow_up_id)
    thing, seat = found.thing, request.seat
    back = "proposals:proposal" if isinstance(thing, Proposal) else "proposals:micro"
    if not found.is_open:
        messages.info(request, "这次回访已经回答，或者提案已在重新办理。")
        return redirect(back, thing.pk)
    if not FollowUp.objects.visible_to(seat).asked_of(seat).filter(pk=found.pk).exists():
        raise PermissionDenied
    why_not = actions.why_not_again(thing, seat)
    form = FollowUpForm(request.POST or None, why_not_again=why_not)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_follow_up(follow_up=found, by=seat, **form.said)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _thanks(form.said))
            return redirect(back, thing.pk)
    context = {"follow_up": found, "thing": thing, "form": form, **_answered(thing)}
    return render(request, "proposals/rating/follow_up.html", context)


def _thanks(said: dict[str, Any]) -> str:
    if said["wants_again"]:
        return "谢谢您的回答。提案已退回承办部门重新办理，有了答复会再通知您。"
    return "谢谢您的回答。"


def _answered(thing: Any) -> dict[str, str]:
    if isinstance(thing, Proposal):
        reply = thing.last_reply()
        return {
            "answer": reply.text if reply else "",
            "result": thing.result.label if thing.result else "",
        }
    return {"answer": thing.answer, "result": thing.get_result_class_display()}


def follow_up_by_receipt(request: HttpRequest, proposal: MicroProposal) -> dict[str, Any]:
    """For the page of a receipt: the open question of an anonymous author, and its answer."""
    question = proposal.follow_ups.filter(answer="").first()
    if question is None or not proposal.is_anonymous:
        return {}
    if letters.has_answer_in_bag(question):
        return {"is_followed_up": True}
    why_not = actions.why_not_again(proposal, None)
    is_sent = "answer" in request.POST
    form = FollowUpForm(request.POST if is_sent else None, why_not_again=why_not)
    if is_sent and form.is_valid():
        try:
            receipts.answer_followup_by_receipt(proposal=proposal, **form.said)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return {"is_followed_up": True}
    return {"follow_up_form": form}
