"""Writing workbooks that stay harmless when opened: streamed, with no cell read as a formula."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

# What makes a spreadsheet program take a text for a formula, also after a round through csv.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")
_CELL_LIMIT = 32_767
_SPOOL_BYTES = 4_000_000

Cell = str | int | float | Decimal | datetime.date | datetime.datetime | bool | None


def safe_cell(value: Cell) -> Cell:
    """The value as it may stand in a cell: a text that begins like a formula gets a ' in front."""
    if not isinstance(value, str):
        return value
    text = _ILLEGAL.sub("", value)[:_CELL_LIMIT]
    is_risky = text.lstrip().startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS)
    return "'" + text if is_risky and not _PLAIN_NUMBER.fullmatch(text) else text


def write_xlsx(
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str = "Sheet1",
    lead: Sequence[str] = (),
    widths: Sequence[int] = (),
) -> IO[bytes]:
    """A workbook as an open temporary file at its beginning; the caller closes it.

    Rows are written as they come, so memory does not grow with their number. `lead` are lines
    above the heading. Texts stay texts: ID and telephone numbers keep all their digits.
    """
    workbook = Workbook(write_only=True)
    _fill(workbook, Sheet(title, headings, rows, lead, widths))
    return _as_file(workbook)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, as `write_xlsx` takes it."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    lead: Sequence[str] = ()
    widths: Sequence[int] = ()


def write_sheets(sheets: Iterable[Sheet]) -> IO[bytes]:
    """A workbook of several sheets as an open temporary file; titles that meet are numbered."""
    workbook = Workbook(write_only=True)
    for sheet in sheets:
        _fill(workbook, sheet)
    return _as_file(workbook)


def _fill(workbook: Workbook, content: Sheet) -> None:
    title = re.sub(r"[\\/*?:\[\]]", " ", content.title)[:31] or "Sheet1"
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = f"A{len(content.lead) + 2}"
    for index, heading in enumerate(content.headings):
        given = content.widths[index] if index < len(content.widths) else 0
        letter = get_column_letter(index + 1)
        sheet.column_dimensions[letter].width = given or max(10, len(heading) * 2 + 4)
    for line in content.lead:
        sheet.append([safe_cell(line)])
    sheet.append([_heading_cell(sheet, heading) for heading in content.headings])
    for row in content.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _as_file(workbook: Workbook) -> IO[bytes]:
    # Closed by the caller, who sends it.
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115
    workbook.save(file)
    file.seek(0)
    return file


def _heading_cell(sheet: Any, heading: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, safe_cell(heading))
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="F2EFEA")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        # A workbook knows no time zones: the moment as the clock on the wall showed it.
        return timezone.make_naive(value)
    if not isinstance(value, str):
        return value
    text = safe_cell(value)
    if not str(text)[:1].isdigit():
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.number_format = "@"
    return cell
