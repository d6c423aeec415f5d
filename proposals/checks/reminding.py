"""When to remind: a day that something is due on, and today, give the stage."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from proposals.models import Stage
from union_site.calendar import official_date, working_days_between

AHEAD = (Stage.AHEAD_1, Stage.AHEAD_2)


@dataclass(frozen=True)
class Rhythm:
    """In working days: how long before, and how long after until it is escalated, supervised."""

    ahead: tuple[int, ...]
    escalate: int
    supervise: int

    @classmethod
    def of(cls, ahead: Any, escalate: int, supervise: int) -> Rhythm:
        """`ahead` as a norm holds it: a number or a list of numbers; the two farthest count."""
        days = ahead if isinstance(ahead, list) else [ahead]
        return cls(tuple(sorted({int(day) for day in days}, reverse=True)[:2]), escalate, supervise)


def stage_of(
    due_on: datetime.date, today: datetime.date, rhythm: Rhythm, *, escalates: bool
) -> Stage | None:
    """The latest stage that has come; None before the first, and after the day if it ends there."""
    if today > due_on:
        return _late(working_days_between(due_on, today), rhythm) if escalates else None
    if today == due_on:
        return Stage.DUE
    left = working_days_between(today, due_on)
    reached = [stage for stage, days in zip(AHEAD, rhythm.ahead, strict=False) if left <= days]
    return reached[-1] if reached else None


def _late(days: int, rhythm: Rhythm) -> Stage:
    if days >= rhythm.supervise:
        return Stage.SUPERVISED
    return Stage.ESCALATED if days >= rhythm.escalate else Stage.LATE


def words(due_on: datetime.date, today: datetime.date) -> str:
    """How a notice says it: 还剩 3 个工作日, 今天到期, 已超期 2 个工作日."""
    if today == due_on:
        return "今天到期"
    days = working_days_between(today, due_on)
    if today > due_on:
        return f"应于{official_date(due_on)}，已超期 {max(-days, 1)} 个工作日"
    return f"应于{official_date(due_on)}，还剩 {days} 个工作日"
