"""Traffic lights: how near a day is, in working days; one for both kinds of proposals."""

from __future__ import annotations

import datetime

from union_site.calendar import working_days_between

SOON = 5  # working days: a week


def light_of(due_on: datetime.date, today: datetime.date) -> dict[str, str]:
    """Green with time left, amber in the last week, red when overdue."""
    if today > due_on:
        return {"text": f"超期 {days_late(due_on, today)} 个工作日", "tone": "bad"}
    if today == due_on:
        return {"text": "今天到期", "tone": "warn"}
    left = working_days_between(today, due_on)
    return {"text": f"还剩 {left} 个工作日", "tone": "warn" if left <= SOON else "ok"}


def days_late(due_on: datetime.date, today: datetime.date) -> int:
    """Working days past the day, at least one; 0 where it has not passed."""
    return max(working_days_between(due_on, today), 1) if today > due_on else 0
