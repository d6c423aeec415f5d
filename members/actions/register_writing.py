"""Parts of the register's acts: what they share once they have checked who acts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from members.checks import register as checks
from members.models import Unit, UnitCount, UnitEvent, UnitEventKind
from union_site.findings import Finding
from union_site.models import Seat

COUNTS = ("members_registered", "cards_issued", "counted_on")


def require_district(by: Seat, unit: Unit | None = None) -> None:
    if not by.can("registry.manage") or not by.union.is_district:
        raise PermissionDenied
    if unit is not None and unit.union_id != by.union_id:
        raise PermissionDenied


def locked(unit: Unit) -> Unit:
    """The unit as it is now, held until the transaction ends."""
    row: Unit = Unit.objects.select_related("union").select_for_update(of=("self",)).get(pk=unit.pk)
    return row


def checked(values: dict[str, Any], today: datetime.date) -> dict[str, Any]:
    """The values as they are kept; raises ValidationError by field."""
    problems: dict[str, str] = {}
    for name in ("uscc", "union_uscc"):
        if name in values:
            values = {**values, name: checks.clean_uscc(values[name])}
            if sentence := checks.uscc_problem(values[name]):
                problems[name] = sentence
    if (counted_on := values.get("counted_on")) and counted_on > today:
        problems["counted_on"] = "统计日期还没有到。"
    if problems:
        raise ValidationError(dict(problems))
    if values.get("is_eligible"):
        values = {**values, "ineligible_reason": ""}
    return values


def count_findings(unit: Unit) -> list[Finding]:
    return checks.of_counts(unit.members_registered, unit.cards_issued)


def any_count(names: Iterable[str]) -> bool:
    return bool(set(COUNTS) & set(names))


def label_of(name: str) -> str:
    return str(Unit._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def keep_counts(units: Iterable[Unit], *, by: Seat | None) -> None:
    """The counts of units as rows of their day; a second count of a day replaces the first."""
    rows = [
        UnitCount(
            union_id=unit.union_id,
            unit=unit,
            on=unit.counted_on,
            members=unit.members_registered or 0,
            cards=unit.cards_issued or 0,
            by=by,
        )
        for unit in units
        if unit.counted_on is not None
    ]
    UnitCount.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["unit", "on"],
        update_fields=["members", "cards", "by", "at"],
    )


def save_if_unchanged(unit: Unit, changed: Iterable[str], revision: int) -> None:
    """Compare-and-set: raises ValidationError where somebody was faster."""
    fields = {name: getattr(unit, name) for name in (*changed, "name_order")}
    rows = Unit.objects.filter(pk=unit.pk, union_id=unit.union_id, revision=revision)
    if rows.update(**fields, revision=F("revision") + 1):
        unit.revision = revision + 1
        return
    now = Unit.objects.get(pk=unit.pk)
    differing = [
        f"{label_of(name)}现为“{shown}”"
        for name in changed
        if (shown := _shown(now, name)) != _shown(unit, name)
    ]
    detail = "：" + "，".join(differing) if differing else ""
    raise ValidationError(
        f"在您填写期间，别人修改了这个单位{detail}。您填的内容还在下面，请核对后再保存。",
        code="outdated",
    )


def _shown(unit: Unit, name: str) -> str:
    display = getattr(unit, f"get_{name}_display", None)
    value = display() if display else getattr(unit, name)
    return str(value if value not in (None, "") else "空")


def prepare_event(
    unit: Unit,
    *,
    kind: str,
    on: datetime.date,
    by: Seat | None = None,
    due_on: datetime.date | None = None,
    document_no: str = "",
    note: str = "",
) -> UnitEvent:
    """The event, not yet saved, and what it does to the unit in memory."""
    effects = _effects(unit, kind, on, due_on, document_no)
    former = {name: getattr(unit, name) for name in effects}
    for name, value in effects.items():
        setattr(unit, name, value)
    return UnitEvent(
        union_id=unit.union_id,
        unit=unit,
        kind=kind,
        on=on,
        due_on=due_on,
        document_no=document_no,
        note=note,
        by=by,
        former={name: str(v) if isinstance(v, datetime.date) else v for name, v in former.items()},
    )


def record_event(unit: Unit, **given: Any) -> UnitEvent:
    """Writes the event and what it does to the unit. Who and why were checked by the act."""
    event = prepare_event(unit, **given)
    event.full_clean()
    unit.full_clean()
    event.save()
    save_if_unchanged(unit, list(event.former), unit.revision)
    return event


def _effects(
    unit: Unit, kind: str, on: datetime.date, due_on: datetime.date | None, document_no: str
) -> dict[str, Any]:
    """The columns of the unit that an event changes."""
    if kind == UnitEventKind.CLOSED:
        return {"closed_on": on}
    if kind == UnitEventKind.RENEWED:
        # An election of long ago that is noted late does not set the present term back.
        if unit.last_renewed_on is not None and on < unit.last_renewed_on:
            return {}
        return {"last_renewed_on": on, "next_due_on": due_on}
    effects: dict[str, Any] = {"established_on": on, "next_due_on": due_on}
    if document_no:
        effects["approval_no"] = document_no
    if kind == UnitEventKind.JOINED:
        effects["base_type"] = "joint"
    elif not unit.union_name:
        effects["union_name"] = f"{unit.name}工会"[:100]
    return effects
