"""Breaks Chinese text into lines of the grid of 28 characters, flush on both sides.

The layout engine of the PDF breaks lines well, but it justifies at blanks only, and Chinese has
none: a line that ends early because of a punctuation mark would stay short. So lines are made
here, from the widths in the font files, and handed over ready.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .fonts import Face, advance, latin_face

# No line begins with these, none ends with those (GB/T 15834-2011, 5.1).
NO_START = frozenset("，。、；：？！）》〉」』】〕］｝”’％‰℃～·ー々,.;:?!)]}%")
NO_END = frozenset("（《〈「『【〔［｛“‘([{￥¥$№")
# Their right half is blank, so at the end of a line it may stand outside.
_HALF_BLANK = frozenset("，。、；：？！）》〉」』】〕”’")
_LATIN = r"[\x21-\x7e\u00a1-\u00b6\u00b8-\u024f\u0370-\u04ff]+"
_PIECES = re.compile(rf"——|……|[ \u00a0]+|{_LATIN}|.", re.S)
_IS_LATIN = re.compile(_LATIN)
_ADDRESS = re.compile(r"://|^www\.")
_ADDRESS_PIECES = re.compile(r"[^/?&=#._-]*[/?&=#._-]+|[^/?&=#._-]+")

# Gaps may shrink by this share of a character to keep a mark on its line, or any other
# character; they may grow by that share to make a line flush.
_SHRINK_FOR_MARK = 0.02
_SHRINK = 0.01
_GROW = 0.25


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one face."""

    text: str
    face: Face


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one line in one face, each character followed by `spacing` points."""

    text: str
    face: Face
    spacing: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to be printed; `indent` and `width` in points."""

    runs: tuple[Run, ...]
    indent: float
    width: float

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Grid:
    """The measure a text is set to: width of a line, size and advance of a character, in points."""

    measure: float
    size: float
    cell: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is never parted: a Chinese character, a Latin word, a dash."""

    text: str
    face: Face
    width: float
    cells: int  # characters on the grid, which may move closer or apart; 0 for Latin

    @property
    def is_blank(self) -> bool:
        return self.text.isspace()


def set_lines(
    spans: Sequence[Span], grid: Grid, *, indent: float = 0, justify: bool = True
) -> list[Line]:
    """The lines of one paragraph; the first starts `indent` characters in.

    A mark that would begin a line is drawn back onto the line before if its gaps can give way,
    else the last character goes with it and the gaps grow. Never raises for any text; a word
    longer than a line is broken.
    """
    pieces = list(_pieces(spans, grid))
    lines: list[Line] = []
    start, left = 0, indent * grid.cell
    while start < len(pieces):
        room = grid.measure - left
        end = _line_end(pieces, start, room, grid)
        is_last = end >= len(pieces)
        lines.append(_line(pieces[start:end], left, grid, justify=justify and not is_last))
        start, left = _skip_blanks(pieces, end), 0.0
    return lines


def text_width(text: str, face: Face, size: float) -> float:
    """How wide `text` is in points, without the tracking of the grid."""
    grid = Grid(measure=0, size=size, cell=size)
    return sum(piece.width for piece in _pieces([Span(text, face)], grid))


def _pieces(spans: Sequence[Span], grid: Grid) -> Iterator[_Piece]:
    for span in spans:
        for text in _PIECES.findall(span.text):
            if _IS_LATIN.match(text):
                yield from _latin(text, latin_face(span.face), grid)
            elif text[0] >= "\u3000" or advance(text[0], span.face) == 1.0:
                yield _Piece(text, span.face, len(text) * grid.cell, len(text))
            else:
                yield _Piece(text, span.face, _width(text, span.face, grid), 0)


def _latin(text: str, face: Face, grid: Grid) -> Iterator[_Piece]:
    parts = _ADDRESS_PIECES.findall(text) if _ADDRESS.search(text) else [text]
    for part in parts:
        piece = _Piece(part, face, _width(part, face, grid), 0)
        yield from _broken(piece, grid) if 0 < grid.measure < piece.width else (piece,)


def _broken(piece: _Piece, grid: Grid) -> Iterator[_Piece]:
    """A word longer than a line, character by character."""
    for char in piece.text:
        yield replace(piece, text=char, width=_width(char, piece.face, grid))


def _width(text: str, face: Face, grid: Grid) -> float:
    return sum(advance(char, face) for char in text) * grid.size


def _line_end(pieces: Sequence[_Piece], start: int, room: float, grid: Grid) -> int:
    """The index behind the last piece of the line that begins at `start`."""
    width, cells, fitting = 0.0, 0, start
    for index in range(start, len(pieces)):
        piece = pieces[index]
        width += piece.width
        cells += piece.cells
        if not piece.is_blank and not _fits(piece, width - room, cells, grid):
            break
        if index + 1 == len(pieces) or _may_part(piece, pieces[index + 1]):
            fitting = index + 1
    if fitting > start:
        return fitting
    return _forced_end(pieces, start, room)


def _fits(piece: _Piece, excess: float, cells: int, grid: Grid) -> bool:
    gaps = max(cells - 1, 0)
    if piece.text[-1] in _HALF_BLANK and piece.cells:
        return excess <= grid.cell / 2 + gaps * _SHRINK_FOR_MARK * grid.cell + 0.01
    return excess <= gaps * _SHRINK * grid.cell + 0.01


def _forced_end(pieces: Sequence[_Piece], start: int, room: float) -> int:
    """Nothing may be parted within the line: part where it is full, after one piece at least."""
    width, end = 0.0, start
    while end < len(pieces) and (end == start or width + pieces[end].width <= room):
        width += pieces[end].width
        end += 1
    return end


def _may_part(before: _Piece, after: _Piece) -> bool:
    if after.is_blank:
        return False
    return before.text[-1] not in NO_END and after.text[0] not in NO_START


def _skip_blanks(pieces: Sequence[_Piece], index: int) -> int:
    while index < len(pieces) and pieces[index].is_blank:
        index += 1
    return index


def _line(pieces: Sequence[_Piece], left: float, grid: Grid, *, justify: bool) -> Line:
    pieces = _without_blank_end(pieces)
    width = sum(piece.width for piece in pieces)
    gaps = max(sum(piece.cells for piece in pieces) - bool(pieces[-1].cells), 0)
    extra = _extra(pieces[-1], grid.measure - left - width, gaps, grid, justify=justify)
    runs: list[Run] = []
    for piece in pieces:
        spacing = grid.cell - grid.size + extra if piece.cells else 0.0
        if runs and runs[-1].face == piece.face and runs[-1].spacing == spacing:
            runs[-1] = replace(runs[-1], text=runs[-1].text + piece.text)
        else:
            runs.append(Run(piece.text, piece.face, spacing))
    return Line(tuple(runs), left, width + gaps * extra)


def _without_blank_end(pieces: Sequence[_Piece]) -> Sequence[_Piece]:
    end = len(pieces)
    while end > 1 and pieces[end - 1].is_blank:
        end -= 1
    return pieces[:end]


def _extra(last: _Piece, space: float, gaps: int, grid: Grid, *, justify: bool) -> float:
    """Points to add to each gap so that the line fills its measure; less than 0 draws closer."""
    if not gaps:
        return 0.0
    if space < 0:
        hangs = last.cells > 0 and last.text[-1] in _HALF_BLANK
        return min(0.0, space + (grid.cell / 2 if hangs else 0)) / gaps
    grow = space / gaps
    return grow if justify and grow <= _GROW * grid.cell else 0.0
