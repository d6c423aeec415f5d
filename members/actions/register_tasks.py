"""Acts on the list of responsibilities: 责任清单."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from members.actions.register_writing import require_district
from members.models import RegisterTask, Unit
from members.workflow.register import TASK
from union_site import audit
from union_site.models import Seat
from union_site.workflow import advance

OWNERS = {"liaison": "挂点领导", "contact": "工会负责人", "typed": "统一填写"}


@transaction.atomic
def assign(
    *, unit: Unit, by: Seat, text: str, owner_name: str, due_on: datetime.date, **values: Any
) -> RegisterTask:
    """One task for one unit."""
    require_district(by, unit)
    task = RegisterTask(
        union=by.union, unit=unit, text=text, owner_name=owner_name, due_on=due_on, by=by, **values
    )
    task.full_clean()
    task.save()
    audit.record(verb="register.assign", label="登记责任事项", by=by, thing=task)
    return task


@transaction.atomic
def assign_all(
    *,
    units: Sequence[Unit],
    by: Seat,
    purpose: str,
    text: str,
    due_on: datetime.date,
    owner: str,
    owner_name: str = "",
) -> list[RegisterTask]:
    """The same task for many units; one that has it open already is passed over.

    `owner` says who answers for it: the unit's own 挂点领导 or 工会负责人, or the one name that
    was typed, which also stands in where a unit has none. Raises ValidationError where neither
    is known.
    """
    require_district(by)
    for unit in units:
        require_district(by, unit)
    tasks = [
        RegisterTask(
            union=by.union,
            unit=unit,
            purpose=purpose,
            text=text,
            owner_name=_owner_of(unit, owner) or owner_name,
            due_on=due_on,
            by=by,
        )
        for unit in _without(units, text)
    ]
    if nameless := [str(task.unit) for task in tasks if not task.owner_name]:
        shown = "、".join(nameless[:5]) + ("等" if len(nameless) > 5 else "")
        raise ValidationError(
            {"owner_name": f"{shown} {len(nameless)} 个单位没有登记责任人，请填写一位统一负责。"}
        )
    for task in tasks:
        # What belongs together was fetched together; the database holds the rest.
        task.clean_fields()
    RegisterTask.objects.bulk_create(tasks)
    note = f"{len(tasks)} 个单位：{text}"
    audit.record(verb="register.assign_all", label="批量登记责任事项", by=by, note=note)
    return tasks


def _without(units: Iterable[Unit], text: str) -> list[Unit]:
    open_tasks = RegisterTask.objects.open().filter(unit__in=[unit.pk for unit in units], text=text)
    taken = set(open_tasks.values_list("unit_id", flat=True))
    return [unit for unit in units if unit.pk not in taken]


def _owner_of(unit: Unit, owner: str) -> str:
    if owner == "liaison":
        return unit.liaison_name
    return unit.contact_name if owner == "contact" else ""


@transaction.atomic
def amend_task(*, task: RegisterTask, revision: int, by: Seat, **values: Any) -> RegisterTask:
    """Changes a task that is open; of two who edit at once the second is told."""
    require_district(by, task.unit)
    if task.state != RegisterTask.State.OPEN:
        raise ValidationError(f"这项任务{task.get_state_display()}，不能再修改。")
    changed = [name for name, value in values.items() if getattr(task, name) != value]
    for name in changed:
        setattr(task, name, values[name])
    task.full_clean()
    rows = RegisterTask.objects.open().filter(pk=task.pk, revision=revision)
    fields = {name: getattr(task, name) for name in changed}
    if not rows.update(**fields, revision=F("revision") + 1):
        raise ValidationError(
            "在您填写期间，别人修改或办结了这项任务，请刷新页面核对后再改。", code="outdated"
        )
    task.revision = revision + 1
    audit.record(verb="register.amend_task", label="修改责任事项", by=by, thing=task)
    return task


@transaction.atomic
def finish_task(
    *, task: RegisterTask, by: Seat, done_on: datetime.date, today: datetime.date, note: str = ""
) -> RegisterTask:
    if done_on > today:
        raise ValidationError({"done_on": "完成日期还没有到。"})
    _require(task, by)
    return advance(TASK, thing=task, step="finish", by=by, note=note, changes={"done_on": done_on})


@transaction.atomic
def drop_task(*, task: RegisterTask, by: Seat, note: str) -> RegisterTask:
    _require(task, by)
    return advance(TASK, thing=task, step="drop", by=by, note=note)


@transaction.atomic
def reopen_task(*, task: RegisterTask, by: Seat, note: str = "") -> RegisterTask:
    _require(task, by)
    return advance(TASK, thing=task, step="reopen", by=by, note=note, changes={"done_on": None})


def _require(task: RegisterTask, by: Seat) -> None:
    if task.union_id != by.union_id:
        raise PermissionDenied
