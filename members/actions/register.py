"""Acts on the district's register: units, and what happens to their unions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from members.actions.register_writing import (
    any_count,
    checked,
    count_findings,
    keep_counts,
    label_of,
    locked,
    record_event,
    require_district,
    save_if_unchanged,
)
from members.checks import register as checks
from members.models import RegisterTask, Unit, UnitEvent, UnitEventKind
from members.workflow.register import TASK
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat, Union
from union_site.norms import norm
from union_site.workflow import advance

_SETTLED_BY = {
    UnitEventKind.FOUNDED: RegisterTask.Purpose.FOUNDING,
    UnitEventKind.JOINED: RegisterTask.Purpose.FOUNDING,
    UnitEventKind.RENEWED: RegisterTask.Purpose.RENEWAL,
}


def terms(union: Union, today: datetime.date) -> tuple[int, ...]:
    """How many years a committee's term may have (工会法, art. 16)."""
    return checks.term_choices(norm("union.term_years", union=union, on=today).value)


@transaction.atomic
def create(
    *,
    by: Seat,
    today: datetime.date,
    established_on: datetime.date | None = None,
    last_renewed_on: datetime.date | None = None,
    accepted: Iterable[str] = (),
    **values: Any,
) -> Unit:
    """Enters a unit into the register of the seat's district; the two days become events."""
    require_district(by)
    due_on = values.pop("next_due_on", None)
    unit = Unit(union=by.union, **checked(values, today))
    agreed = require_clear(count_findings(unit), accepted=accepted)
    unit.full_clean()
    unit.save()
    keep_counts([unit], by=by)
    happened = [(UnitEventKind.FOUNDED, established_on), (UnitEventKind.RENEWED, last_renewed_on)]
    last = max((on for _, on in happened if on), default=None)
    for kind, on in happened:
        if on is not None:
            agreed += _note(unit, kind, on, by, today, due_on if on == last else None, accepted)
    audit.record(verb="register.create", label="登记单位", by=by, thing=unit, accepted=agreed)
    return unit


@transaction.atomic
def amend(
    *,
    unit: Unit,
    revision: int,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **values: Any,
) -> Unit:
    """Changes a unit. `revision` is the one the form was filled from: if somebody was faster,
    nothing is overwritten and ValidationError says what has changed since.
    """
    require_district(by, unit)
    return write(unit, revision, checked(values, today), by=by, label="修改单位", accepted=accepted)


def write(
    unit: Unit,
    revision: int,
    values: dict[str, Any],
    *,
    by: Seat,
    label: str,
    accepted: Iterable[str] = (),
) -> Unit:
    """Part of an act that has checked who: compares, writes, records."""
    changed = [name for name, value in values.items() if getattr(unit, name) != value]
    for name in changed:
        setattr(unit, name, values[name])
    agreed = require_clear(count_findings(unit) if any_count(changed) else [], accepted=accepted)
    unit.full_clean()
    save_if_unchanged(unit, changed, revision)
    if any_count(changed):
        keep_counts([unit], by=by)
    labels = "、".join(label_of(name) for name in changed)
    audit.record(
        verb="register.amend", label=label, by=by, thing=unit, note=labels, accepted=agreed
    )
    return unit


@transaction.atomic
def note_event(
    *,
    unit: Unit,
    kind: str,
    on: datetime.date,
    by: Seat,
    today: datetime.date,
    due_on: datetime.date | None = None,
    document_no: str = "",
    note: str = "",
    accepted: Iterable[str] = (),
) -> UnitEvent:
    """新建, 换届, 加入联合工会 or 停办 of a unit; brings the unit up to date with it."""
    require_district(by, unit)
    unit = locked(unit)
    agreed = _refuse_or_agree(unit, kind, on, due_on, today, accepted)
    event = record_event(
        unit, kind=kind, on=on, due_on=due_on, by=by, document_no=document_no, note=note
    )
    settle_tasks(event)
    audit.record(
        verb="register.event",
        label=f"登记{event.get_kind_display()}",
        by=by,
        thing=unit,
        note=" ".join(filter(None, [f"{on:%Y-%m-%d}", document_no, note])),
        accepted=agreed,
    )
    return event


@transaction.atomic
def void_event(*, event: UnitEvent, by: Seat, reason: str) -> UnitEvent:
    """Takes the last event of a unit back, and gives the unit what it had before."""
    require_district(by, event.unit)
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤销的原因。"})
    unit = locked(event.unit)
    last = unit.unitevents.valid().order_by("-pk").first()
    if last is None or last.pk != event.pk:
        raise ValidationError("只能撤销最近登记的一项；这一项之后又登记过，或已经撤销。")
    for name, value in last.former.items():
        setattr(unit, name, Unit._meta.get_field(name).to_python(value))  # type: ignore[union-attr]
    unit.full_clean()
    save_if_unchanged(unit, list(last.former), unit.revision)
    UnitEvent.objects.filter(pk=last.pk).update(is_void=True)
    audit.record(
        verb="register.void_event",
        label=f"撤销{last.get_kind_display()}登记",
        by=by,
        thing=unit,
        note=reason.strip(),
    )
    last.is_void = True
    return last


