"""Pages where people count: two tellers apart from each other, then the result."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from congress.actions import counts as actions
from congress.actions.counting import frame_of
from congress.checks.counts import IS_VOID
from congress.forms.ballot_counts import BallotCountForm, RepeatForm
from congress.models import Ballot, BallotState
from congress.models.ballots import Medium
from congress.papers import ballots as papers
from congress.tables import results as tables
from congress.tables.session_tabs import tabs
from congress.views.found import ballot_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.requests import SeatRequest


@never_cache
@requires("congress.own")
def ballot_count(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """One's own figures; the other's only when both are there."""
    found = ballot_of(request, ballot_id)
    if not actions.may_count(found, request.seat):
        raise PermissionDenied
    if found.is_decided:
        return redirect("congress:ballot_result", ballot_id=ballot_id)
    own = found.counts.filter(entered_by=request.seat).first()
    form = BallotCountForm(request.POST or None, ballot=found, own=own)
    given = {"ballot": found, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and (made := form.submit(actions.record_count, **given)):
        messages.success(request, f"第{made.place}次点票的结果已保存。")
        return redirect("congress:ballot_count", ballot_id=ballot_id)
    is_void = any(finding.code == IS_VOID for finding in form.findings)
    context = {"form": form, "own": own, "is_void": is_void, **_stand(request, found)}
    return render(request, "congress/elections/count.html", context)


def _stand(request: SeatRequest, ballot: Ballot) -> dict[str, Any]:
    """How far the counting is: who has entered, what agrees, what may be done now."""
    first, second = actions.pair_of(ballot)
    frame = frame_of(ballot) if ballot.opened_at else None
    lines = actions.lines_of(ballot, frame) if frame else []
    is_counting = ballot.state == BallotState.COUNTING
    by_hands = actions.is_by_hands(ballot)
    may_manage = request.seat.can("congress.manage")
    is_first = first is not None and first.entered_by_id == request.seat.pk
    may_enter = first is None or second is None or request.seat.pk in _who(first, second)
    agrees = bool(lines) and not any(line.differs for line in lines)
    may_confirm = by_hands and first is not None and not is_first and not agrees
    return {
        "ballot": ballot,
        "trail": tables.trail(ballot),
        "tabs": tabs(ballot.session, request.seat, "congress:elections") if ballot.session else [],
        "papers": papers.offered(ballot) if may_manage else [],
        "limit": actions.limit_of(ballot),
        "first": first,
        "second": second,
        "lines": lines,
        "agrees": agrees,
        "by_hands": by_hands,
        "is_counting": is_counting,
        "may_enter": is_counting and may_enter and not (by_hands and first and not is_first),
        "may_confirm": is_counting and may_confirm,
        "shown": actions.tally_of(first) if by_hands and first else None,
        "shown_rows": _rows(ballot, first) if may_confirm else [],
        "may_begin": may_manage and ballot.is_open and ballot.medium != Medium.PHONE,
        "may_decide": may_manage and is_counting and agrees,
        "may_repeat": may_manage and is_counting,
    }


def _who(*counts: Any) -> set[int]:
    return {count.entered_by_id for count in counts if count is not None}


def _rows(ballot: Ballot, count: Any) -> list[tuple[str, list[tuple[str, int]]]]:
    counted = actions.tally_of(count)
    return [
        (item.title, [(label, counted.marks[item.pk][code]) for code, label in ballot.scale])
        for item in ballot.items.all()
    ]


@require_POST
@requires("congress.manage")
def ballot_count_begin(request: SeatRequest, ballot_id: int) -> HttpResponse:
    found = ballot_of(request, ballot_id)
    return _answer(request, found, actions.begin_count, "投票结束，开始计票。")


@require_POST
@requires("congress.own")
def ballot_count_confirm(request: SeatRequest, ballot_id: int) -> HttpResponse:
    found = ballot_of(request, ballot_id)
    seen = request.POST.get("seen", "")
    return _answer(request, found, actions.confirm_count, "票数已确认。", seen=seen)


@require_POST
@requires("congress.manage")
def ballot_decide(request: SeatRequest, ballot_id: int) -> HttpResponse:
    found = ballot_of(request, ballot_id)
    accepted = request.POST.getlist("accepted")
    return _answer(request, found, actions.decide_count, "结果已公布。", accepted=accepted)


def _answer(
    request: SeatRequest, ballot: Ballot, act: Any, words: str, **given: Any
) -> HttpResponse:
    """Back to the counting, which leads on to the result once there is one."""
    try:
        act(ballot=ballot, by=request.seat, now=timezone.now(), **given)
        messages.success(request, words)
    except ValidationError as refusal:
        messages.error(request, "".join(refusal.messages))
    return redirect("congress:ballot_count", ballot_id=ballot.pk)


@requires("congress.manage")
def ballot_repeat(request: SeatRequest, ballot_id: int) -> HttpResponse:
    """作废重投."""
    found = ballot_of(request, ballot_id)
    form = RepeatForm(request.POST or None)
    given = {"ballot": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.repeat_ballot, **given)):
        messages.success(request, f"本次投票已作废，{made.title}已拟好。")
        return redirect("congress:elections", session_id=made.session_id)
    return form_page(
        request,
        form,
        title="作废重投",
        trail=[*tables.trail(found)[:-1], ("计票", _count_url(found))],
        lead="本次投票作废，票数不再使用；系统按原票面另拟一次投票，由主席重新开始。",
        submit="作废并重新投票",
        is_destructive=True,
    )


def _count_url(ballot: Ballot) -> str:
    return reverse("congress:ballot_count", args=[ballot.pk])
