"""How the steps of a proposal look: forms behind buttons, badges, facts, who is waited for."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from proposals import actions
from proposals.actions.following import reopen_micro
from proposals.forms.micro import (
    AcceptForm,
    AnswerForm,
    AssignForm,
    DeclineForm,
    ExtendForm,
    NoteForm,
    RateForm,
)
from proposals.models import MicroProposal, MicroState
from proposals.steps import public
from proposals.steps.pages import Data, StepPage
from proposals.tables.lights import light_of
from proposals.workflow.micro import MICRO
from union_site.calendar import official_date
from union_site.models import Seat, StepEvent

TONES = {
    MicroState.SUBMITTED: "warn",
    MicroState.ACCEPTED: "info",
    MicroState.ASSIGNED: "info",
    MicroState.ANSWERED: "ok",
    MicroState.PUBLISHED: "ok",
    MicroState.DECLINED: "plain",
    MicroState.WITHDRAWN: "plain",
}


def _accept_form(proposal: MicroProposal, seat: Seat, data: Data) -> forms.Form:
    return AcceptForm(data, initial={"category": proposal.category})


def _assign_form(proposal: MicroProposal, seat: Seat, data: Data) -> forms.Form:
    today = timezone.localdate()
    due_on = actions.usual_due_date(proposal, today)
    return AssignForm(data, by=seat, today=today, initial={"due_on": due_on})


def _extend_form(proposal: MicroProposal, seat: Seat, data: Data) -> forms.Form:
    latest = actions.latest_extension(proposal, timezone.localdate())
    form = ExtendForm(data, initial={"due_on": latest})
    form.fields["due_on"].help_text = f"最多延到 {official_date(latest)}。" if latest else ""
    return form


STANDS = {
    MicroState.SUBMITTED: "已送到工会，等工会受理。",
    MicroState.ACCEPTED: "工会已受理，将交承办部门办理。",
}


def rate_form(proposal: MicroProposal, data: Data) -> RateForm:
    return RateForm(data, may_be_rehandled=actions.may_be_rehandled(proposal))


def again(proposal: MicroProposal) -> str:
    """What happens now that the author was not satisfied; "" where it is not handled anew."""
    if not proposal.is_handled_again or proposal.lead is None or proposal.due_on is None:
        return ""
    lead, due = proposal.lead.department, official_date(proposal.due_on)
    return f"已退回{lead}再办理，应于 {due} 前再次答复。"


def what_now(proposal: MicroProposal) -> str:
    """What follows from the verdict that was just given."""
    if proposal.satisfaction == MicroProposal.Satisfaction.UNSATISFIED:
        return "您的评价和原因已告诉工会；已公示或已再办理过的，不再退回办理。"
    return again(proposal)


def where_it_stands(proposal: MicroProposal, verdict: str) -> str:
    """For the holder of a receipt, in one sentence; `verdict` is what still lies in the bag."""
    if verdict:
        return f"已收下，次日零时后送达工会。{_after_bag(proposal, verdict)}"
    if sentence := again(proposal):
        return sentence
    if proposal.state == MicroState.ASSIGNED and proposal.lead and proposal.due_on:
        due = official_date(proposal.due_on)
        return f"{proposal.lead.department}正在办理，应于 {due} 前答复。{_extended(proposal)}"
    return STANDS.get(MicroState(proposal.state), "")


def _extended(proposal: MicroProposal) -> str:
    """Why it takes longer: the holder of a receipt gets no notice of it."""
    if proposal.extended_from is None:
        return ""
    was, why = official_date(proposal.extended_from), actions.why_extended(proposal)
    return f"原定 {was}，已延期一次：{why}"


def _after_bag(proposal: MicroProposal, verdict: str) -> str:
    is_bad = verdict == MicroProposal.Satisfaction.UNSATISFIED.label
    if not is_bad or not actions.may_be_rehandled(proposal):
        return ""
    return "送达后退回承办部门再办理，过些日子请再凭回执查看。"


PAGES: dict[str, StepPage] = {
    "accept": StepPage(
        _accept_form,
        lambda proposal, by, typed: actions.accept(proposal=proposal, by=by, **typed),
        "已受理并编号。",
        "受理后按年度编号，提案人会收到通知。",
    ),
    "decline": StepPage(
        lambda proposal, seat, data: DeclineForm(data, by=seat),
        lambda proposal, by, typed: actions.decline(proposal=proposal, by=by, **typed),
        "已告知提案人。",
        "原因和说明会告诉提案人；重复的请填原提案编号，提案人据此知道并到哪一件。",
        carried=("reason", "duplicate_of"),
    ),
    "assign": StepPage(
        _assign_form,
        lambda proposal, by, typed: actions.assign(proposal=proposal, by=by, **typed),
        "已交承办部门办理。",
    ),
    "answer": StepPage(
        lambda proposal, seat, data: AnswerForm(data),
        lambda proposal, by, typed: actions.answer(proposal=proposal, by=by, **typed),
        "答复已送达提案人。",
    ),
    "send_back": StepPage(
        lambda proposal, seat, data: NoteForm(data),
        lambda proposal, by, typed: actions.send_back(proposal=proposal, by=by, **typed),
        "已退回工会。",
        "不属本部门办理的，写明理由退回，由工会另行交办。",
    ),
    "extend": StepPage(
        _extend_form,
        lambda proposal, by, typed: actions.extend(proposal=proposal, by=by, **typed),
        "已延期，提案人会看到新的日期和理由。",
        "到期前办不完的，可延期一次；理由会告诉提案人。",
    ),
    "remind": StepPage(
        lambda proposal, seat, data: forms.Form(data),
        lambda proposal, by, typed: actions.remind(proposal=proposal, by=by),
        "已催办。",
    ),
    "rate": StepPage(
        lambda proposal, seat, data: rate_form(proposal, data),
        lambda proposal, by, typed: actions.rate(proposal=proposal, by=by, **typed),
        lambda proposal: f"谢谢您的评价。{what_now(proposal)}",
    ),
    "reopen": StepPage(
        lambda proposal, seat, data: NoteForm(data),
        lambda proposal, by, typed: reopen_micro(proposal=proposal, by=by, **typed),
        "已退回承办部门重新办理。",
        "回访时您说还没有解决：写明理由，退回承办部门，按期限再次答复。",
    ),
    "publish": StepPage(
        lambda proposal, seat, data: forms.Form(data),
        lambda proposal, by, typed: actions.publish(proposal=proposal, by=by),
        "已在微公示公布。",
    ),
    "withdraw": StepPage(
        lambda proposal, seat, data: forms.Form(data),
        lambda proposal, by, typed: actions.withdraw(proposal=proposal, by=by),
        "已撤回。",
    ),
    **public.MICRO_PAGES,
}


def above(proposal: MicroProposal, name: str, seat: Seat) -> str:
    """What is read again above the form of a step."""
    if name in ("rate", "reopen", "publish"):
        return proposal.answer
    if name != "answer" or not proposal.is_handled_again:
        return proposal.text
    events = StepEvent.objects.visible_to(seat).of(proposal).for_list()
    wish = events.filter(step__in=["rehandle", "reopen"]).first()
    said = f"\n提案人：{wish.note}" if wish else ""
    return f"{proposal.text}\n上次答复：{proposal.answer}{said}"


def buttons(proposal: MicroProposal, seat: Seat) -> list[dict[str, Any]]:
    """The steps open to this seat as links; re-handling is asked for in the rating."""
    return [
        {
            "name": step.name,
            "label": step.label,
            "url": reverse("proposals:micro_step", args=[proposal.pk, step.name]),
            "is_primary": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in MICRO.open_to(proposal, seat)
        if step.name in PAGES and not step.objection(proposal)
    ]


def light(proposal: MicroProposal, today: datetime.date) -> dict[str, str]:
    """Traffic light of a row: the due date while it is being handled."""
    if proposal.state != MicroState.ASSIGNED or proposal.due_on is None:
        return {}
    return light_of(proposal.due_on, today)


def badge(proposal: MicroProposal) -> dict[str, str]:
    return {"text": proposal.status_words, "tone": TONES[MicroState(proposal.state)]}


def facts(proposal: MicroProposal) -> list[tuple[str, str]]:
    """What is known by now and stands nowhere above: on a phone each line pushes the rest down."""
    lead = proposal.lead
    rows = [
        ("编号", proposal.number),
        ("署名", proposal.get_publicity_display()),
        ("来源", _source(proposal)),
        ("主办", f"{lead.department}（{lead.user.name}）" if lead else ""),
        ("应答复", _due(proposal)),
    ]
    return [(label, value) for label, value in rows if value]


def _source(proposal: MicroProposal) -> str:
    words = proposal.get_source_display()
    return f"{words}（工会代录）" if proposal.is_on_behalf else words


def _due(proposal: MicroProposal) -> str:
    if proposal.due_on is None:
        return ""
    words = official_date(proposal.due_on)
    if proposal.extended_from:
        words += f"（原定 {official_date(proposal.extended_from)}，已延期一次）"
    return words


IN_BAG = {"text": "已收下，待送达", "tone": "info"}

AFTER = {
    MicroState.SUBMITTED: ["交办", "承办部门答复", "提案人评价", "公示"],
    MicroState.ACCEPTED: ["承办部门答复", "提案人评价", "公示"],
    MicroState.ASSIGNED: ["提案人评价", "公示"],
    MicroState.ANSWERED: ["公示"],
}


def waiting_for(proposal: MicroProposal, today: datetime.date) -> dict[str, Any] | None:
    """Who is waited for, since when, and what comes after; nothing when it is closed."""
    if proposal.is_closed:
        return None
    lead = proposal.lead
    who = {
        MicroState.SUBMITTED: "工会主席受理",
        MicroState.ACCEPTED: "工会主席交办",
        MicroState.ASSIGNED: f"{lead.department} {lead.user.name}" if lead else "",
        MicroState.ANSWERED: "工会主席公示" if proposal.satisfaction else "提案人评价",
    }[MicroState(proposal.state)]
    shown = light(proposal, today)
    return {
        "who": who,
        "badge": shown.get("text", ""),
        "tone": shown.get("tone", ""),
        "after": AFTER[MicroState(proposal.state)],
    }


def timeline(proposal: MicroProposal, events: list[StepEvent], seat: Seat) -> list[dict[str, Any]]:
    """What happened, newest first; the author's name as this reader may know it."""
    reads_notes = public.reads_notes(proposal, seat)
    rows = [
        {
            "title": _title(event),
            "at": event.at,
            "who": _who(event, proposal, seat),
            "note": event.note if reads_notes else "",
            "is_current": number == 0,
        }
        for number, event in enumerate(events)
    ]
    submitted = proposal.submitted_at or official_date(proposal.submitted_on)
    rows.append(
        {
            "title": "提交",
            "at": submitted,
            "who": proposal.shown_author(seat),
            "note": "",
            "is_current": not events,
        }
    )
    return rows


def _title(event: StepEvent) -> str:
    details = event.details
    if event.step == "assign":
        due = datetime.date.fromisoformat(details["due_on"])
        return f"交{details['lead']}主办，应于 {official_date(due)} 前答复"
    if event.step == "extend":
        return f"延期到 {official_date(datetime.date.fromisoformat(details['due_on']))} 答复"
    if event.step == "answer":
        return f"答复：{MicroProposal.Result(details['result_class']).label}"
    if event.step == "rate":
        return f"评价：{MicroProposal.Satisfaction(details['satisfaction']).label}"
    if event.step == "promote":
        return "已转为正式提案"
    return event.label


def _who(event: StepEvent, proposal: MicroProposal, seat: Seat) -> str:
    if event.seat is None or event.seat_id == proposal.author_id:
        return proposal.shown_author(seat)
    return f"{event.seat.user.name}（{event.seat.title or event.seat.department}）".replace(
        "（）", ""
    )


def may_rate_by_receipt(proposal: MicroProposal) -> bool:
    return (
        proposal.is_rated_by_receipt
        and proposal.state in (MicroState.ANSWERED, MicroState.PUBLISHED)
        and not proposal.satisfaction
    )
