"""Workbooks that are sent while they are written: never a file on the server, flat memory."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

from union_site.spreadsheets.writing import Cell, safe_cell

_ROWS_TOGETHER = 200
_HEADER_LIMIT = 200  # of 255 that the format allows, with room for the pages
_EPOCH = datetime.date(1899, 12, 30)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Cell styles, by their place in `cellXfs` below.
PLAIN, TEXT, DATE, HEADING, LEAD, MARK = range(6)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy/mm/dd"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><color rgb="FFA61B29"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFF2EFEA"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"'
    ' applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


@dataclass(frozen=True)
class Sheet:
    """One sheet as it is to be written. `rows` are asked for one by one.

    `lead` are the rows above the heading, `mark` the watermark: it stands red in the rows of
    `lead` that hold it and at the head and foot of every printed page. `foot` is a last line.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    lead: Sequence[Sequence[Cell]] = ()
    widths: Sequence[int] = ()
    mark: str = ""
    foot: str = ""

    @property
    def name(self) -> str:
        return re.sub(r"[\\/*?:'\[\]]", " ", self.title)[:31].strip() or "Sheet1"


def stream_xlsx(sheet: Sheet) -> Iterator[bytes]:
    """The workbook in pieces. Cells that would be read as formulas are defused (`safe_cell`)."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _fixed_parts(sheet):
            archive.writestr(name, content)
        part = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        part.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(part, "w") as stream:
            for markup in _sheet_markup(sheet):
                stream.write(markup.encode())
                if piece := outlet.taken():
                    yield piece
    yield outlet.taken()


class _Outlet(io.RawIOBase):
    """What the archive writes to: gives away what it was given, and cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        content = bytes(piece)  # type: ignore[call-overload]  # any buffer
        self._pieces.append(content)
        return len(content)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _fixed_parts(sheet: Sheet) -> Iterator[tuple[str, str]]:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{types}.styles+xml"/></Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    row = len(sheet.lead) + 1
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
        f'<sheet name={quoteattr(sheet.name)} sheetId="1" r:id="rId1"/></sheets><definedNames>'
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">'
        f"'{escape(sheet.name)}'!${row}:${row}</definedName></definedNames></workbook>",
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations([("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")]),
    )
    yield "xl/styles.xml", _STYLES


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _sheet_markup(sheet: Sheet) -> Iterator[str]:
    below = len(sheet.lead) + 2
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{_width(sheet, number)}" customWidth="1"/>'
        for number in range(1, len(sheet.headings) + 1)
    )
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{below - 1}"'
        f' topLeftCell="A{below}" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )
    number = 0
    for number, cells in enumerate(sheet.lead, start=1):
        yield _row(number, cells, MARK if sheet.mark and sheet.mark in cells else LEAD)
    yield _row(number + 1, sheet.headings, HEADING)
    number += 1
    pending: list[str] = []
    for number, cells in enumerate(sheet.rows, start=below):
        pending.append(_row(number, cells))
        if len(pending) == _ROWS_TOGETHER:
            yield "".join(pending)
            pending.clear()
    yield "".join(pending)
    if sheet.foot:
        yield _row(number + 1, [sheet.foot], LEAD)
    yield f"</sheetData>{_printing(sheet)}</worksheet>"


def _width(sheet: Sheet, number: int) -> int:
    if number <= len(sheet.widths):
        return sheet.widths[number - 1]
    return max(10, len(sheet.headings[number - 1]) * 2 + 4)


def _printing(sheet: Sheet) -> str:
    setup = '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    # An ampersand begins an instruction; a number after the size would be read as part of it.
    mark = sheet.mark.replace("&", "&&")
    if len(mark) > _HEADER_LIMIT:
        mark = mark[: _HEADER_LIMIT - 1].removesuffix("&") + "…"
    marked = f"&L&8 {mark}" if mark else ""
    head = f"<oddHeader>{escape(marked)}</oddHeader>" if mark else ""
    foot = escape(f"{marked}&R&8 &P / &N")
    return f"{setup}<headerFooter>{head}<oddFooter>{foot}</oddFooter></headerFooter>"


def _row(number: int, cells: Iterable[Cell], style: int | None = None) -> str:
    inner = "".join(
        _cell(f"{get_column_letter(place)}{number}", value, style)
        for place, value in enumerate(cells, start=1)
        if value is not None and value != ""
    )
    return f'<row r="{number}">{inner}</row>'


def _cell(place: str, value: Cell, style: int | None) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal):
        return f'<c r="{place}" s="{style or PLAIN}"><v>{value}</v></c>'
    if isinstance(value, datetime.date):
        day = value.date() if isinstance(value, datetime.datetime) else value
        return f'<c r="{place}" s="{DATE}"><v>{(day - _EPOCH).days}</v></c>'
    text = str(safe_cell(value))
    if style is None:
        # Numbers of documents and telephones stay texts when somebody edits the cell.
        style = TEXT if text[:1].isdigit() else PLAIN
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t>'
        "</is></c>"
    )
