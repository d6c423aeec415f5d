"""Pages of awards: rounds, one round with its nominees, its steps, the vote, the papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from proposals.actions import awards as actions
from proposals.actions.award_honours import register_honour
from proposals.actions.reports import may_decide, may_read
from proposals.forms import awards as forms
from proposals.models import AwardNominee, AwardRound, AwardState, AwardVoter
from proposals.papers import awards as papers
from proposals.tables import awards as tables
from proposals.tables.tabs import tabs
from proposals.workflow.awards import AWARDS
from union_site import attachments
from union_site.documents import render_pdfs
from union_site.door import requires
from union_site.forms import ActForm, form_page
from union_site.listing import Asked, timeline
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

DONE = {
    "change": "已修改。",
    "open": "已开始推荐。",
    "nominate": "已推荐。",
    "start_voting": "已开始投票，已通知投票人。",
    "announce": "结果已公布，已通知获奖者。",
    "cancel": "评选已取消。",
}


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("评优", reverse("proposals:awards")), *more]


def _to(award: AwardRound) -> tuple[str, str]:
    return (str(award), reverse("proposals:award", args=[award.pk]))


def _award(request: SeatRequest, award_round_id: int) -> AwardRound:
    rows = AwardRound.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows, pk=award_round_id)


def _nominee(request: SeatRequest, award_nominee_id: int) -> AwardNominee:
    rounds = AwardRound.objects.visible_to(request.seat)
    rows = AwardNominee.objects.visible_to(request.seat).filter(round__in=rounds)
    return get_object_or_404(rows.for_list().select_related("round__union"), pk=award_nominee_id)


@requires("proposals.own")
def award_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    page = asked.page(AwardRound.objects.visible_to(request.seat).for_list())
    context = {
        "page": page,
        "rows": [(award, tables.badge(award)) for award in page.object_list],
        "query": asked.query,
        "may_decide": may_decide(request.seat),
        "tabs": tabs(request.seat, "proposals:awards"),
    }
    return render(request, "proposals/awards/list.html", context)


@requires("proposals.own")
def award_new(request: SeatRequest) -> HttpResponse:
    if not may_decide(request.seat):
        raise PermissionDenied
    form = forms.AwardForm(request.POST or None, seat=request.seat, today=timezone.localdate())
    if request.method == "POST" and (made := form.submit(actions.plan_award, by=request.seat)):
        messages.success(request, "已发起，准备好后点“开始推荐”。")
        return redirect("proposals:award", made.pk)
    return form_page(request, form, title="发起评优", trail=_trail(), submit="发起")


@requires("proposals.own")
def award(request: SeatRequest, award_round_id: int) -> HttpResponse:
    """The round: what it is for, who is nominated, the vote or the points, the result."""
    found, today = _award(request, award_round_id), timezone.localdate()
    context = {
        "award": found,
        "badge": tables.badge(found),
        "steps": tables.buttons(found, request.seat),
        "facts": tables.facts(found),
        "rows": tables.rows(found, request.seat, today=today),
        "turnout": tables.turnout(found),
        "vote": tables.standing_vote(found, request.seat, today=today),
        "may_see_voters": may_read(request.seat),
        "may_decide": may_decide(request.seat),
        "may_print": found.state == AwardState.ANNOUNCED,
        "events": timeline(found, request.seat) if may_read(request.seat) else [],
        "trail": _trail((str(found), "")),
    }
    return render(request, "proposals/awards/detail.html", context)


Given = tuple[ActForm, Callable[..., Any], dict[str, Any], str]


def _given(request: SeatRequest, found: AwardRound, name: str) -> Given:
    """Form, act, what the act needs besides, and the sentence above the form."""
    data = request.POST if request.method == "POST" else None
    today = timezone.localdate()
    if name == "change":
        initial = {"places": found.places, "choices": found.choices}
        return forms.PlacesForm(data, initial=initial), actions.change_award, {}, ""
    if name == "nominate":
        return forms.NominateForm(data, award=found), actions.nominate, {}, ""
    if name == "announce":
        form = forms.AnnounceForm(data, award=found, today=today, initial={"places": found.places})
        voted = tables.turnout(found)
        lead = f"已投票 {voted}。公布后不能再投票。" if voted else "公布后积分不再变动。"
        return form, actions.announce, {"today": today}, lead
    if name == "cancel":
        return forms.ReasonForm(data), actions.cancel_award, {}, ""
    plain = ActForm(data)
    plain.has_checks = False
    if name == "start_voting":
        lead = "推荐名单到此为止，投票开始后不能再增减。"
        return plain, actions.start_voting, {"today": today}, lead
    lead = (
        "范围内的全部对象列入名单，按积分排名。"
        if found.is_by_points
        else "开始后通知提案工作委员会委员提名。"
    )
    return plain, actions.open_award, {}, lead


@requires("proposals.own")
def award_step(request: SeatRequest, award_round_id: int, name: str) -> HttpResponse:
    found = _award(request, award_round_id)
    if name not in DONE:
        raise Http404
    step = AWARDS.step(name)
    if not step.may_be_taken_by(found, request.seat):
        raise PermissionDenied
    if not AWARDS.allows(found, name, request.seat):
        messages.warning(request, f"现在是“{found.get_state_display()}”，不能“{step.label}”。")
        return redirect("proposals:award", found.pk)
    form, act, given, lead = _given(request, found, name)
    if request.method == "POST" and form.submit(act, award=found, by=request.seat, **given):
        messages.success(request, DONE[name])
        return redirect("proposals:award", found.pk)
    return form_page(
        request,
        form,
        title=step.label,
        trail=_trail(_to(found)),
        lead=lead,
        submit=step.label,
        is_destructive=step.is_destructive,
    )


@requires("proposals.own")
def award_vote(request: SeatRequest, award_round_id: int) -> HttpResponse:
    """One's own vote, once."""
    found, today = _award(request, award_round_id), timezone.localdate()
    if tables.standing_vote(found, request.seat, today=today) != "may":
        messages.warning(request, "您已经投过票，或者现在没有需要您投的票。")
        return redirect("proposals:award", found.pk)
    form = forms.VoteForm(request.POST or None, award=found)
    given = {"award": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.vote, **given):
        messages.success(request, "已投票。系统不记录您选了谁。")
        return redirect("proposals:award", found.pk)
    lead = "每人投一次，投后不能修改。系统只记您已投票，不记您选了谁。"
    return form_page(
        request, form, title="投票", trail=_trail(_to(found)), lead=lead, submit="投票"
    )


