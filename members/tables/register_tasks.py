"""What pages show of the list of responsibilities: 责任清单."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from members.models import RegisterTask, Unit
from members.tables.register import Then
from members.workflow.register import TASK
from union_site.calendar import official_date
from union_site.forms import PeriodForm
from union_site.listing import Asked, Chip, Column, Listed, searched
from union_site.models import Seat

State, Purpose = RegisterTask.State, RegisterTask.Purpose
# What ?state= selects; the first is shown where nothing was asked for.
_PILES = [("", "进行中"), ("overdue", "已逾期"), ("done", "已完成"), ("dropped", "不再办理")]


def tasks(seat: Seat, asked: Asked, today: datetime.date) -> Listed:
    """?state= ?purpose= ?owner= ?unit= ?q="""
    mine = RegisterTask.objects.visible_to(seat)
    found = searched(mine, asked.words, "unit__name", "text", "owner_name", "unit__zone")
    if owner := asked.data.get("owner", "")[:60]:
        found = found.filter(owner_name=owner)
    if (unit := asked.number("unit")) is not None:
        found = found.filter(unit_id=unit)
    if purpose := asked.one_of("purpose", Purpose.values):
        found = found.filter(purpose=purpose)
    conditions = {
        "": Q(state=State.OPEN),
        "overdue": Q(state=State.OPEN, due_on__lt=today),
        "done": Q(state=State.DONE),
        "dropped": Q(state=State.DROPPED),
    }
    counts = found.aggregate(
        **{f"in_{key or 'open'}": Count("pk", filter=q) for key, q in conditions.items()}
    )
    pile = asked.one_of("state", conditions)
    return Listed(
        rows=found.filter(conditions[pile]).for_list(),
        chips=[
            Chip(label, asked.link({"state": key or None}), key == pile, count)
            for key, label in _PILES
            if (count := counts[f"in_{key or 'open'}"]) or key in ("", pile)
        ],
        more_chips=[],
        filter_form=_filter_form(mine, asked),
    )


def _filter_form(mine: Any, asked: Asked) -> PeriodForm:
    owners = mine.order_by("owner_name").values_list("owner_name", flat=True).distinct()
    form = PeriodForm(
        asked,
        words="单位、任务、责任人、学区",
        carried=["state", "unit"],
        choices=[
            ("purpose", "类别", Purpose.choices),
            ("owner", "责任人", [(name, name) for name in owners]),
        ],
    )
    for name in ("from", "to"):
        del form.fields[name]
    return form


def waiting_units(seat: Seat, purpose: str, then: Then) -> Any:
    """The units for which a task of this purpose is meant."""
    mine = Unit.objects.visible_to(seat)
    if purpose == Purpose.RENEWAL:
        ending = mine.overdue(then.day) | mine.due_between(then.day, then.soon)
        return ending.in_order("due")
    return mine.without_union(then.day).in_order("name")


COLUMNS = [
    Column("完成时限", lambda row: row.due_on, 12),
    Column("单位", lambda row: row.unit.name, 30),
    Column("学区", lambda row: row.unit.zone, 12),
    Column("类别", lambda row: row.get_purpose_display(), 8),
    Column("任务", lambda row: row.text, 40),
    Column("责任人", lambda row: row.owner_name, 12),
    Column("挂点领导", lambda row: row.unit.liaison_name, 12),
    Column("状态", lambda row: row.get_state_display(), 10),
    Column("完成日期", lambda row: row.done_on, 12),
    Column("备注", lambda row: row.note, 24),
]


def facts(task: RegisterTask) -> list[tuple[str, str]]:
    found = [
        ("单位", task.unit.name),
        ("类别", task.get_purpose_display()),
        ("任务", task.text),
        ("责任人", task.owner_name),
        ("挂点领导", task.unit.liaison_name),
        ("完成时限", official_date(task.due_on)),
    ]
    if task.done_on:
        found.append(("完成日期", official_date(task.done_on)))
    return [*found, ("备注", task.note)] if task.note else found


def steps(task: RegisterTask, seat: Seat) -> list[dict[str, Any]]:
    """The steps open to this seat, as links to their forms."""
    return [
        {
            "label": step.label,
            "url": reverse(f"unions:task_{step.name}", args=[task.pk]),
            "is_likely": step.is_likely,
            "is_destructive": step.is_destructive,
        }
        for step in TASK.open_to(task, seat)
    ]


def tone(task: RegisterTask, today: datetime.date) -> tuple[str, str]:
    if task.is_overdue(today):
        return "已逾期", "bad"
    tones = {State.OPEN: "info", State.DONE: "ok", State.DROPPED: "plain"}
    return task.get_state_display(), tones[State(task.state)]


def trail(task: RegisterTask) -> list[tuple[str, str]]:
    here = reverse("unions:task", args=[task.pk])
    return [("责任清单", reverse("unions:tasks")), (task.unit.name, here)]
