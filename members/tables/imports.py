"""What the page of an import shows: its piles, one at a time, and what each column is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page

from members.models import RosterImport
from members.resources.headings import FoundColumn
from union_site.listing import Asked, Chip

PER_PAGE = 50
# ?pile= → its words.
PILES = [
    ("problems", "有问题的行"),
    ("updated", "变更"),
    ("created", "新增"),
    ("unchanged", "无变化"),
    ("columns", "列的对应"),
]


@dataclass(frozen=True)
class Preview:
    """What the page of an import shows; a pile that was cut says how many more there are."""

    pile: str
    chips: list[Chip]
    page: Page[Any]
    more: int
    is_kept: bool
    notes: list[str]
    query: str


def preview(brought: RosterImport, asked: Asked, pile: str = "") -> Preview:
    """?pile= ?page=, the pile being `pile` where one is given."""
    shown = brought.shown
    counts = {
        "problems": len({row["row"] for row in shown.get("findings", [])}),
        "updated": brought.updated_count,
        "created": brought.created_count,
        "unchanged": brought.unchanged_count,
        "columns": len(shown.get("columns", [])),
    }
    first = next((key for key, count in counts.items() if count), "columns")
    pile = pile or asked.one_of("pile", counts) or first
    rows = _with_problems(shown) if pile == "problems" else shown.get(pile, [])
    return Preview(
        pile=pile,
        chips=[
            Chip(label, asked.link({"pile": key}), key == pile, counts[key])
            for key, label in PILES
            if counts[key] or key == pile
        ],
        page=asked.page(rows, PER_PAGE),
        more=_more(brought, shown) if pile == "problems" else max(0, counts[pile] - len(rows)),
        is_kept=bool(shown),
        notes=_notes(shown),
        query=asked.query,
    )


def _more(brought: RosterImport, shown: dict[str, Any]) -> int:
    """Findings beyond those that are kept."""
    total = brought.blocking_count + brought.warning_count
    return max(0, total - len(shown.get("findings", [])))


def _with_problems(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """One line for each row of the file, with everything that was found in it."""
    rows: dict[int, dict[str, Any]] = {}
    for found in shown.get("findings", []):
        row = rows.setdefault(
            found["row"], {"row": found["row"], "name": found.get("name", ""), "findings": []}
        )
        row["findings"].append({"is_blocking": found["level"] == "block", **found})
    return sorted(
        rows.values(),
        key=lambda row: (not any(f["is_blocking"] for f in row["findings"]), row["row"]),
    )


def columns(brought: RosterImport) -> list[FoundColumn]:
    """The columns of the file as they were read; none once the preview was thrown away."""
    return [
        FoundColumn(**{**found, "examples": tuple(found["examples"])})
        for found in brought.shown.get("columns", [])
    ]


def _notes(shown: dict[str, Any]) -> list[str]:
    notes = list(shown.get("notes", []))
    if unknown := shown.get("unknown"):
        notes.append(f"没有导入的列：{'、'.join(unknown)}。要导入其中的列，请在“列的对应”里指明。")
    if groups := shown.get("new_groups"):
        notes.append(f"将新建工会小组：{'、'.join(groups)}。")
    return notes
