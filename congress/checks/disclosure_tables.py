"""Reading a disclosed table: which column labels, which counts, and what is wrong in which cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from congress.checks.disclosure import is_bank_card, is_id_number
from congress.models.disclosure_parts import LABEL, NUMBER, TEXT
from union_site.findings import Level
from union_site.idcards import was_cut_by_excel
from union_site.spreadsheets import RowFinding, Table, as_text, column_letter, is_error_cell
from union_site.spreadsheets.findings import cell_finding
from union_site.spreadsheets.headers import Layout, Placed, plain

MOST_ROWS, MOST_COLUMNS, LONGEST = 60, 10, 80
MOST_BARS, MOST_POINTS, MOST_SHARES, MOST_SERIES = 30, 12, 8, 4
_MAX = Decimal("1000000000000")
_CENT = Decimal("0.01")
_TOTAL = re.compile(r"(合计|总计|共计|总额)")
_YEAR = re.compile(r"(19|20)\d{2}年?")
_COUNTERS = {"序号", "编号", "no"}


@dataclass(frozen=True)
class AnyTable(Layout):
    """A sheet of no fixed form: its heading is the widest row of words among the first ones."""

    expected: tuple[Any, ...] = ()

    def recognised(self, cells: Sequence[object]) -> int:
        filled = [as_text(cell) for cell in cells if as_text(cell)]
        is_heading = all(number_of(text) is None or _YEAR.fullmatch(text) for text in filled)
        return len(filled) if is_heading and len(filled) > 1 else 0

    def place(self, cells: Sequence[object]) -> dict[str, Placed]:
        return {
            f"c{index}": Placed(f"c{index}", index, as_text(cell))
            for index, cell in enumerate(cells)
            if as_text(cell)
        }


@dataclass
class Read:
    """A table as read, with everything that is to be said of it. Nothing of it is kept yet."""

    columns: list[dict[str, str]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    total: list[str] | None = None
    findings: list[RowFinding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # where the columns stand in the sheet

    @property
    def is_clear(self) -> bool:
        return not any(finding.is_blocking for finding in self.findings)

    @property
    def content(self) -> dict[str, Any]:
        return {"columns": self.columns, "rows": self.rows, "total": self.total}


def number_of(value: object) -> Decimal | None:
    """A number as people write it: 1,234.50, ￥300, 12.5%; None for what is none."""
    if isinstance(value, bool):
        return None
    text = repr(value) if isinstance(value, float) else as_text(value)
    text = text.replace(",", "").removeprefix("￥").removeprefix("¥").removesuffix("%").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _MAX else None


def written(number: Decimal) -> str:
    """Without needless zeros, and with two places at most."""
    short = number.quantize(_CENT).normalize()
    return f"{short:f}" if short else "0"


def read(table: Table) -> Read:
    """Sorts the columns and looks at every cell. `table` was read with `AnyTable`."""
    places = _places(table)
    notes = [note.replace("名册内容", "表格内容") for note in table.notes]
    found = Read(notes=notes, places=places)
    rows = [row for row in table.rows if any(as_text(row.cells[p]) for p in places)]
    if not _within_bounds(found, len(rows), len(places)):
        return found
    kinds = _kinds(rows, places)
    headings = _headings(table, places)
    found.columns = [
        {"name": name, "kind": kind} for name, kind in zip(headings, kinds, strict=True)
    ]
    for row in rows:
        cells = [
            _cell(found, row.number, place, name, kind, row.cells[place])
            for place, name, kind in zip(places, headings, kinds, strict=True)
        ]
        found.rows.append(cells)
    if NUMBER not in kinds:
        found.findings.append(_of_file("T-04", "没有一列是数字，无法作为数据表公布。"))
    _look_at_labels(found, [row.number for row in rows])
    _take_total(found, rows[-1].number)
    return found


def _places(table: Table) -> list[int]:
    """The columns with a heading or with something in them; a counter of rows says nothing."""
    width = len(table.headings)
    used = {n for row in table.rows for n in range(width) if as_text(row.cells[n])}
    named = {n for n, text in enumerate(table.headings) if text}
    counters = {n for n in named if plain(table.headings[n]) in _COUNTERS}
    kept = sorted(used - counters)
    # A first column without a heading holds the labels; any other one is left aside.
    return [n for n in kept if n in named or n == kept[0]]


def _headings(table: Table, places: Sequence[int]) -> list[str]:
    return [table.headings[n][:40] or "项目" for n in places]


def _within_bounds(found: Read, rows: int, columns: int) -> bool:
    if rows == 0 or columns < 2:
        found.findings.append(_of_file("T-01", "表格至少要有一行数据、两列：一列名称，一列数字。"))
    if rows > MOST_ROWS:
        sentence = f"表格有 {rows} 行，最多 {MOST_ROWS} 行。请汇总后再上传，明细可作附件。"
        found.findings.append(_of_file("T-02", sentence))
    if columns > MOST_COLUMNS:
        sentence = f"表格有 {columns} 列，最多 {MOST_COLUMNS} 列。请分成几张表。"
        found.findings.append(_of_file("T-03", sentence))
    return found.is_clear


def _kinds(rows: Sequence[Any], places: Sequence[int]) -> list[str]:
    """The first column labels; a column is one of numbers where most of its cells are."""
    kinds = [LABEL]
    for place in places[1:]:
        filled = [row.cells[place] for row in rows if as_text(row.cells[place])]
        numbers = sum(number_of(cell) is not None for cell in filled)
        kinds.append(NUMBER if numbers * 2 > len(filled) else TEXT)
    return kinds


def _cell(found: Read, row: int, place: int, heading: str, kind: str, value: object) -> str:
    text = as_text(value)

    def say(code: str, level: Level, sentence: str) -> None:
        letter = column_letter(place)
        found.findings.append(cell_finding(row, letter, heading, code, level, sentence))

    if sentence := _refusal(text, value):
        say("T-05", Level.BLOCK, sentence)
    elif kind != NUMBER and len(text) > LONGEST:
        say("T-06", Level.BLOCK, f"文字有 {len(text)} 字，最多 {LONGEST} 字。")
    elif kind == NUMBER and text:
        number = number_of(value)
        if number is not None:
            return written(number)
        say("T-07", Level.BLOCK, f"“{text[:20]}”不是数字，这一列的其他格是数字。")
    return text


def _refusal(text: str, value: object) -> str:
    if is_error_cell(text):
        return f"公式出错（{text}），请改正后重新上传。"
    if text[:1] in "=@" and text[1:2]:
        return "这一格是公式。请在表格软件中把公式换成数值后重新上传。"
    if is_id_number(text) or was_cut_by_excel(value):
        return "看来是完整的身份证号码，不得公布。请删去这一列，或只留前四位和后四位。"
    if is_bank_card(text):
        return "看来是银行卡号，不得公布。请删去这一列。"
    return ""


def _look_at_labels(found: Read, numbers: Sequence[int]) -> None:
    letter, heading = column_letter(found.places[0]), found.columns[0]["name"]
    counted = Counter(row[0] for row in found.rows)
    for row, number in zip(found.rows, numbers, strict=True):
        if not row[0]:
            sentence = "没有写名称，图和表都不知道这一行说的是什么。"
            found.findings.append(
                cell_finding(number, letter, heading, "T-08", Level.BLOCK, sentence)
            )
        elif counted[row[0]] > 1:
            sentence = f"“{row[0]}”出现了 {counted[row[0]]} 次，请核对。"
            found.findings.append(
                cell_finding(number, letter, heading, "T-09", Level.WARN, sentence)
            )


def _take_total(found: Read, number: int) -> None:
    """The last row as the total, where it is called so; it has to add the others up."""
    last = found.rows[-1]
    if not found.is_clear or len(found.rows) < 2 or not _TOTAL.match(last[0]):
        return
    found.total = found.rows.pop()
    for place, (column, sheet_place) in enumerate(zip(found.columns, found.places, strict=True)):
        if column["kind"] != NUMBER or not last[place] or "率" in column["name"]:
            continue
        added = sum((Decimal(row[place] or "0") for row in found.rows), Decimal(0))
        if added != Decimal(last[place]):
            sentence = f"合计写的是 {last[place]}，各行相加是 {written(added)}。"
            letter, name = column_letter(sheet_place), column["name"]
            found.findings.append(cell_finding(number, letter, name, "T-10", Level.WARN, sentence))


def _of_file(code: str, sentence: str) -> RowFinding:
    return RowFinding(0, "", code, Level.BLOCK, sentence)


def drawing_refusal(content: dict[str, Any], *, drawing: str, drawn: Sequence[int]) -> str:
    """Why this picture cannot be drawn of this table, or nothing."""
    if not drawing:
        return ""
    if not drawn:
        return "请选择要画图的列。"
    rows = len(content["rows"])
    most = {"bar": MOST_BARS, "line": MOST_POINTS, "share": MOST_SHARES}[drawing]
    if rows > most:
        return f"表格有 {rows} 行，这种图最多画 {most} 行，否则看不清。请换一种图或不画图。"
    if drawing == "share" and len(drawn) > 1:
        return "占比图只能画一列。"
    if len(drawn) > MOST_SERIES:
        return f"一张图最多画 {MOST_SERIES} 列。"
    values = [Decimal(row[place] or "0") for row in content["rows"] for place in drawn]
    if any(value < 0 for value in values):
        return "所选的列有负数，不能画图。"
    if drawing == "share" and not sum(values):
        return "所选的列合计为零，不能画占比图。"
    return ""