@requires("proposals.own")
def award_voted(request: SeatRequest, award_round_id: int) -> HttpResponse:
    """Who has voted: names and days, never what for."""
    found = _award(request, award_round_id)
    if not may_read(request.seat):
        raise PermissionDenied
    asked = Asked(request.GET)
    rows = AwardVoter.objects.visible_to(request.seat).filter(round=found)
    context = {
        "award": found,
        "page": asked.page(rows.select_related("seat__user").order_by("seat__user__name", "pk")),
        "query": asked.query,
        "trail": _trail(_to(found), ("已投票的人", "")),
    }
    return render(request, "proposals/awards/voted.html", context)


def _announced(request: SeatRequest, award_round_id: int) -> tuple[AwardRound, list[AwardNominee]]:
    found = _award(request, award_round_id)
    if found.state != AwardState.ANNOUNCED:
        raise Http404
    rows = AwardNominee.objects.visible_to(request.seat).filter(round=found).winners()
    return found, list(rows.for_list().select_related("proposal__delegate__delegation"))


@requires("proposals.own")
def award_paper(request: SeatRequest, award_round_id: int) -> HttpResponse:
    found, winners = _announced(request, award_round_id)
    drawn = papers.decision(found, winners)
    name = f"{found.scope_label}{found.get_kind_display()}表彰决定"
    return answer_paper(drawn, name=name, wanted=request.GET.get("format", ""))


@requires("proposals.own")
def award_certificates(request: SeatRequest, award_round_id: int) -> HttpResponse:
    """All certificates of the round; they bear names and are for who hands them out."""
    found, winners = _announced(request, award_round_id)
    if not may_decide(request.seat):
        raise PermissionDenied
    content = render_pdfs([papers.certificate(found, one) for one in winners])
    name = f"{found.scope_label}{found.get_kind_display()}荣誉证书.pdf"
    return attachments.answer(content, name=name, content_type=attachments.PDF, inline=True)


@requires("proposals.own")
def nominee_drop(request: SeatRequest, award_nominee_id: int) -> HttpResponse:
    found = _nominee(request, award_nominee_id)
    if not AWARDS.allows(found.round, "drop", request.seat):
        raise PermissionDenied
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.submit(
        actions.drop_nominee, nominee=found, by=request.seat
    ):
        messages.success(request, "已撤下，已告知推荐人。")
        return redirect("proposals:award", found.round_id)
    return form_page(
        request,
        form,
        title=f"撤下“{found.name}”",
        trail=_trail(_to(found.round)),
        submit="撤下",
        is_destructive=True,
    )


@require_POST
@requires("proposals.own")
def nominee_honour(request: SeatRequest, award_nominee_id: int) -> HttpResponse:
    """登记为荣誉: one press; what the register has to say about it is shown."""
    found = _nominee(request, award_nominee_id)
    try:
        register_honour(nominee=found, by=request.seat, today=timezone.localdate())
        messages.success(request, "已登记到荣誉与获奖。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("proposals:award", found.round_id)
