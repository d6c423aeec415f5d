"""Steps after the reply: rating, second handling, closing; reminding and 督办."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django import forms
from django.utils import timezone

from proposals.actions import rating as actions
from proposals.actions import reminding
from proposals.forms.rating import RateReplyForm, ReasonForm, ReferOnForm
from proposals.models import Proposal, Rating, Satisfaction
from proposals.steps.pages import Data, StepPage, nothing_to_ask
from proposals.workflow import after
from proposals.workflow.formal import rating_part
from union_site.calendar import official_date
from union_site.models import Seat, StepEvent


def rate_form(proposal: Proposal, seat: Seat, data: Data) -> forms.Form:
    """With what was said before, and what follows from not being satisfied."""
    mine = Rating.objects.of_last_reply(proposal).filter(seat=seat).first()
    initial = {"satisfaction": mine.satisfaction, "note": mine.note} if mine else None
    return RateReplyForm(data, initial=initial, unsatisfied=what_follows(proposal, seat))


def what_follows(proposal: Proposal, seat: Seat) -> str:
    """What not being satisfied leads to, for this seat."""
    if after.handled_often_enough(proposal):
        return "已达再办理次数上限，由提案工作委员会研究是否提请主席团或下次会议"
    if rating_part(proposal, seat) == Rating.Part.AUTHOR:
        return "退回承办部门再办理，答复由分管校领导会签"
    return "转提案工作委员会，由其决定是否再办理"


def after_the_reply(proposal: Proposal) -> str:
    """Who is waited for once it is answered: the author's word comes before the committee's."""
    verdicts = Rating.objects.of_last_reply(proposal).by_author()
    verdict = verdicts.values_list("satisfaction", flat=True).first()
    if verdict is None:
        return "提案人、附议人评价"
    if verdict == Satisfaction.UNSATISFIED:
        return "提案工作委员会研究"
    return "提案工作委员会办结"


def told_after(proposal: Proposal, rating: Rating) -> str:
    """What who has just rated is told: what becomes of the verdict."""
    done = "已收到您的评价。"
    if rating.satisfaction != Satisfaction.UNSATISFIED:
        return f"{done}办结前可以更改。"
    if proposal.handling_round > rating.reply.handling_round and proposal.due_on:
        due = official_date(proposal.due_on)
        return f"{done}提案已退回承办部门再办理，应于 {due} 前再次答复，届时请您再评价。"
    if after.handled_often_enough(proposal):
        return f"{done}再办理次数已满，由提案工作委员会研究是否提请主席团或下次会议。"
    return f"{done}已转提案工作委员会，由其决定是否再办理。"


def _reason(proposal: Proposal, seat: Seat, data: Data) -> forms.Form:
    return ReasonForm(data)


PAGES: dict[str, StepPage] = {
    "rate": StepPage(
        rate_form,
        lambda proposal, by, typed: actions.rate_reply(proposal=proposal, by=by, **typed),
        "已收到您的评价。",
        route="proposals:rate",
    ),
    "rehandle": StepPage(
        _reason,
        lambda proposal, by, typed: actions.rehandle(proposal=proposal, by=by, **typed),
        "已退回承办部门再办理。",
        "退回承办部门，重新计算答复期限；第二次答复由分管校领导会签，之后请提案人和附议人重新评价。",
    ),
    "refer_on": StepPage(
        lambda proposal, seat, data: ReferOnForm(data),
        lambda proposal, by, typed: actions.refer_on(proposal=proposal, by=by, **typed),
        "已记下，并通知有关人员。",
        "再办理次数已满仍有人不满意的，提请主席团或下次会议研究；记入经过，不影响办结。",
    ),
    "close": StepPage(
        nothing_to_ask,
        lambda proposal, by, typed: actions.close(proposal=proposal, by=by),
        "已办结。",
        "办结后不再评价；回访说明没有解决的，可以重新办理。",
    ),
    "reopen": StepPage(
        _reason,
        lambda proposal, by, typed: actions.reopen(proposal=proposal, by=by, **typed),
        "已退回承办部门重新办理。",
        "退回承办部门，重新计算答复期限，答复后重新评价。",
    ),
    "archive": StepPage(
        nothing_to_ask,
        lambda proposal, by, typed: actions.archive(proposal=proposal, by=by),
        "已归档。",
        "归档后不再登记进展，也不能重新办理。",
    ),
    "remind": StepPage(
        nothing_to_ask,
        lambda proposal, by, typed: reminding.remind(
            proposal=proposal, today=timezone.localdate(), by=by
        ),
        "已催办。",
        "通知现在办理的人，一天一次。",
    ),
    "supervise": StepPage(
        _reason,
        lambda proposal, by, typed: reminding.supervise(proposal=proposal, by=by, **typed),
        "已列入督办。",
        "列入督办的提案在“督办”页单独列出，承办部门、分管校领导和提案人会收到通知。",
    ),
}


def _rated(event: StepEvent) -> str:
    """Who rated, not how: that is for those who may read the ratings."""
    part = event.details.get("part", "")
    who = f"（{Rating.Part(part).label}）" if part in Rating.Part.values else ""
    return f"更改评价{who}" if event.details.get("before") else f"评价{who}"


def _handled_anew(event: StepEvent) -> str:
    due_on = event.details.get("due_on")
    if not due_on:
        return event.label
    return f"{event.label}，应于 {official_date(datetime.date.fromisoformat(due_on))} 前答复"


def _referred(event: StepEvent) -> str:
    return f"提请{event.details.get('where', '')}研究"


TITLES: dict[str, Callable[[StepEvent], str]] = {
    "rate": _rated,
    "rehandle": _handled_anew,
    "reopen": _handled_anew,
    "refer_on": _referred,
}
