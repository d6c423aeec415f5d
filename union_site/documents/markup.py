"""A paper as HTML for the PDF: lines of the grid made here, places and faces left to CSS."""

from __future__ import annotations

import dataclasses
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from math import ceil
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from union_site.calendar import official_date

from .blocks import (
    Align,
    Attachment,
    Block,
    Chart,
    Document,
    Facts,
    Form,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Picture,
    Signature,
    Spacer,
    Table,
    heading_text,
    item_texts,
    numbered,
    paragraph_texts,
)
from .charts import chart_height, chart_svg
from .fonts import Face, is_own, uncovered_characters
from .geometry import CELL, MEASURE, PITCH, SIZE, SMALL_SIZE, TITLE_SIZE, WIDE_MEASURE
from .numbering import document_number
from .punctuation import clean, normalise
from .signing import note_text, signed_lines
from .tables import facts_html, form_html, table_html
from .titles import break_title
from .typeset import Grid, Line, Run, Span, set_lines, text_width

# Printers' mark for a character that is not in the case.
GETA = "〓"

_HEADING_FACES = {1: Face.HEI, 2: Face.KAI, 3: Face.FANG, 4: Face.FANG}


def document_html(document: Document) -> SafeString:
    """The whole paper; every text escaped, characters that no font has shown as 〓 and listed."""
    return _Sheet(document).html()


def texts_of(thing: object) -> Iterator[str]:
    """Every text in a document or block, whatever it is nested in."""
    if isinstance(thing, str):
        yield thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from texts_of(getattr(thing, field.name))
    elif isinstance(thing, Sequence):
        for part in thing:
            yield from texts_of(part)


def join(parts: Iterable[str]) -> SafeString:
    """Parts that are safe already, as one."""
    return mark_safe("".join(parts))  # noqa: S308 - made by format_html and escape alone


def line_html(line: Line, align: Align = Align.LEFT) -> SafeString:
    """One line of the grid, in as few elements as possible: their number decides the speed.

    A line of plain text in 仿宋 needs no element within. Text of another face, or with characters
    that its face lacks, stands in an element of no height, so that it cannot move the baseline.
    """
    styles = [f"padding-left:{line.indent:.2f}pt"] if line.indent else []
    kind = "ln" if align is Align.LEFT else f"ln {align}"
    if len(line.runs) == 1 and _is_plain(line.runs[0]):
        spacing = line.runs[0].spacing
        styles += [] if _is_usual(spacing) else [f"letter-spacing:{spacing:.3f}pt"]
        return format_html('<span class="{}"{}>{}</span>', kind, _style(styles), line.text)
    runs = join(_run_html(run) for run in line.runs)
    return format_html('<span class="{}"{}>{}</span>', kind, _style(styles), runs)


def _run_html(run: Run) -> SafeString:
    """A run names its face, and its spacing where that is not the usual one of its kind."""
    is_latin = run.face is Face.LATIN
    usual = run.spacing == 0 if is_latin else _is_usual(run.spacing)
    styles = [] if usual else [f"letter-spacing:{run.spacing:.3f}pt"]
    return format_html('<span class="{}"{}>{}</span>', run.face.value, _style(styles), run.text)


def _is_plain(run: Run) -> bool:
    return run.face is Face.FANG and all(is_own(char, Face.FANG) for char in run.text)


def _is_usual(spacing: float) -> bool:
    return abs(spacing - (CELL - SIZE)) < 0.0005


def _style(styles: Sequence[str]) -> SafeString:
    return format_html(' style="{}"', ";".join(styles)) if styles else SafeString("")


def tail_html(parts: Iterable[str]) -> SafeString:
    """What ends a paper: kept in one piece, and on the page of the text before it."""
    return format_html('<div class="tail">{}</div>', join(parts))


