"""The blocks a paper is made of; what they say, never how it looks."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from union_site.calendar import official_date

from .numbering import DEEPEST, Depth, Outline, label, strip_number, typed_number
from .punctuation import clean, normalise

# Stands alone as a value of a table; money is a Decimal and shows two places.
Cell: TypeAlias = str | int | float | Decimal | date | None

_LONGEST_HEADING = 40
MOST_PAIRS = 3


class Align(enum.StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class ChartKind(enum.StrEnum):
    BAR = "bar"
    LINE = "line"
    SHARE = "share"


@dataclass(frozen=True)
class Heading:
    """A heading of level 1–4; its number is made when the paper is printed.

    A number typed into `text` is dropped. With `run_on` the text goes on in the same paragraph:
    （一）加强学习。组织教职工……
    """

    level: int
    text: str
    run_on: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST:
            raise ValueError(f"headings have levels 1 to {DEEPEST}, not {self.level}")


@dataclass(frozen=True)
class Paragraph:
    """Running text; line breaks in it begin new paragraphs. `indent=False` starts flush left."""

    text: str
    indent: bool = True
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Items:
    """A short list, numbered 1. 2. 3. or plain; every item is a paragraph of its own."""

    texts: Sequence[str]
    numbered: bool = True


@dataclass(frozen=True)
class Column:
    """A column of a table; `width` is a share, compared with the other columns' only."""

    title: str
    width: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """A ruled table; its head comes again on every page, and no row is split.

    `unit` (元, 人次) stands at the right above it. `total` is a last row in heading face.
    `landscape` turns its pages. `row_lines` is the least height of a row in lines of text, for
    sheets that are filled in by hand. `small` is for many columns, and chosen by itself where
    the words would not fit otherwise. Without rows it says `empty`.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]] = ()
    caption: str = ""
    unit: str = ""
    total: Sequence[Cell] | None = None
    landscape: bool = False
    row_lines: float = 1.0
    small: bool = False
    empty: str = "（无）"

    def __post_init__(self) -> None:
        wrong = [row for row in (*self.rows, self.total) if row is not None]
        if any(len(row) != len(self.columns) for row in wrong):
            raise ValueError("every row of a table needs one value per column")


@dataclass(frozen=True)
class Facts:
    """Labels and values in a ruled form, `across` pairs beside each other."""

    pairs: Sequence[tuple[str, Cell]]
    across: int = 2


@dataclass(frozen=True)
class FormRow:
    """One to three labels with their values, at least `lines` lines of text high."""

    pairs: Sequence[tuple[str, Cell]]
    lines: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= len(self.pairs) <= MOST_PAIRS:
            raise ValueError(f"a row of a form has 1 to {MOST_PAIRS} pairs")


@dataclass(frozen=True)
class Form:
    """A printed form as one ruled table: short facts beside each other, long ones across.

    A row that is longer than the page goes on on the next one. Empty values leave room to write.
    """

    rows: Sequence[FormRow]


@dataclass(frozen=True)
class Series:
    """One line of values of a chart, as many as the chart has labels."""

    name: str
    values: Sequence[float | Decimal]


@dataclass(frozen=True)
class Chart:
    """Figures as a picture: bars, lines, or the shares of a whole (first series only)."""

    kind: ChartKind
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""

    def __post_init__(self) -> None:
        if not self.series or any(len(s.values) != len(self.labels) for s in self.series):
            raise ValueError("every series of a chart needs one value per label")


@dataclass(frozen=True)
class Picture:
    """A drawing made by our own code (a QR code): `svg` as it is, `width_mm` wide, centred.

    Never text that somebody typed: it is not escaped.
    """

    svg: str
    width_mm: float
    words: str = ""


@dataclass(frozen=True)
class Signature:
    """Issuer and date at the end; empty values are taken from the document.

    `with_seal` leaves room for a seal pressed upon the date (GB/T 9704-2012, 7.3.5).
    """

    issuer: str = ""
    date: date | None = None
    with_seal: bool = False


@dataclass(frozen=True)
class Spacer:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a new page."""


