"""Rules of selections: deeds, votes, quota, consent, public notice; values in, findings out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from members.models import Nominee
from union_site.calendar import DAY, is_certain, official_date, working_days_between
from union_site.findings import Finding, Level
from union_site.norms import InForce


def characters(text: str) -> int:
    """Code points without white space, as proposals count them (decision 0005)."""
    return len("".join(text.split()))


def deeds(text: str, *, limit: int, rule: InForce) -> list[Finding]:
    """S-01: deeds are told, in so many characters at most."""
    length = characters(text)
    if not length:
        return [Finding(Level.BLOCK, "S-01", "请填写主要事迹。", where="主要事迹")]
    if length <= limit:
        return []
    sentence = f"主要事迹最多 {limit} 字，现在 {length} 字，请删去 {length - limit} 字。"
    citation = rule.citation if limit == rule.number else ""
    return [Finding(Level.BLOCK, "S-01", sentence, citation, "主要事迹")]


@dataclass(frozen=True)
class Votes:
    """What was counted for one nominee."""

    name: str
    expected: int
    returned: int
    agreed: int


def votes(counted: Votes) -> list[Finding]:
    """S-02: no more ballots than voters, no more votes than ballots."""
    found = []
    if counted.expected < 1:
        found.append("应参加测评人数至少 1 人。")
    if counted.returned > counted.expected:
        found.append(f"收回 {counted.returned} 票，多于应参加的 {counted.expected} 人。")
    if counted.agreed > counted.returned:
        found.append(f"同意 {counted.agreed} 票，多于收回的 {counted.returned} 票。")
    return [Finding(Level.BLOCK, "S-02", text, where=counted.name) for text in found]


def quota(chosen: int, *, allowed: int) -> list[Finding]:
    """S-03: no more are put forward than there are places, and somebody is."""
    if not chosen:
        return [Finding(Level.BLOCK, "S-03", "请勾选拟推荐上报的对象。")]
    if chosen <= allowed:
        return []
    sentence = f"推荐名额 {allowed} 个，勾选了 {chosen} 个，请去掉 {chosen - allowed} 个。"
    return [Finding(Level.BLOCK, "S-03", sentence)]


def has_consent(agreed: int, expected: int, percent: int) -> bool:
    """At least so many of a hundred of all who were to vote, not of those who came."""
    return agreed * 100 >= expected * percent


def consent(nominees: Iterable[Nominee], *, rule: InForce) -> list[Finding]:
    """S-04: whoever is put forward has the members' consent (常教工〔2014〕22号)."""
    found = []
    for nominee in nominees:
        agreed, expected = nominee.votes_for, nominee.votes_expected
        if agreed is None or expected is None:
            sentence = "还没有登记民主测评结果。"
        elif has_consent(agreed, expected, rule.number):
            continue
        else:
            sentence = (
                f"同意 {agreed} 票，占应参加测评 {expected} 人的 {nominee.share}，"
                f"不到 {rule.number}%，不能推荐。"
            )
        found.append(Finding(Level.BLOCK, "S-04", sentence, rule.citation, str(nominee)))
    return found


def notice_period(first: datetime.date, last: datetime.date, *, rule: InForce) -> list[Finding]:
    """S-05: a public notice lasts so many working days, its first and last day included."""
    if last < first:
        return [Finding(Level.BLOCK, "S-05", "公示截止不能早于公示开始。", where="公示截止")]
    days = working_days_between(first - DAY, last)
    if days < rule.number:
        sentence = f"公示至少 {rule.number} 个工作日，现在只有 {days} 个。"
        return [Finding(Level.BLOCK, "S-05", sentence, rule.citation, "公示截止")]
    if not (is_certain(first) and is_certain(last)):
        sentence = "该年度放假安排尚未公布，工作日暂按周一至周五推算。"
        return [Finding(Level.INFO, "S-05", sentence, where="公示截止")]
    return []


def notice_over(last: datetime.date, *, today: datetime.date) -> list[Finding]:
    """S-06: nothing goes up before the notice has ended."""
    if today > last:
        return []
    sentence = f"公示到{official_date(last)}才结束，期满后才能上报。"
    return [Finding(Level.BLOCK, "S-06", sentence)]


def winners(won: Sequence[Nominee], chosen: Sequence[Nominee]) -> list[Finding]:
    """S-07: only who was put forward can have won."""
    allowed = {nominee.pk for nominee in chosen}
    if all(nominee.pk in allowed for nominee in won):
        return []
    return [Finding(Level.BLOCK, "S-07", "获评的只能是已推荐上报的对象。")]


def earliest_end(first: datetime.date, days: int) -> datetime.date:
    """The first day on which a notice that begins on `first` has run long enough."""
    last = first
    while working_days_between(first - DAY, last) < days:
        last += DAY
    return last
