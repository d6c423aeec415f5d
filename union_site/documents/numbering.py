"""Numbers of official papers: 一、（一）1.（1） and 〔2025〕1号; made when a paper is printed."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

from union_site.calendar import chinese_number

DEEPEST = 4

_HAN = "[零〇一二三四五六七八九十百]{1,4}"

# What people type in front of a heading, by the level it stands for. A digit after the mark
# means a figure or a date (3.5万元, 3.8妇女节), not a number.
_TYPED: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第({_HAN})(?:部分|章|节)(?:[、.．:：\s]+|$)")),
    (1, re.compile(rf"({_HAN})\s*[、.．,，:：]\s*")),
    (2, re.compile(rf"[（(]\s*({_HAN})\s*[）)][、.．:：]?\s*")),
    (4, re.compile(r"[（(]\s*(\d{1,2})\s*[）)][、.．:：]?\s*")),
    (3, re.compile(r"(\d{1,2})\s*[、.．]\s*(?=\D|$|20\d\d年)")),
    (4, re.compile(r"(\d{1,2})\s*[）)]\s*")),
)
_VALUES = {chinese_number(number): number for number in range(1, 200)}
_BLANKS = " \t\u3000\u00a0"
_NUMBER = re.compile(r"[\[［【〔(（]\s*(\d{4})\s*[\]］】〕)）]\s*第?\s*0*(\d+)\s*号")


class Depth(enum.StrEnum):
    """What stands below 一、 in a paper that has two levels only (GB/T 9704-2012, 7.3.3)."""

    BRACKETED = "bracketed"  # 一、 then （一）
    ARABIC = "arabic"  # 一、 then 1.


def label(level: int, number: int) -> str:
    """The mark in front of heading `number` of `level` (1–4): 一、 （一） 1. （1）."""
    match level:
        case 1:
            return f"{chinese_number(number)}、"
        case 2:
            return f"（{chinese_number(number)}）"
        case 3:
            return f"{number}."
        case 4:
            return f"（{number}）"
    raise ValueError(f"headings have levels 1 to {DEEPEST}, not {level}")


def typed_number(text: str) -> tuple[int, int] | None:
    """Level and value of the number typed in front of `text`: (二) is (2, 2); None without one."""
    found = _typed(text)
    if found is None:
        return None
    level, match = found
    said = match.group(1)
    return level, int(said) if said.isdecimal() else _VALUES.get(said.replace("〇", "零"), 0)


def typed_level(text: str) -> int | None:
    """The level that the number typed in front of `text` stands for, or None without one."""
    found = _typed(text)
    return found[0] if found else None


def strip_number(text: str) -> str:
    """`text` without the number that was typed in front of it, whatever its form.

    Removes 一、 一. 第一部分 （一） (一) 1. 1、 （1） (1) and 1); leaves 3.5万元, 2025年, 一是.
    A text that is nothing but a number stays as it is.
    """
    found = _typed(text)
    bare = text.strip(_BLANKS)
    rest = bare[found[1].end() :].strip(_BLANKS) if found else ""
    return rest or bare


def _typed(text: str) -> tuple[int, re.Match[str]] | None:
    bare = text.strip(_BLANKS)
    for level, pattern in _TYPED:
        if match := pattern.match(bare):
            return level, match
    return None


class Outline:
    """Counts headings from top to bottom; a heading starts the levels below it anew.

    With two levels only (`levels` ⊆ {1, 2}) and `Depth.ARABIC` the second level is 1. 2. 3.
    """

    def __init__(self, levels: Iterable[int] = (), depth: Depth = Depth.BRACKETED) -> None:
        self._counts = [0] * DEEPEST
        self._arabic = depth is Depth.ARABIC and set(levels) <= {1, 2}

    def peek(self, level: int) -> int:
        """The value of the number that `next` would give."""
        return self._counts[level - 1] + 1

    def next(self, level: int) -> str:
        """The mark of the next heading of `level`; ValueError outside 1–4."""
        if not 1 <= level <= DEEPEST:
            raise ValueError(f"headings have levels 1 to {DEEPEST}, not {level}")
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (DEEPEST - level)
        shown = 3 if self._arabic and level == 2 else level
        return label(shown, self._counts[level - 1])


def document_number(text: str) -> str:
    """The number of a paper in its official form: 滨教工[2025]01号 becomes 滨教工〔2025〕1号.

    Six-cornered brackets, no padding zeros, no 第 (GB/T 9704-2012, 7.2.5). A text that has no
    year in brackets is returned stripped.
    """
    return _NUMBER.sub(r"〔\1〕\2号", text.strip(_BLANKS))
