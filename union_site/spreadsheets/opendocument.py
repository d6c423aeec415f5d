"""OpenDocument sheets, measured before they are opened: merged cells and repeated cells."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree.ElementTree import Element, iterparse

from union_site.spreadsheets.refusals import UnreadableSheet
from union_site.spreadsheets.safety import Limits, damaged, too_many_cells

Merged = tuple[tuple[int, int], tuple[int, int]]

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CELLS = {_TABLE + "table-cell", _TABLE + "covered-table-cell"}


@dataclass
class _Sheet:
    """Where the reader stands in one sheet."""

    merged: list[Merged] = field(default_factory=list)
    row: int = 0
    column: int = 0
    filled_columns: int = 0
    filled_rows: int = 0
    has_content: bool = False


def merged_by_sheet(content: bytes, limits: Limits) -> dict[str, list[Merged]]:
    """Merged ranges of each sheet, counted from 0. Refuses what would unfold without end."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive, archive.open("content.xml") as stream:
            # The parser stops at entities that multiply, and the size was looked at before.
            events = iterparse(stream, ("start", "end"))  # noqa: S314
            return {name: sheet.merged for name, sheet in _sheets(events, limits)}
    except UnreadableSheet:
        raise
    except Exception as error:
        # Archive and parser answer broken files with half a dozen exception classes.
        raise damaged() from error


def _sheets(events: Iterator[tuple[str, Element]], limits: Limits) -> Iterator[tuple[str, _Sheet]]:
    name, sheet = "", _Sheet()
    for event, element in events:
        if event == "start":
            if element.tag == _TABLE + "table":
                name, sheet = element.get(_TABLE + "name", ""), _Sheet()
        elif element.tag in _CELLS:
            _take_cell(sheet, element)
        elif element.tag == _TABLE + "table-row":
            _take_row(sheet, element, limits)
        elif element.tag == _TABLE + "table":
            yield name, sheet


def _take_cell(sheet: _Sheet, element: Element) -> None:
    wide = int(element.get(_TABLE + "number-columns-spanned", 1))
    high = int(element.get(_TABLE + "number-rows-spanned", 1))
    if wide > 1 or high > 1:
        end = (sheet.row + high - 1, sheet.column + wide - 1)
        sheet.merged.append(((sheet.row, sheet.column), end))
    sheet.column += int(element.get(_TABLE + "number-columns-repeated", 1))
    if len(element) or element.get(_OFFICE + "value-type"):
        sheet.has_content = True
        sheet.filled_columns = max(sheet.filled_columns, sheet.column)
    element.clear()


def _take_row(sheet: _Sheet, element: Element, limits: Limits) -> None:
    sheet.row += int(element.get(_TABLE + "number-rows-repeated", 1))
    if sheet.has_content:
        # Empty rows are repeated up to the last one there can be; only filled ones unfold.
        sheet.filled_rows = sheet.row
        if sheet.row > limits.rows or sheet.row * sheet.filled_columns > limits.cells:
            raise too_many_cells(limits)
    sheet.has_content, sheet.column = False, 0
    element.clear()
