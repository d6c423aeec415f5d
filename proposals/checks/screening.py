"""Rules of the screening: hints on a proposal, who decides, the committee, objections to steps."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from proposals.models import Outcome, Proposal, ProposalState
from union_site.calendar import add_working_days, official_date
from union_site.findings import Finding, Level
from union_site.norms import InForce, norm

S = ProposalState
# Where a proposal may be joined by others: decided or not, but not yet answered.
MAIN_STATES = (S.SCREENING, S.DISPUTED, S.TO_ASSIGN, S.ASSIGNED, S.HANDLING)
# Words of somebody who speaks for himself; a hint for the reader, never a verdict.
_PERSONAL = re.compile(r"我个人|本人的|我本人|我的职称|我的工资|我家|我的宿舍|为我(?!们|校|园)")


@dataclass(frozen=True)
class Case:
    """What the rules look at of one proposal."""

    seconders: int
    is_late: bool
    text: str
    suggestion: str


def hints(case: Case, *, min_seconders: InForce) -> list[Finding]:
    """What usually speaks against docketing it. (P-21 seconders, P-22 late, P-23, P-24)"""
    found = []
    if case.seconders < min_seconders.number:
        sentence = f"附议人 {case.seconders} 名，不足 {min_seconders.number} 名，一般转为意见建议。"
        found.append(Finding(Level.WARN, "P-21", sentence, min_seconders.citation))
    if case.is_late:
        found.append(Finding(Level.WARN, "P-22", "超过截止日期提交，一般转为意见建议。"))
    if _PERSONAL.search(case.text):
        found.append(Finding(Level.INFO, "P-23", "文字像是在说个人的事，请核对是否纯属个人事务。"))
    if not case.suggestion.strip():
        found.append(Finding(Level.INFO, "P-24", "没有写建议方案，可以退回补正。"))
    return found


def decision_findings(*, is_own: bool, members: int, advised: int) -> list[Finding]:
    """Who decides, and on what: recusal and advice. (P-25, P-26)"""
    found = []
    if is_own:
        sentence = "这是您提出的提案（或与您的提案并案），按回避的要求应由其他委员决定。"
        found.append(Finding(Level.WARN, "P-25", sentence))
    if members and not advised:
        sentence = f"提案工作委员会有 {members} 名委员，还没有人填写审查意见。"
        found.append(Finding(Level.WARN, "P-26", sentence))
    return found


def committee_findings(
    members: int, outsiders: Sequence[str], *, least: InForce, most: InForce
) -> list[Finding]:
    """Five to nine delegates (P-27, P-28); rules of schools, SHUPL among them."""
    found = []
    if not least.number <= members <= most.number:
        sentence = f"现有 {members} 人，一般由 {least.number} 至 {most.number} 人组成。"
        found.append(Finding(Level.WARN, "P-27", sentence, least.citation))
    if outsiders:
        names = "、".join(outsiders)
        sentence = f"委员一般从教代会代表中产生，{names}不是本届正式代表。"
        found.append(Finding(Level.WARN, "P-28", sentence, least.citation))
    return found


def is_unanimous(suggestions: Sequence[str], *, members: int) -> bool:
    """More than half of the committee have spoken, and all for docketing."""
    return len(suggestions) * 2 > members and set(suggestions) == {Outcome.DOCKETED}


def appeal_ends_on(decided_on: datetime.date, days: InForce) -> datetime.date:
    return add_working_days(decided_on, days.number).day


# --- objections of the table of steps ---------------------------------------------------------


def withdraw_objection(proposal: Proposal) -> str:
    """A main one would leave those merged into it without an answer."""
    return _objection_of_merged(proposal, "撤案")


def complete_objection(proposal: Proposal) -> str:
    return _objection_of_merged(proposal, "退回补正")


def reject_objection(proposal: Proposal) -> str:
    return _objection_of_merged(proposal, "不予立案")


def _objection_of_merged(proposal: Proposal, word: str) -> str:
    count = proposal.merged_ones.count() if proposal.pk else 0
    return f"有 {count} 件提案并入这一件，不能{word}；请先撤销并案。" if count else ""


def merge_objection(main: Proposal, *, joining: Proposal) -> str:
    """Why a proposal cannot be merged into this one, or nothing."""
    if main.merged_into_id is not None and main.merged_into_id == joining.pk:
        return f"“{main.heading}”已并入这一件，不能再反过来并案。请刷新页面查看。"
    if main.state == S.MERGED and main.merged_into is not None:
        return f"“{main.heading}”已并入“{main.merged_into.heading}”，请直接并入后者。"
    if main.state not in MAIN_STATES or main.replied_at is not None:
        return f"“{main.heading}”现在是“{main.status_words}”，不能再并入其他提案。"
    return ""


def separate_objection(proposal: Proposal) -> str:
    main = proposal.merged_into
    if main is not None and main.replied_at is not None:
        return f"主提案“{main.heading}”已经答复，不能再撤销并案。"
    return ""


def appeal_objection(proposal: Proposal) -> str:
    """Once, and within the norm's working days."""
    if proposal.appealed_on is not None:
        return "已申请过一次复议。"
    if proposal.decided_on is None:
        return ""
    today = timezone.localdate()
    days = norm("proposals.appeal_days", union=proposal.union, on=proposal.decided_on)
    last = appeal_ends_on(proposal.decided_on, days)
    if today > last:
        return f"申请复议的期限是 {days.number} 个工作日，已于{official_date(last)}届满。"
    return ""
