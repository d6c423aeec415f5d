"""The register as rows of a sheet: reading, matching, planning; one plan for preview and import."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from members.actions.register_writing import COUNTS, prepare_event
from members.checks import register as checks
from members.checks.roster import Problem
from members.models import Unit, UnitEvent, UnitEventKind
from members.resources.register_columns import BY_KEY, COLUMNS
from union_site.findings import Level
from union_site.models import Union
from union_site.spreadsheets import Row, RowFinding, Table, as_text
from union_site.spreadsheets.findings import cell_finding

# These are written by events, and are compared apart.
_DAYS = ("established_on", "last_renewed_on")
_KEEPS = "登记册里是 {there:%Y-%m-%d}，文件里是 {here:%Y-%m-%d}；以登记册为准，没有改动。"


@dataclass
class Planned:
    """What a row does to one unit; `changes` are label, old and new as a page shows them."""

    row: int
    unit: Unit
    values: dict[str, Any]
    former: dict[str, Any]
    events: list[UnitEvent] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.unit.pk is None

    @property
    def changed(self) -> list[str]:
        return [name for name, before in self.former.items() if getattr(self.unit, name) != before]

    @property
    def has_new_counts(self) -> bool:
        return bool(set(COUNTS) & set(self.changed))

    def shown(self) -> dict[str, Any]:
        # Name and kind have columns of their own on the page.
        apart = ("name", "kind") if self.is_new else ()
        changes = [
            (
                str(_column(name).verbose_name),
                _said(name, self.former[name]),
                _said(name, getattr(self.unit, name)),
            )
            for name in self.changed
            if name not in apart
        ]
        kind = self.unit.get_kind_display()
        return {"row": self.row, "name": self.unit.name, "kind": kind, "changes": changes}


@dataclass
class RegisterResult:
    """What a run found and would write, or has written."""

    created: list[Planned]
    updated: list[Planned]
    unchanged: int
    findings: list[RowFinding]
    table: Table

    @property
    def blocking(self) -> int:
        return sum(finding.is_blocking for finding in self.findings)

    def as_counts(self) -> dict[str, int]:
        return {
            "row_count": len(self.table.rows),
            "created_count": len(self.created),
            "updated_count": len(self.updated),
            "unchanged_count": self.unchanged,
            "blocking_count": self.blocking,
        }

    def as_preview(self) -> str:
        """For the page; also what the fingerprint is taken of."""
        return json.dumps(
            {
                "created": [planned.shown() for planned in self.created],
                "updated": [planned.shown() for planned in self.updated],
                "findings": [finding.as_dict() for finding in self.findings],
                "notes": list(self.table.notes),
                "unknown": list(self.table.unknown),
            },
            ensure_ascii=False,
        )

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.as_preview().encode()).hexdigest()


class Planner:
    """Compares the rows of a table with the units of a district, all in memory."""

    def __init__(
        self, table: Table, *, union: Union, today: datetime.date, terms: tuple[int, ...]
    ) -> None:
        self.table, self.union, self.today, self.terms = table, union, today, terms
        self.findings: list[RowFinding] = []
        units = list(Unit.objects.of_union(union).select_related("union"))
        self.by_name = {as_text(unit.name): unit for unit in units}
        self.by_uscc = {unit.uscc: unit for unit in units if unit.uscc}
        self.by_union_uscc = {unit.union_uscc: unit for unit in units if unit.union_uscc}
        self.taken: dict[tuple[str, str], int] = {}

    def run(self) -> RegisterResult:
        planned = [self._plan(row) for row in self.table.rows]
        kept = [one for one in planned if one is not None]
        created = [one for one in kept if one.is_new]
        updated = [one for one in kept if not one.is_new and (one.changed or one.events)]
        unchanged = len(kept) - len(created) - len(updated)
        return RegisterResult(created, updated, unchanged, self.findings, self.table)

    def _plan(self, row: Row) -> Planned | None:
        before = len(self.findings)
        values = self._read(row)
        unit = self._match(row, values)
        if unit is None or any(one.is_blocking for one in self.findings[before:]):
            return None
        planned = self._apply(row, unit, values)
        return None if any(one.is_blocking for one in self.findings[before:]) else planned

    def _read(self, row: Row) -> dict[str, Any]:
        values = {}
        for column in COLUMNS:
            place = self.table.placed.get(column.key)
            if column.read is None or place is None or place.index >= len(row.cells):
                continue
            found = column.read(row.cells[place.index])
            if isinstance(found, Problem):
                self._find(row, column.key, found.code, found.sentence)
            elif found is not None:
                values[column.key] = found
        return values

    def _match(self, row: Row, values: dict[str, Any]) -> Unit | None:
        """The unit that a row speaks of: by its credit code, else by its name, else a new one."""
        name, code = values.get("name"), values.get("uscc")
        if not name:
            if not self._has(row, "name"):
                self._find(row, "name", "name_missing", "没有写单位名称。")
            return None
        self._once(row, "name", name)
        for key in ("uscc", "union_uscc"):
            if values.get(key):
                self._once(row, key, values[key])
        unit = self._known(row, name, code, values.get("union_uscc", ""))
        if unit is not None:
            self._once(row, "name", f"#{unit.pk}")
            return unit
        if "kind" not in values and not self._has(row, "kind"):
            self._find(row, "kind", "kind_missing", "新单位要写明单位性质类别。")
        return Unit(union=self.union)

    def _known(self, row: Row, name: str, code: str | None, union_code: str) -> Unit | None:
        named = self.by_name.get(as_text(name))
        coded = self.by_uscc.get(code) if code else None
        if named is not None and coded is not None and named.pk != coded.pk:
            self._find(row, "uscc", "two_units", f"这个代码在登记册里属于“{coded}”。")
        found = coded or named
        other = self.by_union_uscc.get(union_code)
        if other is not None and (found is None or other.pk != found.pk):
            self._find(row, "union_uscc", "two_units", f"这个代码在登记册里属于“{other}”的工会。")
        return found

    def _apply(self, row: Row, unit: Unit, values: dict[str, Any]) -> Planned:
        names = [column.key for column in COLUMNS if column.read is not None]
        former = {name: getattr(unit, name) for name in (*names, *_DAYS, "next_due_on")}
        planned = Planned(row.number, unit, values, former)
        if unit.closed_on is not None:
            self._find(row, "name", "closed", f"“{unit}”已停办，文件里不应再有。")
            return planned
        due_on = values.get("next_due_on")
        for name, value in self._plain(unit, values).items():
            setattr(unit, name, value)
        self._happened(row, planned, due_on)
        if due_on is not None:
            unit.next_due_on = due_on
        self._check(row, unit)
        return planned

    def _plain(self, unit: Unit, values: dict[str, Any]) -> dict[str, Any]:
        """The values without the days of events; a count gets its partner and its day."""
        apart = (*_DAYS, "next_due_on", "counted_on")
        plain = {
            name: value
            for name, value in values.items()
            if name not in apart and not _says_the_same(getattr(unit, name), value)
        }
        if plain.get("is_eligible"):
            plain["ineligible_reason"] = ""
        counts = ("members_registered", "cards_issued")
        if any(name in plain and plain[name] != getattr(unit, name) for name in counts):
            for name in counts:
                plain.setdefault(name, getattr(unit, name) or 0)
            plain["counted_on"] = values.get("counted_on", self.today)
        return plain

    def _happened(self, row: Row, planned: Planned, due_on: datetime.date | None) -> None:
        """Founding and renewal as events, in the order of time; the last one takes the term."""
        unit, values = planned.unit, planned.values
        wanted = [
            (kind, name, values[name])
            for kind, name in zip(
                (UnitEventKind.FOUNDED, UnitEventKind.RENEWED), _DAYS, strict=True
            )
            if name in values and values[name] != getattr(unit, name)
        ]
        for kind, name, on in wanted:
            there = getattr(unit, name)
            if there is not None and (name == "established_on" or on < there):
                sentence = _KEEPS.format(there=there, here=on)
                self._find(row, name, "kept", sentence, Level.WARN)
                continue
            ends = due_on if (kind, name, on) == wanted[-1] else None
            for finding in checks.of_event(
                unit, kind=kind, on=on, due_on=ends, terms=self.terms, today=self.today
            ):
                self._find(row, name, finding.code, finding.sentence, finding.level)
            number = values.get("approval_no", "") if kind == UnitEventKind.FOUNDED else ""
            event = prepare_event(unit, kind=kind, on=on, due_on=ends, document_no=number)
            planned.events.append(event)

    def _check(self, row: Row, unit: Unit) -> None:
        """What the database would refuse, said in the words of the sheet."""
        unit.derive()
        if bool(unit.ineligible_reason) == unit.is_eligible:
            sentence = "不具备建会条件的要写原因，具备条件的不写。"
            self._find(row, "ineligible_reason", "reason", sentence)
        if unit.next_due_on is not None and (
            unit.established_on is None or unit.next_due_on <= unit.established_on
        ):
            self._find(row, "next_due_on", "due_first", "任期届满日期应晚于建会日期。")
        if unit.counted_on is not None and unit.counted_on > self.today:
            self._find(row, "counted_on", "future", "统计日期还没有到。")
        for finding in checks.of_counts(unit.members_registered, unit.cards_issued):
            self._find(row, "cards_issued", finding.code, finding.sentence, finding.level)
        try:
            unit.clean_fields(exclude=["union", "school"])
        except ValidationError as refusal:
            for name, sentences in refusal.message_dict.items():
                self._find(row, name, "invalid", "".join(sentences))

    def _once(self, row: Row, key: str, value: str) -> None:
        first = self.taken.setdefault((key, value), row.number)
        if first != row.number:
            self._find(row, key, "twice", f"与第 {first} 行相同，一个单位只写一行。")

    def _has(self, row: Row, key: str) -> bool:
        """Somebody wrote something there, though it could not be read."""
        place = self.table.placed.get(key)
        return (
            place is not None
            and place.index < len(row.cells)
            and bool(as_text(row.cells[place.index]))
        )

    def _find(
        self, row: Row, key: str, code: str, sentence: str, level: Level = Level.BLOCK
    ) -> None:
        place = self.table.placed.get(key)
        letter = place.letter if place else ""
        header = place.header if place else BY_KEY[key].label if key in BY_KEY else ""
        self.findings.append(cell_finding(row.number, letter, header, code, level, sentence))


def _says_the_same(there: Any, here: Any) -> bool:
    """Reading makes full-width marks half as wide; that alone is no change."""
    return isinstance(here, str) and as_text(there) == as_text(here)


def _column(name: str) -> Any:
    return Unit._meta.get_field(name)


def _said(name: str, value: Any) -> str:
    value = dict(_column(name).choices or ()).get(value, value)
    if value is None or value == "":
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
