"""The engine of states: the only writer of a `state` column.

A workflow is a table of steps. The same table gives the buttons of a page and refuses a step
that may not be taken, so that page and rule cannot differ.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from union_site import audit
from union_site.findings import Finding
from union_site.models import Seat, StepEvent

Thing = Any  # a UnionOwned row with a `state` column
Who = Callable[[Thing, Seat], bool]
Objection = Callable[[Thing], str]


def anyone(thing: Thing, seat: Seat) -> bool:
    return True


def none(thing: Thing) -> str:
    return ""


def nothing(thing: Thing) -> None:
    pass


@dataclass(frozen=True)
class Step:
    """One row of the table: from where, to where, by whom, unless what."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str | None  # None: the state stays as it is
    permission: str
    who: Who = anyone  # author, assignee … within those who hold the permission
    objection: Objection = none  # a sentence why not (yet), or nothing
    needs_note: bool = False
    is_likely: bool = False  # the red button
    is_destructive: bool = False

    def may_be_taken_by(self, thing: Thing, seat: Seat) -> bool:
        return (
            seat.union_id in parties_of(thing)
            and seat.can(self.permission)
            and self.who(thing, seat)
        )


def parties_of(thing: Thing) -> set[int]:
    """The unions that may act on a thing: its own, and where it names others, those too."""
    return set(getattr(thing, "party_ids", ())) | {thing.union_id}


@dataclass(frozen=True)
class Workflow:
    name: str
    steps: tuple[Step, ...]
    is_anonymous: Callable[[Thing, Step], bool] = field(default=lambda thing, step: False)
    column: str = "state"  # where the state stands
    afterwards: Callable[[Thing], object] = (
        nothing  # what follows from any step, in its transaction
    )

    def state_of(self, thing: Thing) -> str:
        return str(getattr(thing, self.column))

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    def open_to(self, thing: Thing, seat: Seat) -> list[Step]:
        """The steps that this seat may take now: the buttons of the page."""
        return [step for step in self.steps if self._stands_open(step, thing, seat)]

    def allows(self, thing: Thing, name: str, seat: Seat) -> bool:
        return self._stands_open(self.step(name), thing, seat)

    def _stands_open(self, step: Step, thing: Thing, seat: Seat) -> bool:
        return self.state_of(thing) in step.sources and step.may_be_taken_by(thing, seat)


def require_open(workflow: Workflow, *, thing: Thing, step: str, by: Seat) -> None:
    """Refuses as advance() would; for acts that make other rows before they take the step.

    `thing` is locked, so that the answer holds until advance() is called.
    """
    row = workflow.step(step)
    if not row.may_be_taken_by(thing, by):
        raise PermissionDenied
    if workflow.state_of(thing) not in row.sources:
        raise _too_late(workflow, thing, row)
    if sentence := row.objection(thing):
        raise ValidationError(sentence)


@transaction.atomic
def advance(
    workflow: Workflow,
    *,
    thing: Thing,
    step: str,
    by: Seat | None,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    accepted: Iterable[Finding] = (),
) -> Thing:
    """Takes one step; compare-and-set, so that of two people at once one wins.

    `by` is None only where the system acts or where the author is anonymous and is known by a
    receipt alone; then the caller has checked the right. `changes` are columns set together
    with the state. Raises PermissionDenied (who), ValidationError (why not, or who was faster).
    """
    row = workflow.step(step)
    if by is not None and not row.may_be_taken_by(thing, by):
        raise PermissionDenied
    if row.needs_note and not note.strip():
        raise ValidationError({"note": f"“{row.label}”需要写明理由。"})
    source = workflow.state_of(thing)
    if row.objection is not none:
        # An objection may look at other rows: what it found must hold until the step is written.
        lock = type(thing)._base_manager.select_for_update(no_key=True)
        list(lock.filter(pk=thing.pk).values_list("pk"))
    if source in row.sources and (sentence := row.objection(thing)):
        raise ValidationError(sentence)
    _compare_and_set(workflow, thing, row, dict(changes or {}))
    workflow.afterwards(thing)
    if workflow.is_anonymous(thing, row):
        # What an anonymous author does leaves no entry that could tie it to a person or a
        # moment: no seat, no time finer than a day, nothing in the trail.
        _keep_event(workflow, thing, row, source, None, note, details, day_of(timezone.now()))
        return thing
    _keep_event(workflow, thing, row, source, by, note, details, timezone.now())
    audit.record(
        verb=f"{workflow.name}.{row.name}",
        label=row.label,
        by=by,
        union=thing.union,
        thing=thing,
        note=note,
        accepted=accepted,
    )
    return thing


def _keep_event(
    workflow: Workflow,
    thing: Thing,
    row: Step,
    source: str,
    by: Seat | None,
    note: str,
    details: Mapping[str, Any] | None,
    at: datetime.datetime,
) -> None:
    StepEvent.objects.create(
        union_id=thing.union_id,
        object_type=thing._meta.label_lower,
        object_id=str(thing.pk),
        step=row.name,
        label=row.label,
        source=source,
        target=workflow.state_of(thing),
        seat=by,
        note=note,
        details=dict(details or {}),
        at=at,
    )


def day_of(moment: datetime.datetime) -> datetime.datetime:
    """The start of the moment's day."""
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def start_of(day: datetime.date) -> datetime.datetime:
    """The first moment of a day, for what must not say more."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _compare_and_set(workflow: Workflow, thing: Thing, row: Step, changes: dict[str, Any]) -> None:
    written = dict(changes)
    if row.target is not None:
        written[workflow.column] = row.target
    for name, value in written.items():
        setattr(thing, name, value)
    thing.full_clean()
    rows = type(thing)._base_manager.filter(pk=thing.pk, **{f"{workflow.column}__in": row.sources})
    # A step that changes nothing writes the state as it is: it holds the row all the same.
    if not rows.update(**(written or {workflow.column: F(workflow.column)})):
        thing.refresh_from_db()
        raise _too_late(workflow, thing, row)


def _too_late(workflow: Workflow, thing: Thing, row: Step) -> ValidationError:
    shown = getattr(thing, f"get_{workflow.column}_display")()
    return ValidationError(
        f"现在是“{shown}”，不能再“{row.label}”。可能有人刚刚办理过，请刷新页面查看。"
    )
