"""What the page of an import shows: findings and the piles of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from members.models import RosterImport

SHOWN_FINDINGS = 100
SHOWN_ROWS = 50


@dataclass(frozen=True)
class Preview:
    """What the page of an import shows; longer lists are cut, and say so."""

    findings: list[dict[str, str]]
    more_findings: int
    created: list[dict[str, Any]]
    more_created: int
    updated: list[dict[str, Any]]
    more_updated: int
    notes: list[str]


def preview(brought: RosterImport) -> Preview:
    shown = brought.shown
    findings = [
        {"level": row["level"], "sentence": row["message"], "where": "", "citation": ""}
        for row in sorted(shown.get("findings", []), key=lambda row: row["level"] != "block")
    ]
    created, updated = shown.get("created", []), shown.get("updated", [])
    total = brought.blocking_count + brought.warning_count
    return Preview(
        findings=findings[:SHOWN_FINDINGS],
        more_findings=max(0, total - SHOWN_FINDINGS),
        created=created[:SHOWN_ROWS],
        more_created=max(0, brought.created_count - SHOWN_ROWS),
        updated=updated[:SHOWN_ROWS],
        more_updated=max(0, brought.updated_count - SHOWN_ROWS),
        notes=_notes(shown),
    )


def _notes(shown: dict[str, Any]) -> list[str]:
    notes = list(shown.get("notes", []))
    if unknown := shown.get("unknown"):
        notes.append(f"不认识的列已略过：{'、'.join(unknown[:12])}。")
    if groups := shown.get("new_groups"):
        notes.append(f"将新建工会小组：{'、'.join(groups[:12])}。")
    return notes
