"""Reading a table: the right sheet, its heading, its rows, and what was left aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple, TypeVar

from django.conf import settings
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from union_site.spreadsheets import opendocument, safety
from union_site.spreadsheets.cells import as_text, column_letter
from union_site.spreadsheets.headers import Heading, Layout, Placed, find_heading, plain
from union_site.spreadsheets.plaintext import read_text
from union_site.spreadsheets.refusals import UnreadableSheet
from union_site.spreadsheets.safety import FileKind, Limits

T = TypeVar("T")
Cells = Sequence[object]
_MAX_SHEETS = 60
_LONG_REMARK = 15  # characters in the only filled cell of a row
_REMARK = re.compile(
    r"(填表|填报|制表|审核|说明|备注|注[:：\d]|单位负责人|负责人|经办|联系电话|合计|总计|共计|附件|※|\*)"
)


class Row(NamedTuple):
    """One row of data; `number` as the sheet shows it."""

    number: int
    cells: Cells


@dataclass(frozen=True)
class Table:
    """A table as read: which sheet, where its heading stood, the rows below it."""

    sheet: str
    heading_row: int  # as the sheet numbers it
    headings: tuple[str, ...]  # as written, one per column
    placed: dict[str, Placed]
    unknown: tuple[str, ...]  # headings that no expected column answers to
    rows: tuple[Row, ...]
    notes: tuple[str, ...]  # what was left aside, for the user
    missing: tuple[str, ...] = ()  # labels of required columns that the file does not have


@dataclass
class _Sheet:
    name: str
    rows: Sequence[Cells]
    merged: list[opendocument.Merged] = field(default_factory=list)


def read_table(
    content: bytes, layout: Layout, *, limits: Limits | None = None, may_lack: bool = False
) -> Table:
    """The first sheet that has the expected heading, whatever kind of file it is.

    `may_lack`: where no sheet names every required column, the one that names most columns is
    read, and `missing` says what it lacks. Raises UnreadableSheet, with a sentence for the
    user, and nothing else, whatever the bytes.
    """
    limits = limits or Limits(bytes=settings.UPLOAD_LIMIT_BYTES)
    safety.require_size(len(content), limits)
    kind = safety.recognise(content)
    sheet, heading = _choose(_sheets(content, kind, layout, limits), layout, may_lack=may_lack)
    table = _table(sheet, heading, layout)
    _require_no_merged_data(sheet, table)
    return table


def _sheets(content: bytes, kind: FileKind, layout: Layout, limits: Limits) -> Iterator[_Sheet]:
    if kind is FileKind.TEXT:
        yield _Sheet("文本", read_text(content, layout, limits))
        return
    merged: dict[str, list[opendocument.Merged]] = {}
    if kind is not FileKind.XLS:
        safety.require_harmless_archive(content, limits)
    if kind is FileKind.ODS:
        merged = opendocument.merged_by_sheet(content, limits)
    workbook = _opened(lambda: CalamineWorkbook.from_filelike(BytesIO(content)))
    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata[:_MAX_SHEETS]
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    for name in shown:
        yield _opened(lambda name=name: _read_sheet(workbook, name, merged))  # type: ignore[misc]


def _read_sheet(
    workbook: CalamineWorkbook, name: str, merged: dict[str, list[opendocument.Merged]]
) -> _Sheet:
    sheet = workbook.get_sheet_by_name(name)
    ranges = sheet.merged_cell_ranges
    rows = sheet.to_python(skip_empty_area=False)
    return _Sheet(name, rows, merged.get(name, []) if ranges is None else ranges)


def _opened(read: Callable[[], T]) -> T:
    try:
        return read()
    except PasswordError as error:
        raise UnreadableSheet(
            "文件设有打开密码，请在表格软件中取消密码后重新上传。", "encrypted"
        ) from error
    except Exception as error:
        # The library is fed by strangers: whatever it says, the file cannot be read.
        raise safety.damaged() from error
    except BaseException as error:
        # A panic inside the library comes as an exception that `Exception` does not cover.
        if type(error).__name__ != "PanicException":
            raise
        raise safety.damaged() from error


def _choose(sheets: Iterator[_Sheet], layout: Layout, *, may_lack: bool) -> tuple[_Sheet, Heading]:
    best: tuple[_Sheet, Heading] | None = None
    seen = []
    for sheet in sheets:
        seen.append(sheet.name)
        heading = find_heading(sheet.rows, layout)
        if heading.rank and not layout.missing(heading.placed):
            return sheet, heading
        if best is None or heading.rank > best[1].rank:
            best = sheet, heading
    if may_lack and best is not None and _has_columns(*best):
        return best
    raise _no_heading(best, seen, layout)


def _has_columns(sheet: _Sheet, heading: Heading) -> bool:
    """A row that names a column and has others beside it, not a title or a remark."""
    return heading.rank > 0 and sum(bool(as_text(cell)) for cell in sheet.rows[heading.row]) > 1


def _no_heading(
    best: tuple[_Sheet, Heading] | None, seen: list[str], layout: Layout
) -> UnreadableSheet:
    if best is None:
        return UnreadableSheet("工作簿里没有可见的工作表。", "no_sheet")
    sheet, heading = best
    if not any(any(cell != "" for cell in row) for row in sheet.rows) and len(seen) == 1:
        return UnreadableSheet("文件里没有内容，请确认导出成功后重新上传。", "empty_file")
    if heading.rank >= 2:
        names = "、".join(layout.missing(heading.placed))
        return UnreadableSheet(
            f"工作表“{sheet.name}”第 {heading.row + 1} 行的表头缺少：{names}。请补上后重新上传。",
            "missing_columns",
        )
    wanted = "、".join(f"“{column.label}”" for column in layout.required)
    looked_at = "、".join(f"“{name}”" for name in seen[:8])
    return UnreadableSheet(
        f"没有找到表头：在工作表{looked_at}的前 {layout.heading_within} 行里，"
        f"没有一行写有{wanted}等列名。请确认选对了文件和工作表。",
        "no_heading",
    )


def _table(sheet: _Sheet, heading: Heading, layout: Layout) -> Table:
    printed = sheet.rows[heading.row]
    known = {placed.index for placed in heading.placed.values()}
    headings = tuple(as_text(cell).replace(" ", "") for cell in printed)
    rows, notes = _body(sheet.rows, heading, layout)
    notes += _without_heading(headings, rows)
    return Table(
        sheet=sheet.name,
        heading_row=heading.row + 1,
        headings=headings,
        placed=heading.placed,
        unknown=tuple(text for i, text in enumerate(headings) if text and i not in known),
        rows=tuple(rows),
        notes=tuple(notes),
        missing=tuple(layout.missing(heading.placed)),
    )


def _without_heading(headings: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Columns that hold something and have no name are left aside, but not in silence."""
    nameless = [index for index, heading in enumerate(headings) if not heading]
    filled = {index for index in nameless if any(as_text(row.cells[index]) for row in rows)}
    return [
        f"{column_letter(index)} 列没有列名，已略过；要导入请写上列名。" for index in sorted(filled)
    ]


