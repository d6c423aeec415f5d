"""Headings of a file: what each was taken for, and what stands below it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from members.models import HeadingMemory
from members.resources.columns import BY_KEY, LAYOUT
from union_site.masking import Personal, covered
from union_site.models import Union
from union_site.spreadsheets import Row, Table, as_text, column_letter, plain

WHAT_IS_WRONG = "哪里需要改正"  # what our own workbook of errors adds; it is no column of theirs
EXAMPLES = 3
_EXAMPLE_LENGTH = 24
_LOOKED_AT = 50  # rows; whoever fills a column in fills in one of the first
_OUR_OWN = plain(WHAT_IS_WRONG)
_LONG_NUMBER = re.compile(r"[0-9Xx]{9,}")


@dataclass(frozen=True)
class FoundColumn:
    """A column of a file: its heading, what it was taken for ("" for nothing), some cells."""

    index: int
    heading: str
    key: str
    examples: tuple[str, ...]
    repeats: str = ""  # the letter of the column before it that has the same heading

    @property
    def letter(self) -> str:
        return column_letter(self.index)

    @property
    def plain(self) -> str:
        return plain(self.heading)

    def as_dict(self) -> dict[str, Any]:
        """For the stored preview; `FoundColumn(**…)` makes it again."""
        return asdict(self)


def found_in(table: Table) -> list[FoundColumn]:
    """Every column that has a heading, in the order of the file."""
    keys = {placed.index: key for key, placed in table.placed.items()}
    first: dict[str, int] = {}
    found = []
    for index, heading in enumerate(table.headings):
        if plain(heading) in ("", _OUR_OWN):
            continue
        before = first.setdefault(plain(heading), index)
        key = keys.get(index, "")
        cells = _cells(table.rows[:_LOOKED_AT], index)
        repeats = column_letter(before) if before != index else ""
        found.append(FoundColumn(index, heading, key, _examples(cells, key), repeats))
    return found


def said_of(columns: list[FoundColumn]) -> dict[str, str]:
    """What every heading of a file was taken for: read again by it, it is read alike."""
    return {column.plain: column.key for column in columns if not column.repeats}


def guessed(columns: list[FoundColumn]) -> dict[str, str]:
    """What these headings would be taken for if nobody had ever said anything of them."""
    firsts = [column for column in columns if not column.repeats]
    placed = LAYOUT.place([column.heading for column in firsts])
    keys = {found.index: key for key, found in placed.items()}
    return {column.plain: keys.get(index, "") for index, column in enumerate(firsts)}


def remembered(union: Union) -> dict[str, str]:
    """What this union has said of headings; without fields that there are no more."""
    rows = HeadingMemory.objects.of_union(union).values_list("heading", "key")
    return {heading: key for heading, key in rows if not key or key in BY_KEY}


def _cells(rows: tuple[Row, ...], index: int) -> list[str]:
    texts = (as_text(row.cells[index]) for row in rows if index < len(row.cells))
    return list(dict.fromkeys(text for text in texts if text))[:EXAMPLES]


def _examples(cells: list[str], key: str) -> tuple[str, ...]:
    return tuple(_example(text, BY_KEY[key].personal if key else None) for text in cells)


def _example(text: str, personal: Personal | None) -> str:
    """Covered as the field wants it; where nobody knows the field, every long number is."""
    if personal is not None:
        return covered(text, personal)[:_EXAMPLE_LENGTH]
    shown = _LONG_NUMBER.sub(lambda match: covered(match[0], Personal.ID_NUMBER), text)
    return shown if len(shown) <= _EXAMPLE_LENGTH else shown[: _EXAMPLE_LENGTH - 1] + "…"
