"""A paper as DOCX: the same geometry with the official font names, since people edit it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
from django.utils import timezone
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.text.paragraph import CT_P
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from union_site.calendar import official_date

from . import word
from .blocks import (
    Align,
    Attachment,
    Block,
    Chart,
    Column,
    Document,
    Facts,
    Form,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Signature,
    Spacer,
    Table,
    heading_text,
    item_texts,
    numbered,
    paragraph_texts,
)
from .geometry import CELL, MEASURE, SIZE, TITLE_SIZE, WIDE_MEASURE
from .numbering import document_number
from .punctuation import normalise
from .signing import note_text, signed_lines
from .titles import break_title

_RED = RGBColor(0xD7, 0x00, 0x0F)
_ALIGNED = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}


def render_docx(document: Document) -> bytes:
    """The paper as a Word file: real styles and headings, grid of 22 × 28, numbered pages.

    A chart becomes the table of its figures: Word shows no SVG made elsewhere as its own chart.
    """
    return _Writer(document).bytes()


class _Writer:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._word: WordDocument = docx.Document()
        word.set_styles(self._word)
        word.set_page(self._word, self._word.sections[0], landscape=document.landscape)
        word.set_page_numbers(self._word)
        self._turned = document.landscape
        self._begins_page = False

    def bytes(self) -> bytes:
        document = self._document
        attached = document.all_attachments
        self._properties()
        self._head()
        self._flow(document.body, attached)
        for number, one in enumerate(attached, start=1):
            self._attachment(f"附件{number}" if len(attached) > 1 else "附件", one)
        self._imprint()
        stream = BytesIO()
        self._word.save(stream)
        return stream.getvalue()

    def _properties(self) -> None:
        document, known = self._document, self._word.core_properties
        known.title = normalise(document.title).replace("\n", "")
        known.author = document.issuer or document.byline
        known.language = "zh-CN"
        known.comments = ""
        day = document.date
        known.created = datetime.combine(day, time()) if day else timezone.now()
        known.modified = known.created

    # --- paragraphs ---------------------------------------------------------------------

    def _add(self, text: str = "", style: str = "Normal", *, indent: float = 2) -> WordParagraph:
        paragraph = self._word.add_paragraph(text)
        word.dress(paragraph, style)
        word.indent(paragraph, indent)
        if self._begins_page:
            paragraph.paragraph_format.page_break_before = True
            self._begins_page = False
        return paragraph

    def _begin_page(self) -> None:
        """With the next paragraph; a blank line before it could come to lie on a page alone."""
        *_, last, _section = self._word.element.body
        if isinstance(last, CT_P) and not last.text:
            last.getparent().remove(last)
        self._begins_page = True

    def _blank(self, lines: int = 1) -> None:
        for _line in range(lines):
            self._add(indent=0)

    def _centred(self, text: str, style: str) -> WordParagraph:
        paragraph = self._add(text, style, indent=0)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph

    def _title(self, text: str) -> None:
        measure = WIDE_MEASURE if self._turned else MEASURE
        paragraph = self._centred("", word.TITLE)
        for position, line in enumerate(break_title(normalise(text), measure / TITLE_SIZE)):
            run = paragraph.add_run()
            if position:
                run.add_break()
            run.add_text(line)

    def _head(self) -> None:
        document = self._document
        if document.red_head:
            self._red_head()
        self._title(document.title)
        if document.subtitle:
            self._centred("——" + normalise(document.subtitle).lstrip("—"), word.KAI)
        if document.byline:
            self._centred(normalise(document.byline), word.KAI)
        self._blank()
        if document.recipient:
            self._add(normalise(document.recipient).rstrip("：:") + "：", indent=0)

    def _red_head(self) -> None:
        name = normalise(self._document.red_head).replace("\n", "")
        paragraph = self._centred("", word.TITLE)
        paragraph.paragraph_format.space_before = Mm(35)
        paragraph.paragraph_format.line_spacing = Pt(60)
        run = paragraph.add_run(name)
        run.font.size = Pt(min(52, int(MEASURE / max(len(name), 1))))
        run.font.color.rgb = _RED
        self._blank()
        number = document_number(normalise(self._document.doc_number))
        word.border(self._centred(number, "Normal"), "bottom", color="D7000F", size=12)
        self._blank(2)

    # --- blocks ---------------------------------------------------------------------------

    def _flow(self, blocks: Sequence[Block], attached: Sequence[Attachment]) -> None:
        wanted = bool(attached)
        for mark, block in numbered(blocks, self._document.depth):
            if wanted and isinstance(block, Signature):
                self._list_of(attached)
                wanted = False
            self._block(mark, block)
        if wanted:
            self._list_of(attached)

    def _block(self, mark: str, block: Block) -> None:
        if isinstance(block, Heading):
            self._heading(mark, block)
            return
        writers: dict[type, Callable[[Any], object]] = {
            Paragraph: self._paragraphs,
            Items: self._items,
            Table: self._table,
            Facts: lambda facts: word.add_facts(self._word, facts),
            Form: lambda form: word.add_form(self._word, form),
            Chart: lambda chart: self._table(_as_table(chart)),
            Signature: self._signature,
            Spacer: lambda spacer: self._blank(spacer.lines),
            PageBreak: lambda _break: self._begin_page(),
        }
        writers[type(block)](block)

    def _items(self, items: Items) -> None:
        for text in item_texts(items):
            self._add(text)

    def _heading(self, mark: str, heading: Heading) -> None:
        text = mark + heading_text(heading)
        if not heading.run_on:
            self._add(text, f"Heading {heading.level}")
            return
        first, *others = paragraph_texts(heading.run_on) or [""]
        paragraph = self._add()
        word.set_fonts(paragraph.add_run(text), word.HEADING_FONTS[heading.level])
        paragraph.add_run(first)
        for other in others:
            self._add(other)

    def _paragraphs(self, block: Paragraph) -> None:
        is_left = block.align is Align.LEFT
        for text in paragraph_texts(block.text):
            paragraph = self._add(text, indent=2 if block.indent and is_left else 0)
            if not is_left:
                paragraph.alignment = _ALIGNED[block.align]

    def _table(self, table: Table) -> None:
        turned = table.landscape and not self._turned
        if turned:
            self._turn(landscape=True)
        if table.caption:
            caption = self._centred(normalise(table.caption), word.CAPTION)
            caption.paragraph_format.keep_with_next = True
        if table.unit:
            unit = self._add(f"单位：{normalise(table.unit)}", word.CELL, indent=0)
            unit.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            unit.paragraph_format.keep_with_next = True
        word.add_table(self._word, table, WIDE_MEASURE if turned or self._turned else MEASURE)
        if turned:
            self._turn(landscape=False)
        else:
            self._blank()

    def _turn(self, *, landscape: bool) -> None:
        section = self._word.add_section(WD_SECTION.NEW_PAGE)
        word.set_page(self._word, section, landscape=landscape)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT

    def _keep_with_text(self, before: int) -> None:
        """What was written since there were `before` paragraphs stays on the page of the last."""
        for paragraph in self._word.paragraphs[max(before - 1, 0) : -1]:
            paragraph.paragraph_format.keep_with_next = True

    def _signature(self, signature: Signature) -> None:
        before = len(self._word.paragraphs)
        self._blank(2 if signature.with_seal else 1)
        for line in signed_lines(signature, self._document, size=SIZE, cell=CELL):
            paragraph = self._add(line.text, indent=0)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.right_indent = Pt(line.right)
        if note := note_text(self._document):
            self._add(note)
        self._keep_with_text(before)

    # --- attachments and imprint ------------------------------------------------------------

    def _list_of(self, attached: Sequence[Attachment]) -> None:
        before = len(self._word.paragraphs)
        self._blank()
        for number, one in enumerate(attached, start=1):
            title = normalise(one.title).replace("\n", "").rstrip("。；")
            mark = f"{number}." if len(attached) > 1 else ""
            lead = "附件：" if number == 1 else ""
            self._add(lead + mark + title, indent=2 if lead else 5)
        self._keep_with_text(before)

    def _attachment(self, name: str, attachment: Attachment) -> None:
        label = self._add(name, word.HEI, indent=0)
        label.paragraph_format.page_break_before = True
        self._blank()
        self._title(attachment.title)
        self._blank()
        self._flow(attachment.blocks, ())

    def _imprint(self) -> None:
        imprint = self._document.imprint
        if imprint is None:
            return
        self._blank()
        if imprint.copies_to:
            text = f"抄送：{normalise(imprint.copies_to).rstrip('。')}。"
            word.border(self._add(text, word.IMPRINT, indent=1), "top", size=8)
        day = f"{official_date(imprint.printed_on)}印发" if imprint.printed_on else ""
        last = self._add(f"{normalise(imprint.printed_by)}\t{day}", word.IMPRINT, indent=1)
        last.paragraph_format.tab_stops.add_tab_stop(Pt(MEASURE - 14), word.RIGHT_TAB)
        word.border(last, "top", size=6)
        word.border(last, "bottom", size=8)


def _as_table(chart: Chart) -> Table:
    """The figures of a chart, a column per series."""
    names = [series.name or "数值" for series in chart.series]
    columns = [Column("项目", 2), *(Column(name, 1, Align.RIGHT) for name in names)]
    rows = [
        [label, *(_plain(series.values[index]) for series in chart.series)]
        for index, label in enumerate(chart.labels)
    ]
    return Table(columns, rows, caption=chart.title, unit=chart.unit)


def _plain(value: float | Decimal) -> float | int | Decimal:
    return int(value) if value == int(value) else value
