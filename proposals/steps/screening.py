"""Steps of the proposal committee: what each asks, and how its events are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone

from proposals.actions import docketing, merging, screening
from proposals.forms import screening as inputs
from proposals.models import Advice, Proposal
from proposals.steps.pages import Data, StepPage, nothing_to_ask
from union_site.models import Seat, StepEvent


def _advice_form(proposal: Proposal, seat: Seat, data: Data) -> forms.Form:
    mine = Advice.objects.visible_to(seat).filter(proposal=proposal, seat=seat).first()
    known = ("suggestion", "opinion", "first_unit", "second_unit")
    initial = {name: getattr(mine, name) for name in known} if mine else {}
    if mine is None and proposal.wanted_lead:
        initial = {"first_unit": proposal.wanted_lead}
    units = inputs.departments(seat, timezone.localdate())
    return inputs.AdviceForm(data, units=units, initial=initial)


def _merge_form(proposal: Proposal, seat: Seat, data: Data) -> forms.Form:
    mains = inputs.possible_mains(proposal, seat)
    return inputs.MergeForm(data, proposal=proposal, mains=mains)


def _words_form(proposal: Proposal, seat: Seat, data: Data) -> forms.Form:
    return inputs.WordsForm(data)


def _calls(act: Callable[..., object]) -> Callable[[Any, Seat, dict[str, Any]], object]:
    return lambda proposal, by, typed: act(proposal=proposal, by=by, **typed)


PAGES: dict[str, StepPage] = {
    "receive": StepPage(
        nothing_to_ask,
        _calls(screening.receive),
        "已开始审查，已请各位委员填写意见。",
        "开始审查后，提案工作委员会的委员各自填写意见，再由主任委员决定。",
    ),
    "advise": StepPage(_advice_form, _calls(screening.advise), "审查意见已保存。"),
    "complete": StepPage(
        _words_form,
        _calls(screening.complete),
        "已退回提案人补正。",
        "提案回到草稿，由提案人补正后再提交；首次提交日期保留，已填写的审查意见不再计数。",
    ),
    "docket": StepPage(
        lambda proposal, seat, data: inputs.DecisionForm(data, proposal=proposal),
        _calls(docketing.docket),
        "已立案并编号，等待交办。",
        "立案后按本校的编号样式给出编号，提案人和附议人会收到通知。",
    ),
    "merge": StepPage(
        _merge_form,
        _calls(merging.merge),
        "已并案。",
        "内容相同或相近的提案并为一件办理：提案人成为共同提案人，附议人合在一起，"
        "答复和评价都在主提案上进行。",
        carried=("main",),
    ),
    "separate": StepPage(
        _words_form,
        _calls(merging.separate),
        "已撤销并案，另行审查。",
        "主提案答复前可以撤销；撤销后这一件重新审查。",
    ),
    "convert": StepPage(
        lambda proposal, seat, data: inputs.ReasonedForm(data, proposal=proposal),
        _calls(docketing.convert),
        "已转为意见建议，等待交办。",
        "不宜立案的，转作意见建议另行编号，同样交办和答复。",
    ),
    "reject": StepPage(
        lambda proposal, seat, data: inputs.ReasonedForm(data, proposal=proposal),
        _calls(docketing.reject),
        "不予立案，理由已告知提案人。",
        "理由会告诉提案人和附议人；提案人可以在规定期限内申请一次复议。",
    ),
    "refer": StepPage(
        _words_form,
        _calls(screening.refer),
        "已提请主席团。",
        "委员意见分歧较大时，由主席团决定；决定时登记会议日期和意见。",
    ),
    "appeal": StepPage(
        _words_form,
        _calls(screening.appeal),
        "已提交复议申请。",
        "复议由主席团决定，每件提案只能申请一次。",
    ),
}


def _numbered(words: str) -> Callable[[StepEvent], str]:
    def title(event: StepEvent) -> str:
        number = event.details.get("number", "")
        return f"{words}，编号 {number}" if number else words

    return title


def _with_other(words: str) -> Callable[[StepEvent], str]:
    def title(event: StepEvent) -> str:
        other = event.details.get("title", "")
        return f"{words}“{other}”" if other else words

    return title


TITLES: dict[str, Callable[[StepEvent], str]] = {
    "docket": _numbered("立案"),
    "convert": _numbered("转意见建议"),
    "merge": _with_other("并入"),
    "joined": _with_other("并入了"),
    "moved_along": _with_other("随主提案改并入"),
    "separate": _with_other("撤销并案，不再并入"),
    "parted": _with_other("撤销并入"),
}
