"""Rules of sessions: quorum, initiative, one a school year."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from congress.checks.shares import at_least, share_of
from congress.models import CongressTerm, Session
from union_site.calendar import SchoolYear, official_date
from union_site.findings import Finding, Level
from union_site.norms import InForce

REMIND_FROM_MONTH = 5  # of the second half of a school year: from May on


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


def sittings_agree(
    *, present: int, came: Iterable[int], opened_on: Iterable[datetime.date], held_on: datetime.date
) -> list[Finding]:
    """C-13s, C-13d: the head count and the day against what the plenaries have on record.

    `came`: full delegates at each plenary that was opened; `opened_on`: its local day.
    """
    found, counts, days = [], list(came), set(opened_on)
    if counts and present != max(counts):
        sentence = (
            f"实到填的是 {present} 人，全体会议签到的正式代表是 {max(counts)} 人，两者不一致。"
            "另有纸质签到表的，请先补录，或核对无误后确认。"
        )
        found.append(Finding(Level.WARN, "C-13s", sentence, "", "实到正式代表"))
    if days and held_on not in days:
        held = "、".join(official_date(day) for day in sorted(days))
        sentence = f"召开日期填的是{official_date(held_on)}，全体会议是{held}召开的。"
        found.append(Finding(Level.BLOCK, "C-13d", sentence, "", "召开日期"))
    return found


def all_closed(*, still_open: Iterable[str]) -> list[Finding]:
    """C-13o: what happened is recorded when it is over."""
    return [
        Finding(Level.BLOCK, "C-13o", f"“{title}”还没有结束，请先宣布散会，再登记会议情况。")
        for title in still_open
    ]


def frozen_roll(
    *, expected: int, term: CongressTerm, rule: InForce, in_office: int = 0
) -> list[Finding]:
    """n is all full delegates in office, not those who came (Order 32 art. 21).

    `in_office`: how many were, by name, on the day; 0 where nobody is registered by name.
    """
    number = in_office or term.full_delegates
    if expected == number:
        return []
    sentence = (
        f"应到 {expected} 人，与本届登记的正式代表 {number} 人不一致。"
        "应到人数是资格审查确认的全体在任正式代表，请假的也计入；人数有变的须有补选或撤换记录。"
    )
    return [Finding(Level.WARN, "C-04n", sentence, rule.citation, "应到正式代表")]


def on_the_roll(*, expected: int, n: int, rule: InForce) -> list[Finding]:
    """n is the frozen roll's, whoever left or followed since (trap 3 of the rules; art. 21)."""
    if expected == n:
        return []
    sentence = f"应到 {expected} 人，与资格审查确认的正式代表 {n} 人不一致。"
    return [Finding(Level.BLOCK, "C-04f", sentence, rule.citation, "应到正式代表")]


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


def number_free(*, others: Iterable[Session]) -> list[Finding]:
    """Each number is given once in its series, joint sessions included."""
    return [
        Finding(Level.BLOCK, "C-27", f"这个次数已用于“{other}”。", "", "第几次") for other in others
    ]


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
