"""What python-docx has no words for: East Asian fonts, the character grid, fields, borders."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from .blocks import Align, Cell, Facts, Form, Table, cell_text
from .geometry import CELL as CELL_ADVANCE
from .geometry import MEASURE, PITCH, SIZE, SMALL_SIZE, TABLE_SIZE, TITLE_SIZE
from .punctuation import normalise
from .tables import GRID, LABEL, form_spans, table_widths

FANG_FONT, HEI_FONT, KAI_FONT = "仿宋_GB2312", "黑体", "楷体_GB2312"
TITLE_FONT, SONG_FONT, LATIN_FONT = "方正小标宋简体", "宋体", "Times New Roman"
HEADING_FONTS = {1: HEI_FONT, 2: KAI_FONT, 3: FANG_FONT, 4: FANG_FONT}
# Names of our own styles, as Word's style list shows them.
TITLE, HEI, KAI, CAPTION, CELL, HEAD, IMPRINT = (
    "公文标题",
    "公文黑体",
    "公文楷体",
    "公文表题",
    "公文表格",
    "公文表头",
    "公文版记",
)
# Twips. Rounded up, 22 lines or 28 characters would not fit any more.
_PITCH_TWIPS = int(PITCH * 20)
_TRACKING_TWIPS = -5
RIGHT_TAB = WD_TAB_ALIGNMENT.RIGHT
# What the schema wants behind w:pBdr.
_AFTER_BORDERS = tuple(
    f"w:{name}"
    for name in (
        *("shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct"),
        *("topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid"),
        *("spacing", "ind", "contextualSpacing", "mirrorIndents", "jc", "textDirection"),
        *("textAlignment", "outlineLvl", "rPr", "sectPr", "pPrChange"),
    )
)
_ALIGNED = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}


def set_fonts(thing: Any, chinese: str, latin: str = LATIN_FONT) -> None:
    """Font names of a run or a style, for Chinese and for the rest; themes must not override."""
    fonts = thing.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for name, value in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{name}"), value)


def set_styles(document: WordDocument) -> None:
    """Normal, Heading 1–4 and our own styles, all on the line pitch of the grid."""
    language = document.styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:eastAsia"), "zh-CN")
        language.set(qn("w:val"), "en-US")
    normal = document.styles["Normal"]
    _set_style(normal, FANG_FONT, SIZE)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _keep_off_grid(normal)
    _track(normal, _TRACKING_TWIPS)
    for level, font in HEADING_FONTS.items():
        style = document.styles[f"Heading {level}"]
        _set_style(style, font, SIZE)
        style.paragraph_format.keep_with_next = True
    for name, font, size in (
        (TITLE, TITLE_FONT, TITLE_SIZE),
        (HEI, HEI_FONT, SIZE),
        (KAI, KAI_FONT, SIZE),
        (CAPTION, HEI_FONT, SIZE),
        (CELL, SONG_FONT, TABLE_SIZE),
        (HEAD, HEI_FONT, TABLE_SIZE),
        (IMPRINT, FANG_FONT, SMALL_SIZE),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _set_style(style, font, size)
        if name in (CELL, HEAD):
            _track(style, 0)
            style.paragraph_format.line_spacing = Pt(18)
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _set_style(style: Any, font: str, size: float) -> None:
    set_fonts(style, font)
    style.font.size = Pt(size)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Twips(_PITCH_TWIPS)
    # Word would move last lines to the next page and leave the grid short.
    shape.widow_control = False


def _keep_off_grid(style: Any) -> None:
    """Pitch and tracking say the same as the grid, and every word processor obeys them.

    The grid of 28 is narrower than a character of 16 points; programs that snap to it would
    give each character two places. Blanks of their own between Chinese and digits would break
    it as well.
    """
    properties = style.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid"):
        off = OxmlElement(name)
        off.set(qn("w:val"), "0")
        behind = _AFTER_BORDERS[_AFTER_BORDERS.index(name) + 1 :]
        properties.insert_element_before(off, *behind)


def _track(style: Any, twips: int) -> None:
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:spacing")):
        properties.remove(old)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twips))
    properties.insert_element_before(
        spacing,
        *(
            f"w:{name}"
            for name in ("w", "kern", "position", "sz", "szCs", "highlight", "u", "lang")
        ),
    )


def indent(paragraph: WordParagraph, characters: float) -> None:
    """First-line indent counted in characters, so that it follows a change of size."""
    if not characters:
        return
    element = paragraph._p.get_or_add_pPr().get_or_add_ind()
    element.set(qn("w:firstLineChars"), str(round(characters * 100)))
    element.set(qn("w:firstLine"), str(round(characters * CELL_ADVANCE * 20)))


def set_page(document: WordDocument, section: Section, *, landscape: bool = False) -> None:
    """A4, type area 156 × 225 mm, 22 lines of 28 characters; a turned page keeps its margins."""
    long, short = Mm(297), Mm(210)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    top, right, bottom, left = (28, 37, 26, 35) if landscape else (37, 26, 35, 28)
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
    section.header_distance = Mm(15)
    # The dash of the page number lies 7 mm below the type area.
    section.footer_distance = Mm(bottom - 9.5)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(_PITCH_TWIPS))
    # In 1/4096 point, what a character of the grid is wider than one of the Normal style.
    grid.set(qn("w:charSpace"), str(round((CELL_ADVANCE - SIZE) * 4096)))
    section._sectPr.append(grid)


def set_page_numbers(document: WordDocument) -> None:
    """— 1 — in 4号 宋体: at the right of odd pages, at the left of even ones, one in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        shape = paragraph.paragraph_format
        shape.left_indent = shape.right_indent = Pt(SMALL_SIZE)
        for text, is_field in (("— ", False), ("PAGE", True), (" —", False)):
            run = paragraph.add_run("" if is_field else text)
            run.font.size = Pt(SMALL_SIZE)
            set_fonts(run, SONG_FONT, SONG_FONT)
            if is_field:
                _add_field(run, text)