@transaction.atomic
def note_election(
    *, union: Union, elected_on: datetime.date, due_on: datetime.date, by: Seat
) -> Unit | None:
    """A school has elected its 工会委员会: brings the district's row up to date.

    For the act that records the election, whose seat may not read the district's rows; it has
    checked the days. Twice for the same day changes nothing. None where no district is above.
    """
    if by.union_id != union.pk or not (by.can("organisation.manage") or by.can("registry.own")):
        raise PermissionDenied
    if union.parent is None:
        return None
    unit = locked(_unit_of(union, union.parent, by))
    if _contradicts(unit, elected_on):
        return unit
    is_first = unit.established_on is None or unit.established_on == elected_on
    kind = UnitEventKind.FOUNDED if is_first else UnitEventKind.RENEWED
    known = unit.unitevents.valid().filter(kind=kind, on=elected_on).first()
    if known is not None and known.due_on == due_on:
        return unit
    if known is not None:
        _correct_term(unit, known, due_on)
    else:
        event = record_event(
            unit, kind=kind, on=elected_on, due_on=due_on, by=by, note="由学校登记选举结果"
        )
        settle_tasks(event)
    audit.record(
        verb="register.election",
        label="向区登记册登记选举结果",
        by=by,
        thing=unit,
        note=f"{elected_on:%Y-%m-%d} 至 {due_on:%Y-%m-%d}",
    )
    return unit


def _note(
    unit: Unit,
    kind: str,
    on: datetime.date,
    by: Seat,
    today: datetime.date,
    due_on: datetime.date | None,
    accepted: Iterable[str],
) -> list[Finding]:
    agreed = _refuse_or_agree(unit, kind, on, due_on, today, accepted)
    record_event(unit, kind=kind, on=on, due_on=due_on, by=by, document_no=_number_of(unit, kind))
    return agreed


def _number_of(unit: Unit, kind: str) -> str:
    return unit.approval_no if kind == UnitEventKind.FOUNDED else ""


def _refuse_or_agree(
    unit: Unit,
    kind: str,
    on: datetime.date,
    due_on: datetime.date | None,
    today: datetime.date,
    accepted: Iterable[str],
) -> list[Finding]:
    allowed = terms(unit.union, today)
    found = checks.of_event(unit, kind=kind, on=on, due_on=due_on, terms=allowed, today=today)
    return require_clear(found, accepted=accepted)


def settle_tasks(event: UnitEvent) -> None:
    """What a task asked for has happened: it is done, by the event itself."""
    purpose = _SETTLED_BY.get(UnitEventKind(event.kind))
    if purpose is None:
        return
    for task in event.unit.tasks.open().filter(purpose=purpose).select_related("union"):
        note = f"随“{event.get_kind_display()}”登记自动办结"
        changes = {"done_on": event.on}
        advance(TASK, thing=task, step="finish", by=None, note=note, changes=changes)


def _contradicts(unit: Unit, elected_on: datetime.date) -> bool:
    """The district's row says otherwise; the school's record is not held up for that."""
    is_too_early = unit.established_on is not None and elected_on < unit.established_on
    return is_too_early or unit.closed_on is not None


def _correct_term(unit: Unit, event: UnitEvent, due_on: datetime.date) -> None:
    event.due_on = due_on
    event.full_clean()
    event.save(update_fields=["due_on"])
    if event.on in (unit.last_renewed_on or unit.established_on,):
        unit.next_due_on = due_on
        unit.full_clean()
        save_if_unchanged(unit, ["next_due_on"], unit.revision)


def _unit_of(school: Union, district: Union, by: Seat) -> Unit:
    """The district's row of a school: linked, or found by its name, or made from the school."""
    rows = Unit.objects.of_union(district)
    found: Unit | None = rows.filter(school=school).first()
    if found is not None:
        return found
    found = rows.filter(name=school.unit_name, school__isnull=True).first()
    if found is not None:
        found.school = school
        found.full_clean()
        save_if_unchanged(found, ["school"], found.revision)
        return found
    made = Unit(
        union=district,
        school=school,
        name=school.unit_name,
        kind=school.kind,
        union_name=school.name,
        staff_count=school.staff_count,
    )
    made.full_clean()
    made.save()
    if school.established_on is not None:
        record_event(made, kind=UnitEventKind.FOUNDED, on=school.established_on, by=by)
    return made
