"""Rules of the congress: quorum, adoption, terms and yearly sessions; values in, findings out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from congress.models import CongressTerm, Resolution, Session
from union_site.calendar import DAY, SchoolYear, official_date
from union_site.findings import Finding, Level
from union_site.models import Union
from union_site.norms import InForce, NormMissing, all_in_force

VOTED_UNSEEN_CITATION = "《学校教职工代表大会规定》（教育部令第32号）第七条第（四）项"
REMIND_FROM_MONTH = 5  # of the second half of a school year: from May on


@dataclass(frozen=True)
class Rules:
    """The norms of the congress as they hold for one union on one day."""

    quorum: InForce
    adoption: InForce
    yearly: InForce
    initiative: InForce
    threshold: InForce
    term_years: InForce
    renewal_months: InForce

    @classmethod
    def in_force(cls, *, union: Union, on: datetime.date) -> Self:
        """One query. Raises NormMissing."""
        found = {row.key: row for row in all_in_force(union=union, on=on)}
        try:
            return cls(
                quorum=found["congress.quorum_share"],
                adoption=found["congress.adoption_share"],
                yearly=found["congress.sessions_per_school_year"],
                initiative=found["congress.initiative_share"],
                threshold=found["congress.threshold"],
                term_years=found["congress.term_years"],
                renewal_months=found["congress.renewal_notice_months"],
            )
        except KeyError as missing:
            raise NormMissing(f"{missing}: {union.code} {on:%Y-%m-%d}") from missing


def share_of(rule: InForce) -> Fraction:
    """A share as the norm writes it: [2, 3], or "0.5"."""
    return Fraction(*rule.value) if isinstance(rule.value, list) else Fraction(str(rule.value))


def at_least(n: int, share: Fraction) -> int:
    """The least whole number that is not below the share of n: ceil(n · share)."""
    return -(-n * share.numerator // share.denominator)


def more_than(n: int, share: Fraction) -> int:
    """The least whole number above the share of n: of 80 more than a half is 41, not 40."""
    return n * share.numerator // share.denominator + 1


def quorum(*, expected: int, present: int, rule: InForce) -> list[Finding]:
    """C-04: at least two thirds of all full delegates are present (Order 32 art. 19)."""
    needed = at_least(expected, share_of(rule))
    if present >= needed:
        return []
    sentence = (
        f"实到 {present} 人，不足法定的 {needed} 人（全体正式代表 {expected} 人），会议不能召开。"
    )
    return [Finding(Level.BLOCK, "C-04", sentence, rule.citation, "实到正式代表")]


def counted(*, expected: int, present: int) -> list[Finding]:
    if present <= expected:
        return []
    sentence = f"实到 {present} 人多于应到 {expected} 人；列席和特邀人员请另记。"
    return [Finding(Level.BLOCK, "C-13", sentence, "", "实到正式代表")]


def frozen_roll(*, expected: int, term: CongressTerm, rule: InForce) -> list[Finding]:
    """n is all full delegates in office, not those who came (Order 32 art. 21)."""
    if expected == term.full_delegates:
        return []
    sentence = (
        f"应到 {expected} 人，与本届登记的正式代表 {term.full_delegates} 人不一致。"
        "应到人数是资格审查确认的全体在任正式代表，请假的也计入；人数有变的须有补选或撤换记录。"
    )
    return [Finding(Level.WARN, "C-04n", sentence, rule.citation, "应到正式代表")]


@dataclass(frozen=True)
class Verdict:
    """Whether a matter was adopted, and by how many votes it had to be."""

    n: int
    needed: int
    is_adopted: bool


def verdict(*, n: int, votes_for: int, rule: InForce) -> Verdict:
    """C-05: more than half of all full delegates are in favour (Order 32 art. 21).

    The base is neither those present nor the valid ballots. 半数以上 may be read as "half and
    more"; more than half satisfies both readings.
    """
    needed = more_than(n, share_of(rule))
    return Verdict(n, needed, votes_for >= needed)


def votes(*, cast: int, present: int) -> list[Finding]:
    """C-13: nobody votes who is not there."""
    if cast > present:
        sentence = f"同意、不同意和弃权共 {cast} 票，多于实到的 {present} 人。"
        return [Finding(Level.BLOCK, "C-13", sentence, "", "同意")]
    if cast < present:
        sentence = f"实到 {present} 人，计票 {cast} 票，有 {present - cast} 票未收回或无效。"
        return [Finding(Level.INFO, "C-13u", sentence)]
    return []


def secrecy(*, matter: str, method: str) -> list[Finding]:
    """C-09: what touches the staff's own interests is adopted by secret ballot (art. 7 (4))."""
    if matter != Resolution.Matter.STAFF_INTEREST or method == Resolution.Method.SECRET_BALLOT:
        return []
    sentence = "涉及教职工切身利益的办法须经讨论通过，宜用无记名投票，并留存选票和计票单。"
    return [Finding(Level.WARN, "C-09", sentence, VOTED_UNSEEN_CITATION, "表决方式")]


def initiative(
    *, kind: str, initiator: str, signers: int | None, n: int, rule: InForce
) -> list[Finding]:
    """C-07: delegates call an extraordinary session by a third of them (Order 32 art. 17)."""
    if kind != Session.Kind.EXTRAORDINARY or initiator != Session.Initiator.DELEGATES:
        return []
    needed = at_least(n, share_of(rule))
    if (signers or 0) >= needed:
        return []
    sentence = f"联名代表 {signers or 0} 人，不足 {needed} 人（全体正式代表 {n} 人）。"
    return [Finding(Level.BLOCK, "C-07", sentence, rule.citation, "联名代表人数")]


def within_term(*, held_on: datetime.date, term: CongressTerm) -> list[Finding]:
    if term.starts_on <= held_on <= term.ends_on:
        return []
    span = f"{official_date(term.starts_on)}至{official_date(term.ends_on)}"
    sentence = f"召开日期不在本届任期（{span}）内。"
    return [Finding(Level.WARN, "C-08d", sentence, "", "召开日期")]


def in_sequence(*, session_no: int, expected_no: int) -> list[Finding]:
    if session_no == expected_no:
        return []
    sentence = f"本届下一次应为第 {expected_no} 次，所填为第 {session_no} 次。"
    return [Finding(Level.WARN, "C-16", sentence, "", "第几次")]


def yearly(*, held: int, year: SchoolYear, today: datetime.date, rule: InForce) -> list[Finding]:
    """C-06: at least one session in each school year (Order 32 art. 17); said from May on."""
    if held >= rule.number or today < datetime.date(year.start + 1, REMIND_FROM_MONTH, 1):
        return []
    sentence = f"{year.label}已召开 {held} 次，每学年至少 {rule.number} 次。"
    return [Finding(Level.WARN, "C-06", sentence, rule.citation)]


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
