"""Rules of deliberations and of the notice page: values in, findings out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from proposals.models import characters
from union_site.findings import Finding, Level
from union_site.norms import InForce

FEWEST_OPTIONS, MOST_OPTIONS = 2, 5
LONGEST_OPTION = 40
LONGEST_DAYS = 90


def opinion_findings(
    text: str, *, limit: InForce, said_already: int, each: InForce
) -> list[Finding]:
    """Something to read, not too long, not too many of one person. (P-50, P-51, P-52)"""
    length = characters(text)
    if not length:
        return [Finding(Level.BLOCK, "P-50", "请写下您的意见。", where="text")]
    found = []
    if length > limit.number:
        sentence = f"最多 {limit.number} 字，现在 {length} 字，请删去 {length - limit.number} 字。"
        found.append(Finding(Level.BLOCK, "P-51", sentence, limit.citation, where="text"))
    if said_already >= each.number:
        sentence = f"您在这次议事中已有 {said_already} 条意见，可先撤回一条再写。"
        found.append(Finding(Level.BLOCK, "P-52", sentence, each.citation))
    return found


def window_findings(
    opens_on: datetime.date, closes_on: datetime.date, *, today: datetime.date
) -> list[Finding]:
    """The last day is not over yet, comes after the first and is not years away. (P-53)"""
    sentence = ""
    if closes_on < today:
        sentence = "截止日期不能早于今天。"
    elif closes_on < opens_on:
        sentence = "截止日期不能早于开始日期。"
    elif (closes_on - opens_on).days > LONGEST_DAYS:
        sentence = f"一次议事最长 {LONGEST_DAYS} 天，请把截止日期提前。"
    return [Finding(Level.BLOCK, "P-53", sentence, where="closes_on")] if sentence else []


def poll_findings(question: str, options: Sequence[str]) -> list[Finding]:
    """A question has two to five different answers; answers have a question. (P-54)"""
    if not question and not options:
        return []
    if not question:
        return [Finding(Level.BLOCK, "P-54", "请写明投票问什么。", where="poll_question")]
    sentence = ""
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        sentence = f"请写 {FEWEST_OPTIONS} 到 {MOST_OPTIONS} 个选项，每行一个。"
    elif len(set(options)) < len(options):
        sentence = "有重复的选项，请改成不同的。"
    elif any(len(option) > LONGEST_OPTION for option in options):
        sentence = f"每个选项最多 {LONGEST_OPTION} 字。"
    return [Finding(Level.BLOCK, "P-54", sentence, where="poll_options")] if sentence else []


def poll_is_split(total: int, *, least: InForce) -> bool:
    """With few votes the single counts would tell who chose what; then only their sum is told."""
    return total >= least.number
