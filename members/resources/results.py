"""What one run of the import found: a pile for each kind of row, and findings for cells."""

from __future__ import annotations

import enum
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from import_export.results import Result, RowResult

from members.models import Member
from members.resources.columns import BY_KEY, shown
from members.resources.headings import FoundColumn
from union_site.spreadsheets import RowFinding


class Outcome(enum.StrEnum):
    """The library's words for what becomes of a row."""

    NEW = RowResult.IMPORT_TYPE_NEW
    CHANGED = RowResult.IMPORT_TYPE_UPDATE
    UNCHANGED = RowResult.IMPORT_TYPE_SKIP
    REFUSED = RowResult.IMPORT_TYPE_INVALID


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one member, before and after, in the words of the form."""

    key: str
    old: str
    new: str

    @property
    def label(self) -> str:
        return BY_KEY[self.key].label if self.key in BY_KEY else "会籍状态"

    def as_dict(self) -> dict[str, str]:
        return {"label": self.label, "old": self.old or "（空）", "new": self.new}


@dataclass(slots=True)
class RosterRow:
    """A row on its way in: values by field, the member it speaks of, what is wrong with it."""

    number: int
    values: dict[str, Any]
    id_hash: str = ""
    outcome: Outcome = Outcome.NEW
    member: Member | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    is_refused: bool = False


class RosterResult(Result):
    """Counts, piles and findings of one run; the same for a preview and for the import."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[RosterRow] = []
        self.findings: list[RowFinding] = []
        self.notes: list[str] = []
        self.unknown: tuple[str, ...] = ()
        self.columns: list[FoundColumn] = []
        self.sheet = ""
        self.new_groups: list[str] = []
        self.former: dict[int, dict[str, Any]] = {}  # of changed members, once written

    def count(self, outcome: Outcome) -> int:
        return int(self.totals[str(outcome)])

    @property
    def blocking(self) -> list[RowFinding]:
        return [finding for finding in self.findings if finding.is_blocking]

    @property
    def is_blocked(self) -> bool:
        return any(finding.is_blocking for finding in self.findings)

    def rows_of(self, outcome: Outcome) -> list[RosterRow]:
        return [row for row in self.rows if row.outcome == outcome]

    def sort_findings(self) -> None:
        self.findings.sort(key=lambda finding: finding.row)

    @property
    def fingerprint(self) -> str:
        """The same if and only if the same would be written."""
        digest = hashlib.sha256()
        digest.update(repr([(column.heading, column.key) for column in self.columns]).encode())
        for row in self.rows:
            kept = row.changes if row.outcome is Outcome.CHANGED else row.values
            member_id = row.member.pk if row.member else 0
            digest.update(repr((row.number, row.outcome, member_id, kept)).encode())
        return digest.hexdigest()

    def changes_of(self, row: RosterRow) -> list[Change]:
        return [
            Change(key, _shown(key, former(row.member, key)), _shown(key, value))
            for key, value in row.changes.items()
        ]

    def as_counts(self) -> dict[str, int]:
        blocking = len(self.blocking)
        return {
            "row_count": self.total_rows,
            "created_count": self.count(Outcome.NEW),
            "updated_count": self.count(Outcome.CHANGED),
            "unchanged_count": self.count(Outcome.UNCHANGED),
            "blocking_count": blocking,
            "warning_count": len(self.findings) - blocking,
        }


def former(member: Member | None, key: str) -> Any:
    if member is None:
        return None
    if key == "group":
        return member.group.name if member.group else ""
    return getattr(member, key)


def _shown(key: str, value: Any) -> str:
    return Member(status=value).get_status_display() if key == "status" else shown(key, value)


def as_preview(result: RosterResult, *, rows: int, findings: int) -> str:
    """The result as JSON for the page, cut to the first rows of each pile."""
    return json.dumps(
        {
            "findings": _findings(result, findings),
            "created": [_new_row(row) for row in result.rows_of(Outcome.NEW)[:rows]],
            "updated": [
                {
                    "row": row.number,
                    "name": row.member.name if row.member else "",
                    "member": row.member.pk if row.member else None,
                    "changes": [change.as_dict() for change in result.changes_of(row)],
                }
                for row in result.rows_of(Outcome.CHANGED)[:rows]
            ],
            "unchanged": [
                {
                    "row": row.number,
                    "name": row.member.name if row.member else "",
                    "member": row.member.pk if row.member else None,
                }
                for row in result.rows_of(Outcome.UNCHANGED)[:rows]
            ],
            "columns": [column.as_dict() for column in result.columns],
            "notes": result.notes,
            "unknown": list(result.unknown),
            "new_groups": result.new_groups,
        },
        ensure_ascii=False,
    )


def _findings(result: RosterResult, limit: int) -> list[dict[str, Any]]:
    """Those that block first; each with the name in its row, for people look for names."""
    names = {row.number: row.values.get("name", "") for row in result.rows}
    ordered = sorted(result.findings, key=lambda finding: not finding.is_blocking)
    return [finding.as_dict() | {"name": names.get(finding.row, "")} for finding in ordered[:limit]]


_FACTS = ("sex", "birth_date", "mobile", "group", "employment_status", "membership_change")


def _new_row(row: RosterRow) -> dict[str, Any]:
    facts = {key: shown(key, row.values.get(key)) for key in _FACTS}
    return {"row": row.number, "name": row.values["name"], **facts}
