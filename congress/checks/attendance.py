"""Rules of a sitting: who makes the quorum, what the roll needs before it."""

from __future__ import annotations

import datetime

from congress.checks.sessions import quorum
from congress.checks.shares import at_least, share_of
from congress.models import Sitting
from union_site.calendar import official_date
from union_site.findings import Finding, Level
from union_site.norms import InForce

CREDENTIALS_CITATION = "《学校教职工代表大会规定》（教育部令第32号）第十九条"


def quorum_of(n: int, rule: InForce) -> int:
    """The least number of full delegates who must be there: ceil(2n/3) (Order 32 art. 19)."""
    return at_least(n, share_of(rule))


def opening(sitting: Sitting, *, expected: int, present: int, rule: InForce) -> list[Finding]:
    """What is to be said before a sitting opens: C-04, and that n stands still (trap 3).

    The quorum is one of the congress. The presidium, which art. 22 sets up to preside over it, is
    not the congress, and no article gives it a quorum: its meeting is only counted.
    """
    found = roll_stands(is_frozen=sitting.session.roll_frozen_on is not None, expected=expected)
    if sitting.is_of_the_congress and not found:
        found += quorum(expected=expected, present=present, rule=rule)
    return found


def roll_stands(*, is_frozen: bool, expected: int) -> list[Finding]:
    if is_frozen and expected:
        return []
    sentence = (
        "本场次的应到名单是空的，不能开会。"
        if is_frozen
        else "代表名册还没有经资格审查确认，应到人数没有定下来，不能开会。"
    )
    return [Finding(Level.BLOCK, "C-04r", sentence, CREDENTIALS_CITATION, "代表名册")]


def on_its_day(*, planned: datetime.date, on: datetime.date) -> list[Finding]:
    """C-04d: a sitting that opens on another day than the one it was called for."""
    if on == planned:
        return []
    sentence = (
        f"本场次安排在{official_date(planned)}，今天是{official_date(on)}。"
        "改期的请先修改场次的开始时间；确实今天开会的，请确认。"
    )
    return [Finding(Level.WARN, "C-04d", sentence, "", "开始时间")]


def still_quorate(sitting: Sitting, *, expected: int, present: int, rule: InForce) -> list[Finding]:
    """People leave: below the quorum an open sitting may hear, but neither vote nor elect."""
    needed = quorum_of(expected, rule)
    if not (sitting.is_open and sitting.is_of_the_congress) or present >= needed:
        return []
    sentence = (
        f"现在到会 {present} 人，已不足法定的 {needed} 人（全体正式代表 {expected} 人），"
        "不能进行表决和选举。"
    )
    return [Finding(Level.WARN, "C-04l", sentence, rule.citation, "到会人数")]
