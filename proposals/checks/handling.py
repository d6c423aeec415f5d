"""Rules of handling: due dates in working days, extensions, what a reply must hold."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from proposals.models import Meaning, Proposal, characters
from union_site.calendar import add_working_days, official_date
from union_site.findings import Finding, Level
from union_site.models import Seat, Union
from union_site.norms import InForce, norm

# A reply that puts the solution off says until when.
DATED = (Meaning.IN_PROGRESS, Meaning.PLANNED)


@dataclass(frozen=True)
class Deadline:
    """The last day that a norm leaves, counted in working days."""

    day: datetime.date
    since: datetime.date
    rule: InForce
    remark: str = ""

    @property
    def words(self) -> str:
        """从2026年2月13日起第5个工作日：2026年2月26日。"""
        counted = f"从{official_date(self.since)}起第{self.rule.number}个工作日"
        return f"{counted}：{official_date(self.day)}。{self.remark}"


def deadline(key: str, *, union: Union, since: datetime.date) -> Deadline:
    """`key` is a norm that counts working days after `since`."""
    rule = norm(key, union=union, on=since)
    counted = add_working_days(since, rule.number)
    return Deadline(counted.day, since, rule, counted.remark)


@dataclass(frozen=True)
class Limits:
    """The days within which a department accepts and replies."""

    accept: Deadline
    reply: Deadline


def limits(union: Union, since: datetime.date) -> Limits:
    return Limits(
        deadline("proposals.accept_days", union=union, since=since),
        deadline("proposals.reply_days", union=union, since=since),
    )


def assigning(
    *,
    accept_due_on: datetime.date,
    due_on: datetime.date,
    most: Limits,
    today: datetime.date,
) -> list[Finding]:
    """Due dates as they are set with 交办; later than the norm is a warning to accept."""
    found = []
    if accept_due_on < today:
        sentence = "应接收日期已经过去，请改为今天或以后。"
        found.append(Finding(Level.BLOCK, "P-30", sentence, where="accept_due_on"))
    if due_on < accept_due_on:
        sentence = "应答复日期早于应接收日期，请核对。"
        found.append(Finding(Level.BLOCK, "P-30", sentence, where="due_on"))
    if accept_due_on > most.accept.day:
        found.append(_later("P-31", "应接收日期", accept_due_on, most.accept))
    if due_on > most.reply.day:
        found.append(_later("P-32", "应答复日期", due_on, most.reply))
    return found


def _later(code: str, where: str, day: datetime.date, most: Deadline) -> Finding:
    sentence = f"{official_date(day)}晚于规定的期限（{most.words.rstrip('。')}）。"
    return Finding(Level.WARN, code, sentence, most.rule.citation, where)


def hands(proposal: Proposal, lead: Seat) -> list[Finding]:
    """A department that answers its own head's proposal is worth a second look."""
    if proposal.author_id != lead.pk:
        return []
    sentence = "主办就是提案人本人，答复将由提案人自己起草。"
    return [Finding(Level.WARN, "P-33", sentence, where="主办")]


def extending(
    *, was: datetime.date, until: datetime.date, most: Deadline, today: datetime.date
) -> list[Finding]:
    """Once, by at most the norm, and asked for before the day itself has passed."""
    found = []
    if until <= was or until < today:
        sentence = f"延期后的日期应晚于原定的{official_date(was)}，也不能早于今天。"
        found.append(Finding(Level.BLOCK, "P-34", sentence, where="until"))
    if until > most.day:
        sentence = f"最多延到{most.words}"
        found.append(Finding(Level.BLOCK, "P-34", sentence, most.rule.citation, "until"))
    if today > was:
        sentence = f"已过原定的答复日期{official_date(was)}，逾期后才申请延期，将记录在案。"
        found.append(Finding(Level.WARN, "P-35", sentence))
    return found


def replying(
    *,
    text: str,
    meaning: str,
    planned_on: datetime.date | None,
    least: InForce,
    most: InForce,
    today: datetime.date,
) -> list[Finding]:
    """Neither a word too few nor a book; a promise bears a date."""
    found = []
    count = characters(text)
    if count < least.number:
        sentence = f"答复只有 {count} 字，至少写 {least.number} 字：做了什么、何时做完、为什么。"
        found.append(Finding(Level.BLOCK, "P-36", sentence, least.citation, "text"))
    if count > most.number:
        sentence = f"答复有 {count} 字，最多 {most.number} 字，详细材料请作为附件。"
        found.append(Finding(Level.BLOCK, "P-36", sentence, most.citation, "text"))
    if meaning in DATED and planned_on is None:
        sentence = "正在解决或列入计划的，请写明计划完成日期。"
        found.append(Finding(Level.BLOCK, "P-37", sentence, where="planned_on"))
    if meaning in DATED and planned_on is not None and planned_on < today:
        sentence = "计划完成日期已经过去，请核对。"
        found.append(Finding(Level.BLOCK, "P-37", sentence, where="planned_on"))
    return found


def too_late_to_send_back(proposal: Proposal, today: datetime.date) -> str:
    """A sentence once the days for accepting are over, or nothing."""
    due = proposal.accept_due_on
    if due is None or today <= due:
        return ""
    return f"退回应在{official_date(due)}前提出。确需调整的，请联系提案工作委员会调整承办。"
