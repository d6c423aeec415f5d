"""Headings: which columns a file is expected to have, under which names, in which row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from union_site.spreadsheets.cells import as_text, column_letter

_BRACKETS = re.compile(r"[(（【\[〔].*?[)）】\]〕]")
_NOISE = re.compile(r"[\s*＊:：、，,./／_\-—·•\"“”'‘’]+")


def plain(header: object) -> str:
    """A heading without what people put around it: spaces, line breaks, stars, brackets."""
    text = as_text(header)
    return _NOISE.sub("", _BRACKETS.sub("", text)).casefold()


@dataclass(frozen=True)
class Expected:
    """A column the caller knows: its key, its official heading, other headings it goes by."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    is_counter: bool = False  # numbers the rows of the form; says nothing by itself


@dataclass(frozen=True)
class Placed:
    """A known column as found in a file."""

    key: str
    index: int
    header: str

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(frozen=True)
class Layout:
    """What a file is expected to hold. The heading stands in one of the first rows."""

    expected: tuple[Expected, ...]
    heading_within: int = 15
    # What somebody said of headings, before any name is looked up: plain heading → key, or ""
    # for a column that is to be left aside.
    said: Mapping[str, str] = field(default_factory=dict)

    def told(self, said: Mapping[str, str]) -> Layout:
        """The same, but these headings (plain ones) mean what was said of them."""
        return replace(self, said={**self.said, **said})

    @cached_property
    def keys_by_header(self) -> dict[str, str]:
        known = {
            plain(name): column.key
            for column in self.expected
            for name in (column.label, *column.aliases)
        }
        return {**known, **self.said}

    @cached_property
    def required(self) -> tuple[Expected, ...]:
        return tuple(column for column in self.expected if column.is_required)

    @cached_property
    def counters(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.expected if column.is_counter)

    def place(self, cells: Sequence[object]) -> dict[str, Placed]:
        """The known columns among these headings; of two with one name the first counts.

        What was said of a heading goes before what its name usually means.
        """
        named = [(plain(cell), index, cell) for index, cell in enumerate(cells) if cell]
        # Stable: within each kind the order of the file is kept.
        named.sort(key=lambda found: found[0] not in self.said)
        placed: dict[str, Placed] = {}
        for name, index, cell in named:
            key = self.keys_by_header.get(name)
            if key and key not in placed:
                placed[key] = Placed(key, index, as_text(cell).replace(" ", ""))
        return placed

    def recognised(self, cells: Sequence[object]) -> int:
        """How many different headings among these mean something, be it to be left aside."""
        return len({plain(cell) for cell in cells if cell} & self.keys_by_header.keys())

    def missing(self, placed: dict[str, Placed]) -> list[str]:
        return [column.label for column in self.required if column.key not in placed]


@dataclass(frozen=True)
class Heading:
    """Where the heading row is (counted from 0) and what it names."""

    row: int
    placed: dict[str, Placed]
    rank: int = 0


def find_heading(rows: Sequence[Sequence[object]], layout: Layout) -> Heading:
    """The row among the first ones that names most known columns; rank 0 where none does."""
    best = Heading(0, {})
    for number, cells in enumerate(rows[: layout.heading_within]):
        rank = layout.recognised(cells)
        if rank > best.rank:
            best = Heading(number, layout.place(cells), rank)
    return best
