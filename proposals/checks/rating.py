"""Rules after the reply: rating, second handling, closing. Values in, findings out."""

from __future__ import annotations

import datetime

from union_site.calendar import DAY, add_working_days, is_working_day, official_date
from union_site.findings import Finding, Level
from union_site.norms import InForce

UNSATISFIED = "unsatisfied"
NOTE_LIMIT = 500


def rating_findings(satisfaction: str, note: str) -> list[Finding]:
    """Whoever is not satisfied says why. (P-40)"""
    if satisfaction == UNSATISFIED and not note.strip():
        sentence = "请写明不满意的原因，承办部门才好再办理。"
        return [Finding(Level.BLOCK, "P-40", sentence, where="note")]
    if len(note) > NOTE_LIMIT:
        sentence = f"评价意见最多 {NOTE_LIMIT} 字，现在 {len(note)} 字。"
        return [Finding(Level.BLOCK, "P-41", sentence, where="note")]
    return []


def rating_ends_on(replied_on: datetime.date, days: InForce) -> datetime.date:
    """The last day to rate."""
    return add_working_days(replied_on, days.number).day


def last_ended(today: datetime.date, days: InForce) -> datetime.date:
    """The latest day of a reply whose rating has ended before today."""
    day, left = today - DAY, days.number
    while left:
        left -= is_working_day(day)
        day -= DAY
    return day


def closing_findings(
    *, has_rated: bool, replied_on: datetime.date, today: datetime.date, days: InForce
) -> list[Finding]:
    """Not before the author has rated or the time for it is over. (P-42)"""
    ends_on = rating_ends_on(replied_on, days)
    if has_rated or ends_on < today:
        return []
    sentence = f"提案人还没有评价，评价至 {official_date(ends_on)}；评价后或期满后才能办结。"
    return [Finding(Level.BLOCK, "P-42", sentence, days.citation)]


def handling_again_findings(handling_round: int, limit: InForce) -> list[Finding]:
    """A proposal is handled again so often and not more. (P-43)"""
    if handling_round <= limit.number:
        return []
    sentence = (
        f"已再办理 {handling_round - 1} 次，按规定最多 {limit.number} 次；"
        "仍有意见的，由提案工作委员会提请主席团或下次会议研究。"
    )
    return [Finding(Level.BLOCK, "P-43", sentence, limit.citation)]
