"""Finding the norm in force: nearest scope first, on a given day, with its citation."""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q

from union_site.models import Norm, Union

NATIONAL_FILE = Path(__file__).parent / "data" / "norms.json"
NEAREST_FIRST = [
    Norm.Scope.SCHOOL,
    Norm.Scope.DISTRICT,
    Norm.Scope.CITY,
    Norm.Scope.PROVINCE,
    Norm.Scope.NATION,
]


class NormMissing(LookupError):
    """No norm is in force for this key, place and day."""


@dataclass(frozen=True)
class InForce:
    """A norm as it holds for one union on one day."""

    key: str
    value: Any
    label: str
    unit: str
    citation: str
    scope: str
    is_verified: bool

    @property
    def shown(self) -> str:
        """The value in words: a pair is a share, 2/3; steps stand side by side, ≤25：3."""
        if isinstance(self.value, dict):
            return "；".join(f"{step}：{_span(value)}" for step, value in self.value.items())
        if isinstance(self.value, list):
            return "/".join(str(part) for part in self.value) + f" {self.unit}"
        return f"{self.value} {self.unit}".strip()

    @property
    def number(self) -> int:
        return int(self.value)

    @property
    def decimal(self) -> Decimal:
        return Decimal(str(self.value))


def _span(value: Any) -> str:
    return "—".join(str(part) for part in value) if isinstance(value, list) else str(value)


def norm(key: str, *, union: Union, on: datetime.date) -> InForce:
    """The norm in force; raises NormMissing. One query."""
    known = _read.get()
    rows = _candidates(union, on).filter(key=key)
    found = _nearest(rows) if known is None else _everything(known, union, on)
    if key not in found:
        raise NormMissing(f"{key}: {union.code} {on:%Y-%m-%d}")
    return found[key]


def all_in_force(*, union: Union, on: datetime.date) -> list[InForce]:
    """Every norm that holds for this union today, one per key."""
    known = _read.get()
    return list(_everything({} if known is None else known, union, on).values())


Known = dict[tuple[int, datetime.date], dict[str, InForce]]
_read: ContextVar[Known | None] = ContextVar("norms_read", default=None)


@contextlib.contextmanager
def read_once() -> Iterator[None]:
    """For a page that asks for many norms and changes none: within it, all that hold for a union
    on a day are read with the first.
    """
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def _everything(known: Known, union: Union, on: datetime.date) -> dict[str, InForce]:
    if (union.pk, on) not in known:
        known[union.pk, on] = _nearest(_candidates(union, on))
    return known[union.pk, on]


def _nearest(candidates: Iterable[Norm]) -> dict[str, InForce]:
    """The nearest of each key, of these the newest; in the order of the keys."""
    rows = sorted(
        candidates,
        key=lambda row: (NEAREST_FIRST.index(Norm.Scope(row.scope)), -row.valid_from.toordinal()),
    )
    nearest: dict[str, Norm] = {}
    for row in rows:
        nearest.setdefault(row.key, row)
    return {key: _in_force(row) for key, row in sorted(nearest.items())}


def _candidates(union: Union, on: datetime.date) -> Any:
    region = union.region_code
    place = Q(scope=Norm.Scope.NATION) | Q(scope=Norm.Scope.SCHOOL, union_id=union.pk)
    place |= Q(scope=Norm.Scope.DISTRICT, union_id=union.parent_id or union.pk)
    if region:
        place |= Q(scope=Norm.Scope.CITY, region_code=f"{region[:4]}00")
        place |= Q(scope=Norm.Scope.PROVINCE, region_code=f"{region[:2]}0000")
    days = Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    return Norm.objects.filter(place & days)


def _in_force(row: Norm) -> InForce:
    return InForce(
        key=row.key,
        value=row.value,
        label=row.label,
        unit=row.unit,
        citation=row.citation,
        scope=row.get_scope_display(),
        is_verified=row.is_verified,
    )


def load_national(using: str = DEFAULT_DB_ALIAS) -> int:
    """Brings the norms that ship with the product up to date; returns how many.

    They are the nation's; a row with `region_code` is of that province.
    """
    there = {
        (norm.key, norm.scope, norm.region_code, norm.valid_from): norm
        for norm in Norm.objects.using(using).filter(union=None)
    }
    rows = json.loads(NATIONAL_FILE.read_text(encoding="utf-8"))
    missing = []
    for row in rows:
        shipped = _shipped(row)
        norm = there.get((shipped.key, shipped.scope, shipped.region_code, shipped.valid_from))
        if norm is None:
            missing.append(shipped)
            continue
        changed = {name: getattr(shipped, name) for name in row}
        if any(getattr(norm, name) != value for name, value in changed.items()):
            Norm.objects.using(using).filter(pk=norm.pk).update(**changed)
    Norm.objects.using(using).bulk_create(missing)
    return len(rows)


def _shipped(row: dict[str, Any]) -> Norm:
    """A row of the file as one of the table."""
    valid_from = datetime.date.fromisoformat(row["valid_from"])
    scope = Norm.Scope.PROVINCE if row.get("region_code") else Norm.Scope.NATION
    return Norm(**{**row, "scope": scope, "valid_from": valid_from})
