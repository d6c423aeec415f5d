"""What is wrong with one cell: where exactly, and in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from union_site.findings import Level


@dataclass(frozen=True)
class RowFinding:
    """`row` as numbered in the sheet; `column` letter and heading, such as "D（出生日期）"."""

    row: int
    column: str
    code: str
    level: Level
    message: str

    @property
    def is_blocking(self) -> bool:
        return self.level == Level.BLOCK

    def as_dict(self) -> dict[str, int | str]:
        return {
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "level": str(self.level),
            "message": self.message,
        }


def cell_finding(
    row: int, letter: str, header: str, code: str, level: Level, sentence: str
) -> RowFinding:
    """The sentence gets its place in front: 第 16 行 D 列（出生日期）：…"""
    place = f"第 {row} 行 {letter} 列（{header}）" if letter else f"第 {row} 行"
    column = f"{letter}（{header}）" if letter else ""
    return RowFinding(row, column, code, level, f"{place}：{sentence}")
