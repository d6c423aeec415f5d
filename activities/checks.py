"""Rules of activities: time, place and head counts; values in, findings out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from activities.models import Activity
from union_site.findings import Finding, Level


def is_over(*, starts_at: datetime.datetime, now: datetime.datetime) -> list[Finding]:
    """Nothing is recorded as held before it began."""
    if starts_at <= now:
        return []
    return [Finding(Level.BLOCK, "A-01", "活动还没有开始，不能登记为已举办。", "", "开始时间")]


def headcount(*, members_came: int, members_on_roll: int) -> list[Finding]:
    if members_came <= members_on_roll:
        return []
    sentence = (
        f"参加会员 {members_came} 人，多于在册会员 {members_on_roll} 人；"
        "家属、退休教师和外单位人员请填在“家属等其他人员”。"
    )
    return [Finding(Level.WARN, "A-02", sentence, "", "参加会员")]


def nobody_came(*, total: int) -> list[Finding]:
    if total:
        return []
    return [Finding(Level.WARN, "A-03", "参加人数为 0。未办成的活动请改为取消。", "", "参加会员")]


def clashes(*, place: str, others: Iterable[Activity]) -> list[Finding]:
    """One place holds one activity at a time. `others` overlap in time."""
    return [
        Finding(Level.WARN, "A-04", f"同一时间在{place}已有“{other.title}”。", "", "地点")
        for other in others
        if place and other.place == place
    ][:1]
