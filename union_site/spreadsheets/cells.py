"""One cell: its place, its text, its date."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

# Full-width ASCII to half-width; NFKC would also swap rare characters of names.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPACES = re.compile(r"\s+")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]+[\d:.]+)?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_EIGHT = re.compile(r"\d{8}")
_SIX = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])")
_FIVE = re.compile(r"\d{5}")
_POINT_MONTH = re.compile(r"\d{4}\.(0[1-9]|1[12])")
_FORMULA_MARKS = frozenset("=+-@|%")
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"}
# Day 0 of Excel's count, moved by its leap day of 1900 that never was.
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_EXCEL_DAYS = range(1_000, 80_000)  # 1902 to 2119
_YEARS = range(1_900, 2_100)  # as days of that count these fell into 1905


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def as_text(value: object) -> str:
    """The text of a cell: half-width, single spaces, whole numbers without ".0"."""
    if type(value) is str:
        return _clean(value) if value else ""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else _clean(str(value))


@lru_cache(maxsize=50_000)
def _clean(text: str) -> str:
    # Most cells of a column repeat a few words; the rest is clean already.
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text.translate(HALF_WIDTH))).strip()
    # Our own export puts a ' before what looks like a formula; it comes off again here.
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA_MARKS else text


def is_error_cell(text: str) -> bool:
    """True for the result of a formula that failed."""
    return text in _ERRORS


def as_date(value: object, *, accept_month: bool = False) -> datetime.date | None:
    """The date of a cell, however it was written; None where it is none.

    `accept_month`: 2019.09 means its first day.
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(value, accept_month)
    return _of_text(as_text(value), accept_month)


def _of_number(value: float, accept_month: bool) -> datetime.date | None:
    if value != value or abs(value) > 99_999_999:
        return None
    if int(value) in _YEARS:
        # 1985.03 typed as a number; 1985.1 may be January or October and is neither.
        is_month = accept_month and _POINT_MONTH.fullmatch(repr(value))
        return _of_text(repr(value), accept_month) if is_month else None
    if int(value) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + datetime.timedelta(days=int(value))
    return _of_text(str(int(value)), accept_month)


@lru_cache(maxsize=50_000)
def _of_text(text: str, accept_month: bool) -> datetime.date | None:
    if match := _DATE.fullmatch(text):
        return _built(match[1], match[2], match[3])
    if _EIGHT.fullmatch(text):
        return _built(text[:4], text[4:6], text[6:])
    if _FIVE.fullmatch(text) and int(text) in _EXCEL_DAYS:
        # What a date becomes that was pasted as text or went through a csv.
        return _EXCEL_EPOCH + datetime.timedelta(days=int(text))
    if accept_month and _SIX.fullmatch(text):
        return _built(text[:4], text[4:], "1")
    if accept_month and (match := _MONTH.fullmatch(text)):
        return _built(match[1], match[2], "1")
    return None


def _built(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
