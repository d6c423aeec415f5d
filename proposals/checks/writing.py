"""Rules for a formal proposal before it is handed in: values in, findings out (P-10 to P-19)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from proposals.models import characters
from union_site.calendar import official_date
from union_site.findings import Finding, Level
from union_site.models import Union
from union_site.norms import InForce, NormMissing, all_in_force

KEYS = (
    "min_seconders",
    "title_min",
    "title_max",
    "reason_min",
    "reason_max",
    "suggestion_min",
    "suggestion_max",
    "files_max",
    "file_megabytes",
)
# Signs that a title names several matters: each with what it counts up or joins.
SEVERAL_IN_TITLE = (
    re.compile(r"关于.+(?:以及|及|和|与|、|，|,)\s*关于"),
    re.compile(r"一是.+二是"),
    re.compile(r"(?:一、|（一）|1[.、．]).+(?:二、|（二）|2[.、．])"),
    re.compile(r"[；;].+"),
)
SEVERAL_IN_SUGGESTION = (
    re.compile(r"两件事|三件事|另一件事|另外一件事|另有一事"),
    re.compile(r"(?:^|\n)\s*关于.+\n\s*关于", re.DOTALL),
)


@dataclass(frozen=True)
class Rules:
    """The norms for writing, as they hold for one union on one day."""

    by_key: dict[str, InForce]

    @classmethod
    def in_force(cls, *, union: Union, on: datetime.date) -> Self:
        """One query. Raises NormMissing."""
        found = {row.key: row for row in all_in_force(union=union, on=on)}
        try:
            return cls({key: found[f"proposals.{key}"] for key in KEYS})
        except KeyError as missing:
            raise NormMissing(f"{missing}: {union.code} {on:%Y-%m-%d}") from missing

    def __getitem__(self, key: str) -> InForce:
        return self.by_key[key]


def text_findings(
    *, title: str, category: str, reason: str, suggestion: str, rules: Rules
) -> list[Finding]:
    """P-11 title, P-12 category, P-13 reason, P-14 suggestion: is each there, and long enough?"""
    found = _length("P-11", "title", "案由", title, rules)
    if not category:
        found.append(Finding(Level.BLOCK, "P-12", "请选择提案的类别。", where="类别"))
    found += _length("P-13", "reason", "案据", reason, rules)
    return found + _length("P-14", "suggestion", "建议方案", suggestion, rules)


def _length(code: str, name: str, label: str, text: str, rules: Rules) -> list[Finding]:
    """White space is not counted (decision 0005)."""
    least, most, length = rules[f"{name}_min"], rules[f"{name}_max"], characters(text)
    if length == 0:
        return [Finding(Level.BLOCK, code, f"还没有写{label}。", least.citation, label)]
    if length < least.number:
        sentence = f"至少 {least.number} 字，现在 {length} 字。"
        return [Finding(Level.BLOCK, code, sentence, least.citation, label)]
    if length > most.number:
        over = length - most.number
        sentence = f"最多 {most.number} 字，现在 {length} 字，请删去 {over} 字。"
        return [Finding(Level.BLOCK, code, sentence, most.citation, label)]
    return []


def seconder_findings(count: int, rule: InForce) -> list[Finding]:
    """P-10: enough full delegates in office have consented in person."""
    missing = rule.number - count
    if missing <= 0:
        return []
    sentence = f"至少 {rule.number} 名正式代表附议，现有 {count} 名，还差 {missing} 名。"
    return [Finding(Level.BLOCK, "P-10", sentence, rule.citation, "附议")]


def capacity_findings(*, is_held: bool, proposer: str) -> list[Finding]:
    """P-15: who hands it in may still speak for who makes it."""
    if is_held:
        return []
    sentence = f"您现在不能以“{proposer}”提出提案：代表资格或职务已变动，请联系工会。"
    return [Finding(Level.BLOCK, "P-15", sentence, where="提案人")]


def matter_findings(*, title: str, suggestion: str) -> list[Finding]:
    """P-16: one matter each. A machine may err here, so it warns and never blocks."""
    if any(sign.search(title) for sign in SEVERAL_IN_TITLE):
        where = "案由"
    elif any(sign.search(suggestion) for sign in SEVERAL_IN_SUGGESTION):
        where = "建议方案"
    else:
        return []
    sentence = "看起来写了几件事。提案须一事一案，几件事请分别提出，才好分别交办。"
    return [Finding(Level.WARN, "P-16", sentence, "提案工作通行做法：一事一案", where)]


def late_findings(*, is_late: bool, session: str, closed_on: datetime.date | None) -> list[Finding]:
    """P-17: after the closing date it is taken all the same, usually as an opinion."""
    if not is_late or closed_on is None:
        return []
    sentence = (
        f"{session}的提案征集已于{official_date(closed_on)}截止。"
        "逾期提交的仍会收下，通常转为意见建议办理。"
    )
    return [Finding(Level.WARN, "P-17", sentence, "提案工作通行做法：逾期转意见建议", "提交时间")]


def left_findings(names: Iterable[str]) -> list[Finding]:
    """P-18: consent of who is no full delegate any more does not count."""
    gone = "、".join(names)
    if not gone:
        return []
    sentence = f"{gone}已不是在任的正式代表，附议不计入人数。"
    return [Finding(Level.INFO, "P-18", sentence, where="附议")]


def waiting_findings(count: int) -> list[Finding]:
    """P-19: handing in ends what is still asked."""
    if not count:
        return []
    sentence = f"还有 {count} 位代表没有答复。提交后附议人名单即定，未答复的邀请随之取消。"
    return [Finding(Level.INFO, "P-19", sentence, where="附议")]
