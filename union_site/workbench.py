"""Laying out the first page by role: greeting, numbers, what waits, what is owed, the year."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from union_site import calendar, desk, norms
from union_site.models import Seat

MONTHS = (
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    1,
)  # a school's union year starts after Spring Festival
WEEKDAYS = "一二三四五六日"
SHOWN, LETTERS = 3, 8  # what fits into a month of the strip


@dataclass(frozen=True)
class TodoRow:
    badge: str
    tone: str
    title: str
    detail: str
    url: str
    action: str
    is_primary: bool


@dataclass(frozen=True)
class MonthCell:
    label: str
    entries: list[desk.MonthItem]
    is_now: bool


@norms.read_once()
def lay_out(seat: Seat, *, today: datetime.date, now: datetime.datetime) -> dict[str, Any]:
    """Everything the workbench shows for this seat."""
    todos = desk.todos(seat, today)
    return {
        "greeting": greeting(now, seat),
        "day_line": day_line(today, todos),
        "errands": desk.errands(seat, today),
        "mine": desk.mine(seat, today),
        "tiles": desk.tiles(seat, today),
        "todos": [todo_row(todo, today, is_first=n == 0) for n, todo in enumerate(todos)],
        "owed": [todo_row(todo, today, is_first=not todos) for todo in desk.owed(seat, today)],
        "months": months(desk.year(seat, today), today),
        "is_personal": "member" in seat.roles and not seat.roles & {"chair", "officer"},
    }


def greeting(now: datetime.datetime, seat: Seat) -> str:
    part = next(
        words
        for until, words in ((9, "早上好"), (12, "上午好"), (18, "下午好"), (24, "晚上好"))
        if now.hour < until
    )
    return f"{part}，{seat.user.name}"


def day_line(today: datetime.date, todos: list[desk.Todo]) -> str:
    week = calendar.school_week(today, term_starts_on=calendar.usual_term_start(today))
    parts = [f"{calendar.official_date(today)} 星期{WEEKDAYS[today.weekday()]}"]
    parts.append(f"{calendar.school_year(today).label} 第{week}周")
    sunday = today + datetime.timedelta(days=6 - today.weekday())
    if due := sum(1 for todo in todos if todo.due and todo.due <= sunday):
        parts.append(f"本周 {due} 件到期")
    return " · ".join(parts)


def todo_row(todo: desk.Todo, today: datetime.date, *, is_first: bool) -> TodoRow:
    badge, tone = due_badge(todo.due, today) if todo.due else (todo.badge, "info")
    return TodoRow(badge, tone, todo.title, todo.detail, todo.url, todo.action, is_first)


def due_badge(due: datetime.date, today: datetime.date) -> tuple[str, str]:
    """Words and tone for a due date: overdue is red, a week and less is amber."""
    days = (due - today).days
    if days < 0:
        return f"超期 {-days} 天", "bad"
    if days == 0:
        return "今天到期", "warn"
    return f"还剩 {days} 天", "warn" if days <= 7 else "info"


def months(items: list[desk.MonthItem], today: datetime.date) -> list[MonthCell]:
    """Twelve cells, each with a few words: what is still to do comes before what is done."""
    if not items:
        return []
    return [_month(month, items, today) for month in MONTHS]


def _month(month: int, items: list[desk.MonthItem], today: datetime.date) -> MonthCell:
    inside = sorted((item for item in items if item.month == month), key=lambda item: item.is_done)
    shown = [desk.MonthItem(month, _short(item.label), item.is_done) for item in inside[:SHOWN]]
    if len(inside) > SHOWN:
        rest = inside[SHOWN:]
        done = all(item.is_done for item in rest)
        shown.append(desk.MonthItem(month, f"另 {len(rest)} 项", done))
    return MonthCell(f"{month}月", shown, month == today.month)


def _short(label: str) -> str:
    return label if len(label) <= LETTERS else label[: LETTERS - 1] + "…"