@dataclass(frozen=True)
class Attachment:
    """A paper attached behind: a new page, 附件 and its number, its own title and numbering."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Imprint:
    """版记: who gets copies, who printed it and when; at the foot of the last page."""

    copies_to: str = ""
    printed_by: str = ""
    printed_on: date | None = None


Block: TypeAlias = (
    Heading
    | Paragraph
    | Items
    | Table
    | Facts
    | Form
    | Chart
    | Picture
    | Signature
    | Spacer
    | PageBreak
    | Attachment
)


@dataclass(frozen=True)
class Document:
    """One paper: what stands on it, for the PDF, the DOCX and the page alike.

    `title` may hold line breaks where the sense asks for them. `subtitle` gets its ——.
    `byline` is the line of the unit below the title. `red_head` and `doc_number` are for papers
    sent out under a number only. `note` stands in brackets below the date (附注). What hangs on a
    wall has no page numbers.
    """

    title: str
    blocks: Sequence[Block] = ()
    subtitle: str = ""
    byline: str = ""
    issuer: str = ""
    date: date | None = None
    recipient: str = ""
    doc_number: str = ""
    red_head: str = ""
    attachments: Sequence[Attachment] = ()
    note: str = ""
    imprint: Imprint | None = None
    depth: Depth = Depth.BRACKETED
    landscape: bool = False
    has_page_numbers: bool = True

    @property
    def body(self) -> list[Block]:
        """The blocks of the paper itself."""
        return [block for block in self.blocks if not isinstance(block, Attachment)]

    @property
    def all_attachments(self) -> list[Attachment]:
        """Attachments given among the blocks, then those given apart."""
        among = [block for block in self.blocks if isinstance(block, Attachment)]
        return [*among, *self.attachments]


def numbered(blocks: Sequence[Block], depth: Depth) -> Iterator[tuple[str, Block]]:
    """Each block with the mark that stands before it: a heading's number, otherwise ""."""
    levels = {block.level for block in blocks if isinstance(block, Heading)}
    outline = Outline(levels, depth)
    for block in blocks:
        yield (outline.next(block.level) if isinstance(block, Heading) else "", block)


def heading_text(heading: Heading) -> str:
    """The text of a heading as printed, without typed number and without closing mark."""
    text = strip_number(normalise(heading.text).replace("\n", ""))
    if heading.run_on:
        return text if text.endswith(("。", "：", "！", "？")) else f"{text}。"
    # Below （一） a heading may be a whole sentence and keep its full stop.
    return text.rstrip("：；，、" if heading.level > 2 else "。：；，、") or text


def paragraph_texts(text: str) -> list[str]:
    """The paragraphs of `text` as printed: one per line that is not empty."""
    return [line for line in normalise(text).split("\n") if line]


def item_texts(items: Items) -> list[str]:
    """The items as printed, numbered anew whatever was typed."""
    texts = [normalise(text).replace("\n", "") for text in items.texts]
    if not items.numbered:
        return texts
    return [f"{number}.{strip_number(text)}" for number, text in enumerate(texts, start=1)]


def cell_text(value: Cell) -> str:
    """A value as a table shows it: money 1,000.00, a date 2025年1月5日, nothing for None."""
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:,.2f}"
        case float():
            return f"{value:,g}" if abs(value) < 1_000_000 else f"{value:,.0f}"
        case date():
            return official_date(value)
    return normalise(value) if isinstance(value, str) else str(value)


def blocks_from_text(text: str, *, deepest: int = DEEPEST) -> list[Block]:
    """Typed text as blocks: lines that begin with a number become headings of that level.

    For text areas: 一. (一) 1. (1) are all understood. A short line without a full stop is a
    heading of its own; in a longer one the first sentence is the heading and the rest runs on.
    A line stays a paragraph, with its number in its official form, where its level lies below
    `deepest`, or where 1. or (1) is not the next one: it counts something of its own then, such
    as 三月：1.… and 2.… below it.
    """
    blocks: list[Block] = []
    outline = Outline()
    for line in clean(text).split("\n"):
        bare = line.strip(" \u00a0\u3000")
        found = typed_number(bare)
        if found is None and bare:
            blocks.append(Paragraph(bare))
        elif found is not None:
            blocks.append(_typed_block(bare, found, outline, deepest))
    return blocks


def _typed_block(line: str, found: tuple[int, int], outline: Outline, deepest: int) -> Block:
    level, number = found
    rest = strip_number(line)
    if level <= deepest and (level <= 2 or outline.peek(level) == number):
        outline.next(level)
        return _typed_heading(level, rest)
    return Paragraph(label(level, number) + rest if number and rest != line else line)


def _typed_heading(level: int, text: str) -> Heading:
    text = normalise(text)
    ends = [place + 1 for mark in "。：" if 0 < (place := text.find(mark)) < len(text) - 1]
    cut = min(ends, default=0)
    # Where a heading has a face of its own, a whole paragraph in it would be unreadable.
    if 0 < cut <= _LONGEST_HEADING or (cut and level > 2):
        return Heading(level, text[:cut], run_on=text[cut:])
    return Heading(level, text)