class _Sheet:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._lost = uncovered_characters(clean(text) for text in texts_of(document))
        self._as_geta = str.maketrans(dict.fromkeys(self._lost, GETA))
        width = WIDE_MEASURE if document.landscape else MEASURE
        self._grid = Grid(measure=width, size=SIZE, cell=CELL)

    def html(self) -> SafeString:
        document = self._document
        attached = document.all_attachments
        parts = [
            *self._head(),
            *self._flow(document.body, attached),
            *self._attachments(attached),
            *self._remark(),
            *self._imprint(),
        ]
        return format_html(
            '<html lang="zh-CN"><head><meta charset="utf-8"/><title>{}</title>{}</head>'
            '<body class="{}">{}</body></html>',
            normalise(document.title).replace("\n", ""),
            self._metadata(),
            self._classes(),
            join(parts),
        )

    def _classes(self) -> str:
        lies = "wide" if self._document.landscape else "upright"
        return f"fang {lies}" if self._document.has_page_numbers else f"fang {lies}-bare"

    def _metadata(self) -> SafeString:
        document = self._document
        dated = document.date.isoformat() if document.date else ""
        known = {"author": document.issuer or document.byline, "dcterms.created": dated}
        return join(
            format_html('<meta name="{}" content="{}"/>', name, content)
            for name, content in known.items()
            if content
        )

    # --- text ---------------------------------------------------------------------------

    def _text(self, text: str) -> str:
        return normalise(text).translate(self._as_geta)

    def _lines(
        self, spans: Sequence[Span], *, indent: float = 2, hang: float = 0
    ) -> list[SafeString]:
        """Lines set to the grid; all of them start `hang` characters further in."""
        inset = hang * CELL
        grid = replace(self._grid, measure=self._grid.measure - inset)
        lines = set_lines(spans, grid, indent=indent)
        return [line_html(replace(line, indent=line.indent + inset)) for line in lines]

    def _paragraph(self, text: str, *, indent: float = 2, face: Face = Face.FANG) -> SafeString:
        text = text.translate(self._as_geta)
        return format_html("<p>{}</p>", join(self._lines([Span(text, face)], indent=indent)))

    def _centred(self, text: str, face: Face, size: float = SIZE) -> SafeString:
        """Lines in the middle, each by itself; `size` is the size of `face` in the style sheet."""
        grid = Grid(self._grid.measure, size, size)
        spans = [Span(text.translate(self._as_geta), face)]
        lines = set_lines(spans, grid, justify=False)
        return join(line_html(line, Align.CENTER) for line in lines)

    def _blank(self, lines: int = 1) -> SafeString:
        return join(['<div class="ln"></div>'] * lines)

    # --- head -----------------------------------------------------------------------------

    def _head(self) -> Iterator[SafeString]:
        document = self._document
        if document.red_head:
            yield self._red_head()
            yield self._blank(2)
        yield self._title(document.title, "h1")
        if document.subtitle:
            text = self._text(document.subtitle).lstrip("—")
            yield format_html("<p>{}</p>", self._centred(f"——{text}", Face.KAI))
        if document.byline:
            yield format_html("<p>{}</p>", self._centred(self._text(document.byline), Face.KAI))
        yield self._blank()
        if document.recipient:
            text = self._text(document.recipient).rstrip("：:") + "："
            yield self._paragraph(text, indent=0)

    def _title(self, text: str, tag: str) -> SafeString:
        room = self._grid.measure / TITLE_SIZE
        lines = break_title(self._text(text), room)
        return format_html(
            '<{0} class="title">{1}</{0}>',
            tag,
            join(self._centred(line, Face.TITLE, TITLE_SIZE) for line in lines),
        )

    def _red_head(self) -> SafeString:
        """7.2.4: the issuer's name in red, as large as fits and no larger than the title of a
        higher office would be (22 mm)."""
        name = self._text(self._document.red_head).replace("\n", "")
        room = self._grid.measure / max(text_width(name, Face.TITLE, 1), 1)
        return format_html(
            '<div class="red-head"><p class="name" style="font-size:{}pt">{}</p>'
            '<p class="number">{}</p><div class="rule"></div></div>',
            f"{min(room, 52):.1f}",
            name,
            self._inline(document_number(self._text(self._document.doc_number))),
        )

    # --- blocks ---------------------------------------------------------------------------

    def _flow(self, blocks: Sequence[Block], attached: Sequence[Attachment]) -> Iterator[str]:
        """The blocks; the list of attachments comes before the signature, or last."""
        wanted = bool(attached)
        for mark, block in numbered(blocks, self._document.depth):
            if wanted and isinstance(block, Signature):
                yield self._list_of(attached)
                wanted = False
            yield self._block(mark, block)
        if wanted:
            yield self._list_of(attached)

    def _block(self, mark: str, block: Block) -> str:
        if isinstance(block, Heading):
            return self._heading(mark, block)
        makers: dict[type, Callable[[Any], SafeString]] = {
            Paragraph: self._paragraphs,
            Items: self._items,
            Table: self._ruled,
            Facts: self._ruled,
            Form: self._ruled,
            Chart: self._chart,
            Picture: self._picture,
            Signature: self._signature,
            Spacer: lambda spacer: self._blank(spacer.lines),
            PageBreak: lambda _break: SafeString('<div class="new-page"></div>'),
        }
        return makers[type(block)](block)

    def _items(self, items: Items) -> SafeString:
        return join(self._paragraph(text) for text in item_texts(items))

    def _heading(self, mark: str, heading: Heading) -> SafeString:
        text = (mark + heading_text(heading)).translate(self._as_geta)
        spans = [Span(text, _HEADING_FACES[heading.level])]
        # A numbered sentence is text: nothing has to follow it on its page.
        if not heading.run_on and text.endswith("。"):
            return format_html("<p>{}</p>", join(self._lines(spans)))
        if not heading.run_on:
            tag = f"h{heading.level + 1}"
            lines = join(self._lines(spans))
            return format_html('<{0} class="heading">{1}</{0}>', tag, lines)
        first, *others = paragraph_texts(heading.run_on) or [""]
        spans.append(Span(first.translate(self._as_geta), Face.FANG))
        paragraph = format_html("<p>{}</p>", join(self._lines(spans)))
        return join([paragraph, *(self._paragraph(text) for text in others)])

    def _paragraphs(self, paragraph: Paragraph) -> SafeString:
        if paragraph.align is Align.LEFT:
            indent = 2 if paragraph.indent else 0
            texts = paragraph_texts(paragraph.text)
            return join(self._paragraph(text, indent=indent) for text in texts)
        grid = self._grid
        return join(
            line_html(line, paragraph.align)
            for text in paragraph_texts(paragraph.text)
            for line in set_lines(
                [Span(text.translate(self._as_geta), Face.FANG)], grid, justify=False
            )
        )

    def _ruled(self, block: Table | Facts | Form) -> SafeString:
        turned = isinstance(block, Table) and block.landscape and not self._document.landscape
        measure = WIDE_MEASURE if turned else self._grid.measure
        if isinstance(block, Table):
            html = table_html(block, measure)
        else:
            html = form_html(block) if isinstance(block, Form) else facts_html(block)
        html = mark_safe(html.translate(self._as_geta))  # noqa: S308 - escaped by its maker
        return format_html('<div class="{}">{}</div>', "table wide" if turned else "table", html)

    def _chart(self, chart: Chart) -> SafeString:
        picture = mark_safe(chart_svg(chart).translate(self._as_geta))  # noqa: S308 - as above
        # Whole lines of the grid, so that the text below stands on it again.
        height = ceil(chart_height(chart) / PITCH + 0.2) * PITCH
        return format_html(
            '<figure class="chart" style="height:{}pt">{}</figure>', f"{height:.2f}", picture
        )

    def _picture(self, picture: Picture) -> SafeString:
        source = "data:image/svg+xml;base64," + b64encode(picture.svg.encode()).decode()
        return format_html(
            '<figure class="picture"><img src="{}" alt="{}" style="width:{}mm"></figure>',
            source,
            picture.words,
            picture.width_mm,
        )

    def _signature(self, signature: Signature) -> SafeString:
        signed = signed_lines(signature, self._document, size=SIZE, cell=CELL)
        lines = [
            Line(
                self._runs(one.text.translate(self._as_geta)),
                max(self._grid.measure - one.right - one.width, 0),
                one.width,
            )
            for one in signed
        ]
        # A seal of 42 mm begins within a line of the text and lies upon both lines.
        parts = [self._blank(2 if signature.with_seal else 1), *map(line_html, lines)]
        if note := note_text(self._document):
            parts += self._lines([Span(note.translate(self._as_geta), Face.FANG)])
        return tail_html(parts)

    def _runs(self, text: str, size: float = SIZE) -> tuple[Run, ...]:
        """A text that stays on one line."""
        lines = set_lines([Span(text, Face.FANG)], Grid(10_000, size, size), justify=False)
        return lines[0].runs if lines else ()

    def _inline(self, text: str, size: float = SIZE) -> SafeString:
        runs = self._runs(text.replace("\n", ""), size)
        return join(map(_run_html, runs))

    # --- attachments, remark, imprint -------------------------------------------------------

    def _list_of(self, attached: Sequence[Attachment]) -> SafeString:
        """附件说明 (7.3.4): two in, numbers aligned, no mark at the end."""
        titles = [self._text(one.title).replace("\n", "").rstrip("。；") for one in attached]
        parts: list[SafeString] = [self._blank()]
        for number, title in enumerate(titles, start=1):
            lead = "附件：" if number == 1 else ""
            mark = f"{number}." if len(titles) > 1 else ""
            hang = 5 + text_width(mark, Face.FANG, SIZE) / CELL
            spans = [Span(lead + mark + title, Face.FANG)]
            parts += self._lines(spans, indent=(2 if lead else 5) - hang, hang=hang)
        return tail_html(parts)

    def _attachments(self, attached: Sequence[Attachment]) -> Iterator[SafeString]:
        """7.3.6: each on a new page, 附件 and its number at the top left, its title in line 3."""
        for number, one in zip(count(1), attached, strict=False):
            name = f"附件{number}" if len(attached) > 1 else "附件"
            yield format_html(
                '<section class="new-page">{}{}{}{}{}</section>',
                self._paragraph(name, indent=0, face=Face.HEI),
                self._blank(),
                self._title(one.title, "h1"),
                self._blank(),
                join(self._flow(one.blocks, ())),
            )

    def _remark(self) -> Iterator[SafeString]:
        """Says which characters were not printed: a gap in a name must not pass unseen."""
        if self._lost:
            codes = "、".join(f"U+{ord(char):04X}" for char in sorted(self._lost))
            yield self._blank()
            yield self._paragraph(
                f"说明：本机字库缺少下列编码的字，文中以“{GETA}”代替，请补装字体后重新生成：{codes}。"
            )

    def _imprint(self) -> Iterator[SafeString]:
        imprint = self._document.imprint
        if imprint is None:
            return
        printed_on = f"{official_date(imprint.printed_on)}印发" if imprint.printed_on else ""
        copies = self._text(imprint.copies_to).rstrip("。")
        printed_by = self._text(imprint.printed_by)
        rows = [
            format_html(
                '<p class="last"><span class="printed">{}</span>{}</p>',
                self._inline(printed_on, SMALL_SIZE),
                self._inline(printed_by, SMALL_SIZE),
            )
        ]
        if copies:
            rows.insert(0, format_html('<p class="first">抄送：{}。</p>', copies))
        yield self._blank(len(rows) + 1)
        yield format_html('<div class="imprint">{}</div>', join(rows))
