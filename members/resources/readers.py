"""Readers of cells: from what people write to the value that is kept, or to what is wrong."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from members.checks.roster import Problem
from union_site.collation import clean_name
from union_site.idcards import was_cut_by_excel
from union_site.spreadsheets import as_date, as_text, is_error_cell

# Gives a value, a Problem, or None for an empty cell.
Reader = Callable[[object], Any]

_PHONE_NOISE = re.compile(r"[\s\-‐‑–—()（）.]+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_BRACKETED = re.compile(r"\(.*?\)")
_NAME_LENGTH = 60
_YEARS = range(1900, 2100)
_CARD_NOISE = re.compile(r"[\s\-‐‑–—_]+")
_CARD = re.compile(r"\d{8,30}")
_YES = {"是", "有", "√", "y", "yes", "1", "true", "对"}
_NO = {"否", "无", "×", "n", "no", "0", "false", "不是"}


def _quoted(text: str) -> str:
    return f"“{text[:30]}…”" if len(text) > 30 else f"“{text}”"


def error_cell(text: str) -> Problem | None:
    if not is_error_cell(text):
        return None
    return Problem("error_cell", f"单元格里的公式出错（{text}），请填写实际内容。")


def read_name(cell: object) -> Any:
    name = clean_name(as_text(cell))
    if not name:
        return None
    if problem := error_cell(name):
        return problem
    if len(name) > _NAME_LENGTH:
        return Problem("name_long", f"姓名有 {len(name)} 个字，最多 {_NAME_LENGTH} 个字。")
    if any(char.isdigit() for char in name):
        return Problem("name_digits", f"{_quoted(name)}不像姓名：里面有数字。")
    return name


def text_reader(limit: int) -> Reader:
    def read(cell: object) -> Any:
        if cell == "" or cell is None:
            return None
        text = as_text(cell)
        if len(text) > limit:
            return Problem("too_long", f"有 {len(text)} 个字，最多 {limit} 个字。")
        return (error_cell(text) or text) if text.startswith("#") else text or None

    return read


def date_reader(*, accept_month: bool = False) -> Reader:
    def read(cell: object) -> Any:
        if cell == "" or cell is None:
            return None
        day = as_date(cell, accept_month=accept_month)
        if day is not None and day.year in _YEARS:
            return day
        text = as_text(cell)
        if not text:
            return None
        if day is not None:
            return Problem("date_range", f"{_quoted(text)}的年份不对，请核对。")
        return Problem("date", f"{_quoted(text)}不是日期，请按 1990/01/31 的样子填写。")

    return read


@dataclass(frozen=True)
class Month:
    """A birthday of which only the month is written; the ID number tells the day."""

    first: datetime.date

    def holds(self, day: datetime.date) -> bool:
        return (day.year, day.month) == (self.first.year, self.first.month)

    def __str__(self) -> str:
        return f"{self.first:%Y/%m}"


def read_birth_date(cell: object) -> Any:
    found = _day(cell)
    if isinstance(found, Problem) and found.code == "date":
        month = _month(cell)
        return Month(month) if isinstance(month, datetime.date) else found
    return found


_day, _month = date_reader(), date_reader(accept_month=True)


def read_bank_card(cell: object) -> Any:
    """Digits alone; a card of 16 or more digits does not survive as a number of a sheet."""
    if was_cut_by_excel(cell):
        sentence = "请将银行卡号列设为文本格式后重新填写：表格软件把它当作数字，后几位已经丢失。"
        return Problem("card_cut_by_excel", sentence)
    number = _CARD_NOISE.sub("", as_text(cell))
    if not number:
        return None
    if _CARD.fullmatch(number):
        return number
    return error_cell(number) or Problem("card", "银行卡号应为 8 至 30 位数字。")


def read_mobile(cell: object) -> Any:
    if type(cell) is str and _MOBILE.fullmatch(cell):
        return cell
    text = _PHONE_NOISE.sub("", as_text(cell))
    number = re.sub(r"^(\+86|0086)", "", text)
    if not number:
        return None
    if _MOBILE.fullmatch(number):
        return number
    if number.isdigit() and len(number) != 11:
        return Problem("mobile", f"移动电话应为 11 位数字，这里有 {len(number)} 位。")
    return Problem("mobile", "移动电话应为 1 开头的 11 位数字。")


def read_flag(cell: object) -> Any:
    text = as_text(cell).casefold()
    if not text:
        return None
    if text in _YES:
        return True
    return False if text in _NO else Problem("flag", f"{_quoted(text)}应填“是”或“否”。")


def choice_reader(
    what: str, choices: type[TextChoices], synonyms: dict[str, str] | None = None
) -> Reader:
    """Accepts labels, codes and synonyms, with and without brackets and spaces."""
    known: dict[object, str] = {}
    for value, label in choices.choices:
        known |= {value: value, label: value, plain_label(label): value}
    known |= {plain_label(word): value for word, value in (synonyms or {}).items()}
    examples = "”“".join(choices.labels[:3])

    def read(cell: object) -> Any:
        found = known.get(cell)
        if found is not None:
            return found
        text = as_text(cell)
        if not text:
            return None
        found = known.get(plain_label(text))
        if found is not None:
            # Remembered as written: the next thousand rows say the same.
            known[cell] = found
            return found
        if problem := error_cell(text):
            return problem
        sentence = f"{_quoted(text)}不在{what}代码表中，请从列表中选择，如“{examples}”。"
        return Problem("not_in_list", sentence)

    return read


def plain_label(text: str) -> str:
    return _BRACKETED.sub("", text.replace(" ", ""))