def _body(rows: Sequence[Cells], heading: Heading, layout: Layout) -> tuple[list[Row], list[str]]:
    """Rows of data below the heading. Remarks and repeated headings are left aside, and said."""
    counters = {heading.placed[key].index for key in layout.counters if key in heading.placed}
    named = [column.key for column in layout.required if column.key in heading.placed]
    anchor = heading.placed[named[0]] if named else None
    body: list[Row] = []
    notes: list[str] = []
    for number, cells in enumerate(rows[heading.row + 1 :], start=heading.row + 2):
        filled = [i for i, cell in enumerate(cells) if cell not in _BLANK]
        if len(filled) < 2 and all(i in counters and _is_count(cells[i]) for i in filled):
            continue
        if len(filled) <= 3 and _is_remark(cells, filled):
            notes.append(f"第 {number} 行是说明文字，不是名册内容，已略过。")
        elif anchor is not None and _repeats(cells[anchor.index], anchor.header):
            notes.append(f"第 {number} 行重复了表头，已略过。")
        else:
            body.append(Row(number, cells))
    return body, notes


_BLANK = {"", None, " ", "\u3000", "\xa0"}


def _repeats(cell: object, header: str) -> bool:
    # Names are many and headings few: most cells are let pass by their first character.
    return isinstance(cell, str) and header[0] in cell and plain(cell) == plain(header)


def _is_count(cell: object) -> bool:
    """A form comes with its rows numbered in advance; such a row is still empty."""
    return as_text(cell).isdigit()


def _is_remark(cells: Cells, filled: list[int]) -> bool:
    texts = [as_text(cells[i]) for i in filled]
    texts = [text for text in texts if text]
    if len(texts) == 1 and len(texts[0]) >= _LONG_REMARK and not texts[0].isalnum():
        return True
    return bool(texts) and all(_REMARK.match(text) for text in texts)


def _require_no_merged_data(sheet: _Sheet, table: Table) -> None:
    numbers = {row.number - 1 for row in table.rows}
    columns = {placed.index for placed in table.placed.values()}
    for (top, left), (bottom, right) in sheet.merged:
        if numbers.isdisjoint(range(top, bottom + 1)):
            continue
        if not columns.isdisjoint(range(left, right + 1)):
            area = f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
            raise UnreadableSheet(
                f"工作表“{sheet.name}”的 {area} 是合并单元格，无法判断内容属于哪一行。"
                "请取消合并，把内容逐行填全后重新上传。",
                "merged_cells",
            )
