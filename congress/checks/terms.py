"""Rules of terms: form, length, renewal."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from congress.models import CongressTerm
from union_site.calendar import DAY, official_date
from union_site.findings import Finding, Level
from union_site.norms import InForce


def size(*, form: str, staff_count: int, rule: InForce) -> list[Finding]:
    """C-01: from 80 staff on a congress of delegates, below it an assembly (art. 15)."""
    if not staff_count:
        return []
    is_large = staff_count >= rule.number
    if is_large and form == CongressTerm.Form.ASSEMBLY:
        advice = "应建立教职工代表大会"
    elif not is_large and form == CongressTerm.Form.CONGRESS:
        advice = "一般建立全体教职工参加的教职工大会；学校另有规定的从其规定"
    else:
        return []
    sentence = f"本单位教职工 {staff_count} 人（界限 {rule.number} 人），{advice}。"
    return [Finding(Level.WARN, "C-01", sentence, rule.citation, "形式")]


def term_length(
    *, starts_on: datetime.date, ends_on: datetime.date, rule: InForce
) -> list[Finding]:
    """C-08: a term lasts 3 or 5 years (Order 32 art. 18)."""
    lawful = [years_on(starts_on, years) for years in rule.value]
    if any(day - DAY <= ends_on <= day for day in lawful):
        return []
    words = "或".join(f" {years} 年" for years in rule.value)
    sentence = f"任期应为{words}，所填为{official_date(starts_on)}至{official_date(ends_on)}。"
    return [Finding(Level.WARN, "C-08", sentence, rule.citation, "任期止")]


def years_on(day: datetime.date, years: int) -> datetime.date:
    """The same day years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)


def overrun(
    *, ends_on: datetime.date, postponed_until: datetime.date | None, rule: InForce | None
) -> list[Finding]:
    """C-08: where a local rule lets a re-election wait, it waits so many years at most."""
    if postponed_until is None:
        return []
    if rule is None:
        sentence = "延期换届须有当地规定或上级批复，请在备注写明文号。"
        return [Finding(Level.WARN, "C-08p", sentence, "", "换届延期至")]
    latest = years_on(ends_on, rule.number)
    if postponed_until <= latest:
        return []
    sentence = f"延期换届最长 {rule.number} 年，最迟至{official_date(latest)}。"
    return [Finding(Level.BLOCK, "C-08p", sentence, rule.citation, "换届延期至")]


def overdue(*, ends_on: datetime.date, today: datetime.date, rule: InForce | None) -> list[Finding]:
    """C-08: how long a re-election that is late may still wait, where a rule says so."""
    if rule is None or today <= ends_on:
        return []
    latest = years_on(ends_on, rule.number)
    if today > latest:
        sentence = f"届满已超过 {rule.number} 年（最迟{official_date(latest)}），须立即换届。"
        return [Finding(Level.BLOCK, "C-08x", sentence, rule.citation)]
    sentence = f"因故延期的，最迟至{official_date(latest)}完成换届。"
    return [Finding(Level.INFO, "C-08x", sentence, rule.citation)]


def renewal(*, ends_on: datetime.date, today: datetime.date, rule: InForce) -> list[Finding]:
    """C-08: the end of a term is announced in time, and said when it is past."""
    if today > ends_on:
        sentence = f"本届任期已于{official_date(ends_on)}届满，请组织换届选举。"
        return [Finding(Level.WARN, "C-08e", sentence, rule.citation)]
    months = (ends_on.year - today.year) * 12 + ends_on.month - today.month
    if months > rule.number or (months == rule.number and ends_on.day > today.day):
        return []
    sentence = f"本届任期将于{official_date(ends_on)}届满，请着手换届准备。"
    return [Finding(Level.WARN, "C-08e", sentence, rule.citation)]


def apart(
    *, starts_on: datetime.date, ends_on: datetime.date, others: Iterable[CongressTerm]
) -> list[Finding]:
    """Two terms never stand at once, not for a day: whose delegates would n be?"""
    return [
        Finding(Level.BLOCK, "C-08o", f"任期与{other}重叠。", "", "任期起")
        for other in others
        if other.starts_on <= ends_on and starts_on <= other.ends_on
    ]
