"""Sheets of awards as schools keep them, and a certificate that is one."""

from __future__ import annotations

from union_site.spreadsheets import write_xlsx

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
COLUMNS = {
    "kind": ("类型", "竞赛获奖"),
    "title": ("获奖项目", "课例《春》"),
    "contest": ("竞赛名称", "教学展示"),
    "level": ("级别", "市级"),
    "grade": ("等次", "一等奖"),
    "day": ("获奖日期", "2026-05-20"),
    "subject": ("对象", ""),
    "team": ("集体名称", ""),
    "winners": ("获奖人", "李强"),
    "coaches": ("指导教师", ""),
    "items": ("项数", ""),
    "students": ("学生人次", ""),
}
HEADINGS = [heading for heading, _ in COLUMNS.values()]


def sheet(*rows: list[object]) -> bytes:
    with write_xlsx(HEADINGS, rows) as file:
        return file.read()


def row(**changed: object) -> list[object]:
    """A good row with changes."""
    assert set(changed) <= set(COLUMNS)
    return [changed.get(key, value) for key, (_, value) in COLUMNS.items()]
