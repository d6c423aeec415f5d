"""Pages of seconding: the author asks, each one who is asked answers in person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from congress.models import Delegate
from proposals.actions import seconding as actions
from proposals.models import Proposal, ProposalFile, ProposalState, SeconderState
from proposals.tables import seconding as tables
from proposals.views.found import proposal_of
from proposals.views.writing import own_proposal_of
from proposals.workflow.formal import needs_no_seconders
from union_site.door import requires
from union_site.requests import SeatRequest

ANSWERS = {
    "consent": (actions.consent, "您已附议。提交以前可以撤回。"),
    "decline": (actions.decline, "已告知提案人您不附议。"),
    "take_back": (actions.take_back, "附议已撤回，提案人已收到通知。"),
}


def _chosen(request: SeatRequest, found: Proposal) -> list[Delegate]:
    """The delegates that were ticked; ids that name nobody of this term are passed over."""
    keys = [key for key in request.POST.getlist("delegates") if key.isascii() and key.isdigit()]
    rows = Delegate.objects.visible_to(request.seat).filter(term=found.term, pk__in=keys[:200])
    return list(rows.select_related("member__seat"))


@never_cache
@requires("proposals.own")
def seconders(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """Whom one has asked, who has consented, and whom one may still ask."""
    found = own_proposal_of(request, proposal_id)
    if found.is_collective or found.state not in (ProposalState.DRAFT, ProposalState.SECONDING):
        messages.warning(request, _why_none_are_asked(found))
        return redirect("proposals:proposal", found.pk)
    errors: list[str] = []
    if request.method == "POST":
        errors = _act(request, found)
        if not errors:
            return redirect("proposals:seconders", found.pk)
        found = own_proposal_of(request, proposal_id)
    words = request.GET.get("q", "").strip()[:30]
    picked = request.GET.getlist("delegates") or request.POST.getlist("delegates")
    context = tables.seconders_page(
        found, request.seat, words=words, picked=picked, today=timezone.localdate()
    )
    return render(request, "proposals/writing/seconders.html", {**context, "errors": errors})


def _why_none_are_asked(found: Proposal) -> str:
    return needs_no_seconders(found) or f"现在是“{found.status_words}”，不再征集附议。"


def _act(request: SeatRequest, found: Proposal) -> list[str]:
    """Asks those who are ticked, or calls one invitation off; the sentences of a refusal."""
    unasked = request.POST.get("cancel", "")
    try:
        if unasked.isascii() and unasked.isdigit():
            row = actions.cancel(proposal=found, seconder_id=int(unasked), by=request.seat)
            messages.success(request, f"已取消对{row.delegate.name}的邀请。")
            return []
        given: dict[str, Any] = {"proposal": found, "by": request.seat}
        asked = actions.invite(**given, delegates=_chosen(request, found))
    except ValidationError as refusal:
        return list(refusal.messages)
    messages.success(request, f"已邀请 {len(asked)} 人，他们会收到通知，请本人在手机上确认。")
    return []


@never_cache
@requires("proposals.own")
def second(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """The whole text before one who is asked, and the two answers."""
    found = proposal_of(request, proposal_id)
    row = actions.own_invitation(found, request.seat)
    if row is None:
        raise PermissionDenied
    if request.method == "POST":
        act, done = ANSWERS.get(request.POST.get("answer", ""), (None, ""))
        if act is not None:
            try:
                act(proposal=found, by=request.seat)
                messages.success(request, done)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
        return redirect("proposals:second", found.pk)
    files = ProposalFile.objects.visible_to(request.seat).filter(proposal=found)
    context = {
        "proposal": found,
        "row": row,
        "tone": tables.TONES[SeconderState(row.state)],
        "is_open": found.state == ProposalState.SECONDING,
        "files": files.for_list(),
    }
    return render(request, "proposals/writing/second.html", context)
