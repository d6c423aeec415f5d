"""Makes small files of every kind: xlsx, xls, ods, csv, and ones that were tampered with."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook


def xlsx(
    rows: Iterable[Sequence[Any]], *, title: str = "Sheet1", merged: Sequence[str] = ()
) -> bytes:
    return xlsx_of({title: rows}, merged={title: merged})


def xlsx_of(
    sheets: dict[str, Iterable[Sequence[Any]]],
    *,
    merged: dict[str, Sequence[str]] | None = None,
    hidden: Sequence[str] = (),
) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for area in (merged or {}).get(title, ()):
            sheet.merge_cells(area)
        if title in hidden:
            sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    """The same archive with some parts replaced or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, data in changes.items():
            new.writestr(name, data)
    return buffer.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


_ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="{title}">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def ods_cell(text: str, **attributes: int) -> str:
    extra = "".join(f' table:{name.replace("_", "-")}="{n}"' for name, n in attributes.items())
    if not text:
        return f"<table:table-cell{extra}/>"
    return (
        f'<table:table-cell office:value-type="string"{extra}>'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )


def ods(rows: Iterable[Iterable[str]], *, title: str = "名册", row_attributes: str = "") -> bytes:
    """Rows of cells as made by `ods_cell`."""
    body = "".join(
        f"<table:table-row{row_attributes}>{''.join(cells)}</table:table-row>" for cells in rows
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS.format(title=title, rows=body))
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest manifest:version="1.2" '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return buffer.getvalue()


def xls(rows: Iterable[Sequence[str]], *, title: str = "Sheet1") -> bytes:
    """A workbook of Excel 97: BIFF8 records in one stream of a compound file."""
    return _compound_file("Workbook", _biff8(rows, title))


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def _biff8(rows: Iterable[Sequence[str]], title: str) -> bytes:
    bof_end = struct.pack("<HHII", 0x0DBB, 0x07CC, 0x41, 6)
    name = struct.pack("<BB", len(title), 1) + title.encode("utf-16-le")
    head = _record(0x0809, struct.pack("<HH", 0x0600, 0x0005) + bof_end)
    end = _record(0x000A, b"")
    offset = len(head) + 4 + 6 + len(name) + len(end)
    book = head + _record(0x0085, struct.pack("<IBB", offset, 0, 0) + name) + end
    cells = b"".join(
        _record(
            0x0204,
            struct.pack("<HHHHB", number, column, 0, len(text), 1) + text.encode("utf-16-le"),
        )
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    )
    sheet = _record(0x0809, struct.pack("<HH", 0x0600, 0x0010) + bof_end) + cells + end
    return book + sheet


def _compound_file(name: str, stream: bytes) -> bytes:
    sector = 512
    stream = stream.ljust(max(4096, -(-len(stream) // sector) * sector), b"\0")
    count = len(stream) // sector
    free, end_of_chain, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    # Sector 0 holds the table, sector 1 the directory, the rest the stream.
    table = [fat_sector, end_of_chain, *range(3, count + 2), end_of_chain]
    table += [free] * (sector // 4 - len(table))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end_of_chain, 0, end_of_chain, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    directory = _entry("Root Entry", 5, 1, end_of_chain, 0) + _entry(name, 2, free, 2, len(stream))
    directory += _entry("", 0, free, 0, 0) * 2
    return header + struct.pack(f"<{len(table)}I", *table) + directory + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2 if name else 0, kind, 1)
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return head + links + bytes(36) + struct.pack("<IQ", start, size)
