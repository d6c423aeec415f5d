"""Rules of what follows a session: published to all staff, reported to the union above (C-14)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from congress.models import Publication, Resolution
from union_site.calendar import (
    DAY,
    WorkingDay,
    add_working_days,
    official_date,
    working_days_between,
)
from union_site.findings import Finding, Level
from union_site.models import Union
from union_site.norms import InForce, norm


@dataclass(frozen=True)
class AfterRules:
    """The norms of the time after a session, as they hold for one union on its day."""

    publication: InForce
    report: InForce

    @classmethod
    def in_force(cls, *, union: Union, on: datetime.date) -> AfterRules:
        return cls(
            publication=norm("congress.publication_working_days", union=union, on=on),
            report=norm("congress.report_working_days", union=union, on=on),
        )


def report_due(*, held_on: datetime.date, rule: InForce) -> WorkingDay:
    """Until when a session is reported: so many working days after it (Shanghai art., C-14)."""
    return add_working_days(held_on, rule.number)


def period(*, from_on: datetime.date, to_on: datetime.date, rule: InForce) -> list[Finding]:
    """C-14p: a publication runs for so many working days, both ends counted."""
    days = working_days_between(from_on - DAY, to_on)
    if days >= rule.number:
        return []
    sentence = f"公示期有 {days} 个工作日，少于 {rule.number} 个工作日。"
    return [Finding(Level.WARN, "C-14p", sentence, rule.citation, "公示止")]


def covers(publication: Publication, resolution: Resolution, adopted: Sequence[Resolution]) -> bool:
    """Whether a notice tells of this resolution: its own, that of its 总决议, or one of them all.

    A notice of them all that names some of `adopted` was written before the others were there.
    """
    if publication.resolution_id is not None:
        return publication.resolution_id in (resolution.pk, resolution.part_of_id)
    named = [row.pk for row in adopted if row.title in publication.text]
    return not named or resolution.pk in named or resolution.part_of_id in named


def published(*, adopted: int, missing: Sequence[str]) -> list[Finding]:
    """C-14: what was resolved is published to all staff. `missing`: titles not published."""
    if not missing:
        return []
    if len(missing) < adopted:
        titles = "、".join(f"“{title}”" for title in missing)
        sentence = (
            f"通过的 {adopted} 项决议中 {adopted - len(missing)} 项已经公示，{titles}还没有，"
            "请另行拟定公示。"
        )
        return [Finding(Level.WARN, "C-14", sentence)]
    sentence = f"通过的 {adopted} 项决议还没有向全体教职工公示。请在下方拟定公示并发布。"
    return [Finding(Level.WARN, "C-14", sentence)]


def reported(
    *,
    due: WorkingDay,
    sent_on: datetime.date | None,
    today: datetime.date,
    rule: InForce,
    is_returned: bool = False,
) -> list[Finding]:
    """C-14r: the union above is told within the working days of the norm."""
    if is_returned:
        sentence = "上级已退回会议情况报告，请按意见补充后重新报送。"
        return [Finding(Level.WARN, "C-14r", sentence, rule.citation)]
    until = f"{official_date(due.day)}（会后 {rule.number} 个工作日）"
    remark = due.remark
    if sent_on is not None and sent_on > due.day:
        sentence = f"会议情况于{official_date(sent_on)}报告，晚于期限{until}。{remark}"
        return [Finding(Level.WARN, "C-14r", sentence, rule.citation)]
    if sent_on is not None:
        return []
    if today > due.day:
        days = (today - due.day).days
        sentence = f"会议情况应在{until}前报告上级工会，已逾期 {days} 日。{remark}"
        return [Finding(Level.WARN, "C-14r", sentence, rule.citation)]
    sentence = f"会议情况请在{until}前报告上级工会。{remark}"
    return [Finding(Level.INFO, "C-14r", sentence, rule.citation)]
