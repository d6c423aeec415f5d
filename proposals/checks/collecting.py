"""When proposals are collected for a session: values in, what holds today out."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable
from dataclasses import dataclass

from congress.models import Session


class Standing(enum.StrEnum):
    AHEAD = "ahead"  # not open yet
    OPEN = "open"
    LATE = "late"  # closed, and the session has not met yet
    OVER = "over"


@dataclass(frozen=True)
class Window:
    """征集期 of one planned session; both days belong to it."""

    session: Session
    opens_on: datetime.date
    closes_on: datetime.date
    words: str = ""
    is_announced: bool = False

    def standing(self, today: datetime.date) -> Standing:
        if today < self.opens_on:
            return Standing.AHEAD
        if today <= self.closes_on:
            return Standing.OPEN
        return Standing.LATE if today <= self.session.held_on else Standing.OVER

    def days_left(self, today: datetime.date) -> int:
        """0 on the closing day itself."""
        return (self.closes_on - today).days


@dataclass(frozen=True)
class Place:
    """Where a proposal that is handed in today belongs; without a window: 闭会期间."""

    window: Window | None = None
    is_late: bool = False

    @property
    def session(self) -> Session | None:
        return self.window.session if self.window else None


def place(windows: Iterable[Window], today: datetime.date) -> Place:
    """The next session that collects today, else the next whose window has closed."""
    rows = sorted(windows, key=lambda window: window.session.held_on)
    for standing in (Standing.OPEN, Standing.LATE):
        for window in rows:
            if window.standing(today) is standing:
                return Place(window, is_late=standing is Standing.LATE)
    return Place()
