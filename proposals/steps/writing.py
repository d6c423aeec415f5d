"""Steps of the author: seconding, submitting, withdrawing."""

from __future__ import annotations

from typing import Any

from django import forms

from proposals.actions import seconding, writing
from proposals.forms.writing import WithdrawForm
from proposals.models import Proposal, ProposalState
from proposals.steps.pages import StepPage, nothing_to_ask
from union_site.models import Seat


def _withdraw_form(proposal: Proposal, seat: Seat, data: Any) -> forms.Form:
    """A draft that nobody else has seen needs no long words."""
    is_draft = proposal.state == ProposalState.DRAFT
    return WithdrawForm(data, initial={"note": "草稿不再使用。"} if is_draft else None)


PAGES: dict[str, StepPage] = {
    "invite": StepPage(
        form=nothing_to_ask,
        act=lambda proposal, seat, data: seconding.invite(proposal=proposal, delegates=[], by=seat),
        done="已请代表附议。",
        route="proposals:seconders",
    ),
    "rewrite": StepPage(
        form=nothing_to_ask,
        act=lambda proposal, seat, data: writing.rewrite(proposal=proposal, by=seat),
        done="已撤回修改。改好后请重新征集附议。",
        advice="撤回后可以修改文字。已有的附议随之失效，已附议的代表会收到通知，改好后须重新确认。",
    ),
    "submit": StepPage(
        form=nothing_to_ask,
        act=lambda proposal, seat, data: writing.submit(proposal=proposal, by=seat),
        done="已提交，提案工作委员会已收到。",
        route="proposals:submit",
    ),
    "withdraw": StepPage(
        form=_withdraw_form,
        act=lambda proposal, seat, data: writing.withdraw(proposal=proposal, by=seat, **data),
        done="已撤案，相关人员已收到通知。",
        advice="撤案后不能恢复。附议的代表会收到通知；已提交的，提案工作委员会也会收到。",
    ),
}
