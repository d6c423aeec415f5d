"""What pages show of follow-up tasks: the list with its lights, one task."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from congress.models import ResolutionTask
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Column, Listed, searched
from union_site.models import Seat
from union_site.norms import norm

State = ResolutionTask.State


def soon_until(seat: Seat, today: datetime.date) -> datetime.date:
    days = norm("congress.task_notice_days", union=seat.union, on=today).number
    return today + datetime.timedelta(days=days)


@dataclass(frozen=True)
class Light:
    tone: str
    text: str


def light_of(task: ResolutionTask, today: datetime.date, soon: datetime.date) -> Light:
    """Late, due soon, or how it stands."""
    if not task.is_pending:
        tone = "ok" if task.state == State.DONE else "plain"
        return Light(tone, task.get_state_display())
    if task.due_on < today:
        return Light("bad", f"逾期 {(today - task.due_on).days} 日")
    if task.state == State.REPORTED:
        return Light("info", "已报完成，待确认")
    if task.due_on <= soon:
        left = (task.due_on - today).days
        return Light("warn", f"还剩 {left} 日" if left else "今天到期")
    return Light("plain", task.get_state_display())


# What ?state= selects; the first is shown where nothing was asked for.
def _conditions(today: datetime.date, soon: datetime.date) -> dict[str, tuple[str, Q]]:
    pending = Q(state__in=[State.OPEN, State.REPORTED])
    return {
        "pending": ("未办结", pending),
        "late": ("逾期", pending & Q(due_on__lt=today)),
        "soon": ("即将到期", pending & Q(due_on__gte=today, due_on__lte=soon)),
        "reported": ("待确认", Q(state=State.REPORTED)),
        "done": ("已完成", Q(state=State.DONE)),
        "counted": ("全部（不含撤销）", ~Q(state=State.CANCELLED)),
        "cancelled": ("已撤销", Q(state=State.CANCELLED)),
    }


def tasks(seat: Seat, asked: Asked, today: datetime.date) -> Listed:
    """?state= ?session= ?mine=1 ?from= ?to= (due) ?q= (what, owner, resolution)."""
    mine = ResolutionTask.objects.visible_to(seat).readable_by(seat)
    rows = mine.due_between(asked.period.first, asked.period.last)
    if (session := asked.number("session")) is not None:
        rows = rows.filter(resolution__session=session)
    if asked.data.get("mine"):
        rows = rows.filter(owner=seat)
    words = ("what", "owner_name", "owner__user__name", "resolution__title")
    found = searched(rows, asked.words, *words)
    conditions = _conditions(today, soon_until(seat, today))
    wanted = {key: Count("pk", filter=condition) for key, (_, condition) in conditions.items()}
    counts = found.order_by().aggregate(**wanted)
    state = asked.one_of("state", conditions) or "pending"
    choices = [(key, label) for key, (label, _) in conditions.items()]
    chips = [
        chip for chip in asked.chips("state", choices, counts)[1:] if chip.count or chip.is_active
    ]
    return Listed(
        rows=found.filter(conditions[state][1]).for_list(),
        chips=_with_default(chips, asked, counts["pending"]),
        more_chips=[],
        filter_form=PeriodForm(
            asked, words="事项、责任人、决议", carried=["state", "session", "mine"]
        ),
    )


def _with_default(chips: list[Any], asked: Asked, pending: int) -> list[Any]:
    """The chip of what is shown where nothing was asked for."""
    is_default = not asked.data.get("state")
    rest = [chip for chip in chips if chip.label != "未办结"]
    first = asked.chips("state", [("pending", "未办结")], {"pending": pending})[-1]
    return [type(first)("未办结", asked.link({"state": None}), is_default, pending), *rest]


TASK_COLUMNS = [
    Column("落实事项", lambda row: row.what, 40),
    Column("决议", lambda row: row.resolution.title, 36),
    Column("文号", lambda row: row.resolution.document_no, 24),
    Column("会议", lambda row: row.resolution.session.title, 36),
    Column("责任人或部门", lambda row: row.owner_label, 20),
    Column("完成期限", lambda row: row.due_on),
    Column("状态", lambda row: row.get_state_display()),
    Column("完成日期", lambda row: row.done_on),
    Column("完成情况", lambda row: row.outcome, 50),
]


def facts(task: ResolutionTask) -> list[tuple[str, Any]]:
    return [
        ("责任人或部门", task.owner_label),
        ("完成期限", official_date(task.due_on)),
        ("完成日期", official_date(task.done_on) if task.done_on else ""),
        ("会议", task.resolution.session.short_title),
        ("决议", task.resolution.document_no or task.resolution.title),
    ]