def _add_field(run: Any, code: str) -> None:
    for kind in ("begin", "instr", "separate", "text", "end"):
        if kind == "instr":
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = code
        elif kind == "text":
            part = OxmlElement("w:t")
            part.text = "1"
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def border(paragraph: WordParagraph, side: str, *, color: str = "000000", size: int = 8) -> None:
    """A rule above ("top") or below ("bottom") a paragraph; `size` in eighths of a point."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, *_AFTER_BORDERS)
    rule = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "1"), ("color", color)):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)


def add_table(document: WordDocument, table: Table, measure: float) -> None:
    """A ruled table `measure` points wide, its head repeated, no row split."""
    grid = _new_table(document, 0, len(table.columns))
    widths = table_widths(table, measure)
    head = grid.add_row()
    for cell, column in zip(head.cells, table.columns, strict=True):
        _fill(cell, normalise(column.title), HEAD, Align.CENTER)
    _mark_row(head, "w:tblHeader")
    rows = [*((row, CELL) for row in table.rows), *([(table.total, HEAD)] if table.total else [])]
    for values, style in rows:
        row = grid.add_row()
        row.height, row.height_rule = Pt(PITCH * table.row_lines), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, value, column in zip(row.cells, values, table.columns, strict=True):
            _fill(cell, value, style, column.align)
    if not table.rows:
        empty = grid.add_row().cells
        _fill(empty[0].merge(empty[-1]), table.empty, CELL, Align.CENTER)
    _finish(grid, widths)


def add_facts(document: WordDocument, facts: Facts) -> None:
    """Labels and values in turn, `across` pairs a row."""
    grid = _new_table(document, 0, facts.across * 2)
    share = MEASURE / facts.across
    for start in range(0, len(facts.pairs), facts.across):
        cells = grid.add_row().cells
        pairs = facts.pairs[start : start + facts.across]
        for index, (label, value) in enumerate(pairs):
            _fill(cells[index * 2], normalise(label), HEAD, Align.CENTER)
            _fill(cells[index * 2 + 1], value, CELL, Align.LEFT)
        if len(pairs) < facts.across:
            cells[len(pairs) * 2 - 1].merge(cells[-1])
    _finish(grid, [share / 2.6, share * 1.6 / 2.6] * facts.across)


def add_form(document: WordDocument, form: Form) -> None:
    """Rows of labels and values on a grid of twelve columns; a long row may go over the page."""
    grid = _new_table(document, 0, GRID)
    unit = MEASURE / GRID
    for column in grid.columns:
        column.width = Pt(unit)
    for row in form.rows:
        made = grid.add_row()
        made.height, made.height_rule = Pt(PITCH * row.lines), WD_ROW_HEIGHT_RULE.AT_LEAST
        cells, place = made.cells, 0
        for (label, value), span in zip(row.pairs, form_spans(row), strict=True):
            for text, style, align, width in (
                (normalise(label), HEAD, Align.CENTER, LABEL),
                (value, CELL, Align.LEFT, span),
            ):
                cell = cells[place].merge(cells[place + width - 1])
                cell.width, cell.vertical_alignment = Pt(unit * width), 1
                _fill(cell, text, style, align)
                place += width


def _new_table(document: WordDocument, rows: int, columns: int) -> WordTable:
    table = document.add_table(rows, columns, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    return table


def _finish(table: WordTable, widths: list[float]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for row in table.rows:
        _mark_row(row, "w:cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            if cell._tc.grid_span == 1:
                cell.width = Pt(width)
            cell.vertical_alignment = 1


def _mark_row(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def dress(paragraph: WordParagraph, style: str) -> None:
    """Gives a paragraph its style by the id, which is the name without spaces.

    By name, python-docx looks through all styles again for each paragraph: half of the time that
    a paper with tables took.
    """
    paragraph._p.style = None if style == "Normal" else style.replace(" ", "")


def _fill(cell: _Cell, value: Cell, style: str, align: Align) -> None:
    paragraph = cell.paragraphs[0]
    dress(paragraph, style)
    paragraph.alignment = _ALIGNED[align]
    for position, line in enumerate(cell_text(value).split("\n")):
        run = paragraph.add_run()
        if position:
            run.add_break()
        run.add_text(line)
