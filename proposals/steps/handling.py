"""Steps of departments, of the leader in charge, and of the committee that hands out."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django import forms
from django.utils import timezone

from proposals.actions import assigning, departments
from proposals.forms.handling import ChangeLeaderForm, ProgressForm, ReasonForm
from proposals.models import Proposal
from proposals.steps.pages import Data, StepPage, nothing_to_ask
from union_site.calendar import official_date
from union_site.models import Seat, StepEvent


def _send_back_form(proposal: Proposal, seat: Seat, data: Data) -> forms.Form:
    form = ReasonForm(data, label="退回理由")
    if proposal.accept_due_on:
        form.fields["note"].help_text = f"应在{official_date(proposal.accept_due_on)}前退回。"
    return form


def _leader_form(proposal: Proposal, seat: Seat, data: Data) -> forms.Form:
    return ChangeLeaderForm(data, by=seat, today=timezone.localdate())


def _progress_form(proposal: Proposal, seat: Seat, data: Data) -> forms.Form:
    initial = {"on": timezone.localdate(), "percent": proposal.percent}
    return ProgressForm(data, initial=initial)


def _elsewhere(thing: object, seat: Seat, typed: dict[str, object]) -> object:
    """A step with a page of its own is never taken on the general one: its address is there."""
    raise LookupError("This step has a page of its own.")


def _own(name: str) -> StepPage:
    return StepPage(nothing_to_ask, _elsewhere, "", route=f"proposals:{name}")


PAGES: dict[str, StepPage] = {
    "assign": _own("assign"),
    "accept": StepPage(
        nothing_to_ask,
        lambda proposal, by, typed: departments.accept(proposal=proposal, by=by),
        "已接收，请在答复期限前提交答复。",
        "接收后由您部门牵头办理：与提案人沟通，汇总协办意见，在期限前提交答复。",
    ),
    "send_back": StepPage(
        _send_back_form,
        lambda proposal, by, typed: departments.send_back(proposal=proposal, by=by, **typed),
        "已退回提案工作委员会。",
        "不属本部门职责的，写明理由和建议的承办部门后退回，由委员会另行交办。",
    ),
    "extend": _own("extend"),
    "reply": _own("reply"),
    "sign": _own("sign"),
    "hand_back": _own("hand_back"),
    "progress": StepPage(
        _progress_form,
        lambda proposal, by, typed: departments.record_progress(proposal=proposal, by=by, **typed),
        "进展已登记，已告知提案人和附议人。",
        "落实到哪一步就登记到哪一步，直到 100%。",
    ),
    "reassign": _own("reassign"),
    "change_leader": StepPage(
        _leader_form,
        lambda proposal, by, typed: assigning.change_leader(proposal=proposal, by=by, **typed),
        "已更换分管校领导。",
        "原分管校领导离任或调整分工时使用，等待审签的答复转给新的分管校领导。",
    ),
}


def _assigned(event: StepEvent) -> str:
    verb = "改由" if event.step == "reassign" else "交"
    return f"{verb}{event.details['lead']}主办，应于{_day(event, 'due_on')}前答复"


def _day(event: StepEvent, name: str) -> str:
    return official_date(datetime.date.fromisoformat(event.details[name]))


WORDS: dict[str, Callable[[StepEvent], str]] = {
    "assign": _assigned,
    "reassign": _assigned,
    "extend": lambda event: f"延期到{_day(event, 'until')}答复",
    "sign": lambda event: f"{event.details['words']}，答复送达：{event.details['result']}",
    "progress": lambda event: f"落实进度 {event.details['percent']}%",
}


def _title(event: StepEvent) -> str:
    """The label alone where an event was taken over without details."""
    return WORDS[event.step](event) if event.details else event.label


TITLES: dict[str, Callable[[StepEvent], str]] = dict.fromkeys(WORDS, _title)
# Advice of the leader on a draft, and why hands were changed: for those who deal with it.
INTERNAL = frozenset({"hand_back", "reassign", "change_leader"})
