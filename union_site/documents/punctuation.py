"""Punctuation of Chinese prose, put right when a paper is printed: full-width among Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

HAN = (
    "\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0002fa1f\U00030000-\U000323af"
)
_MARKS = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕…—～·"
_IS_HAN = re.compile(f"[{HAN}]")
_IS_CHINESE = re.compile(f"[{HAN}{_MARKS}]")
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_CLOSING = "）”’》〉】〕」』"
_OPEN, _CLOSE = "(（", ")）"
# Addresses keep their punctuation; a closing bracket or full stop after one is not part of it.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s()<>\"'\u2018-\u201d\u3000-\u303f\uff00-\uffef" + HAN + r"]+"
    r"|[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+"
)
_WIDE_ASCII = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
_WIDE_ASCII |= {code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)}
_NEW_LINE = re.compile("\r\n|[\r\u2028\u2029]")
_BLANK = "[ \t\u00a0\u3000]"
_ENDS = " \u00a0\u3000"
_NUMERALS = re.compile(r"\s*[一二三四五六七八九十]{1,3}$")

_BEFORE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<=[{HAN}”》）])\.{{3,}}"), "……"),
    (re.compile(r"…+|。{3,}"), "……"),
    (re.compile(rf"(?<=[{HAN}{_MARKS}]){_BLANK}*(?:-{{2,}}|—+|―+|─{{2,}})"), "——"),
    (re.compile(rf"(?:-{{2,}}|—+|―+|─{{2,}})(?=[{HAN}“《（])"), "——"),
    (re.compile(rf"(?<=[{HAN}])[\[［【](\d{{4}})[\]］】]第?0*(\d+)号"), r"〔\1〕\2号"),
    (re.compile(rf"(?<![A-Za-z0-9])'([^'\n]*[{HAN}][^'\n]*)'(?![A-Za-z0-9])"), r"‘\1’"),
)
_AFTER: tuple[tuple[re.Pattern[str], str], ...] = (
    # Blanks that touch Chinese punctuation were typed after a half-width mark.
    (re.compile(rf"{_BLANK}+(?=[，。、；：？！”’）》〉」』】〕])"), ""),
    (re.compile(rf"(?<=[，。、；：？！“‘（《〈「『【〔]){_BLANK}+"), ""),
    # One blank between Chinese and Latin is a habit of keyboards; papers have none.
    (re.compile(rf"(?<=[{HAN}]) (?=[A-Za-z0-9])"), ""),
    (re.compile(rf"(?<=[A-Za-z0-9%]) (?=[{HAN}])"), ""),
    # Between two Chinese phrases it parts them on purpose.
    (re.compile(rf"(?<=[{HAN}]){_BLANK}+(?=[{HAN}])"), "\u3000"),
)


def clean(text: str) -> str:
    """`text` as both renderers can take it: no control characters, half-width digits and letters.

    Line breaks stay; tabs become blanks; selectors of glyph variants and joiners go, because no
    font of ours has them.
    """
    kept = (
        " " if char == "\t" else char
        for char in _NEW_LINE.sub("\n", text)
        if char in "\n\t" or not _is_invisible(char)
    )
    return "".join(kept).translate(_WIDE_ASCII)


def _is_invisible(char: str) -> bool:
    code = ord(char)
    selector = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    return selector or code in (0xFFFE, 0xFFFF) or unicodedata.category(char) in ("Cc", "Cf", "Cs")


def normalise(text: str) -> str:
    """Half-width marks among Chinese become full-width, straight quotes become “ ” and ‘ ’.

    Works line by line; figures (1,000 and 10:30), web addresses and Latin text stay as they
    are. Doing it twice changes nothing more.
    """
    return "\n".join(_settled(line) for line in clean(text).split("\n"))


def _settled(line: str) -> str:
    # A mark made full-width can be what another rule waited for, as in (好)...; three rounds
    # are enough for every chain of the rules below.
    for _round in range(4):
        before, line = line, _normalise_line(line.strip(_ENDS))
        if line == before:
            break
    return line


def _normalise_line(line: str) -> str:
    if not _IS_HAN.search(line):
        return line
    parts: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(line):
        address = match.group().rstrip(".,;:!?")
        parts += [line[end : match.start()], address]
        end = match.start() + len(address)
    parts.append(line[end:])
    line, fixed = _join(parts)
    chars = list(line)
    _set_marks(chars, fixed)
    _set_brackets(chars, fixed)
    _set_quotes(chars, fixed)
    return _substituted("".join(chars), _AFTER)


def _join(parts: list[str]) -> tuple[str, list[bool]]:
    """The line with dashes and dots put right, and for each character whether it is fixed."""
    line, fixed = "", []
    for position, part in enumerate(parts):
        is_address = position % 2 == 1
        text = part if is_address else _substituted(part, _BEFORE)
        line += text
        fixed += [is_address] * len(text)
    return line, fixed


def _substituted(text: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def _near(chars: list[str], index: int, step: int) -> str:
    """The nearest character that is no blank, "" at the end of the line."""
    index += step
    while 0 <= index < len(chars):
        if chars[index] not in _ENDS:
            return chars[index]
        index += step
    return ""


def _is_chinese(char: str) -> bool:
    return bool(char) and _IS_CHINESE.match(char) is not None


def _set_marks(chars: list[str], fixed: list[bool]) -> None:
    for index, char in enumerate(chars):
        if fixed[index] or (char not in _FULL and char != "."):
            continue
        before, after = _near(chars, index, -1), _near(chars, index, 1)
        if char == ".":
            chars[index] = _full_stop("".join(chars[:index]), before, after)
        elif before and (_is_chinese(before) or _is_chinese(after)):
            chars[index] = _FULL[char]


def _full_stop(head: str, before: str, after: str) -> str:
    if not before or not (_IS_HAN.match(before) or before in _CLOSING):
        return "."
    if _NUMERALS.match(head):
        return "、"
    return "。" if not after or _is_chinese(after) else "."


def _set_brackets(chars: list[str], fixed: list[bool]) -> None:
    opened: list[int] = []
    for index, char in enumerate(chars):
        if fixed[index]:
            continue
        if char in _OPEN:
            opened.append(index)
        elif char in _CLOSE:
            start = opened.pop() if opened else index
            _set_pair(chars, start, index)
    for index in opened:
        if _is_chinese(_near(chars, index, 1)):
            chars[index] = "（"


def _set_pair(chars: list[str], start: int, end: int) -> None:
    """Both brackets full-width if Chinese stands inside or beside; a lone one by its left."""
    before = _near(chars, start, -1)
    inside = "".join(chars[start + 1 : end])
    if start == end:
        if _is_chinese(before):
            chars[end] = "）"
        return
    wide = chars[start] == "（" or chars[end] == "）"
    beside = _is_chinese(before) or _is_chinese(_near(chars, end, 1))
    if wide or beside or _IS_HAN.search(inside):
        chars[start], chars[end] = "（", "）"


def _set_quotes(chars: list[str], fixed: list[bool]) -> None:
    found = [i for i, char in enumerate(chars) if char == '"' and not fixed[i]]
    for start, end in list(pairwise(found))[::2]:
        inside = "".join(chars[start + 1 : end])
        beside = _is_chinese(_near(chars, start, -1)) or _is_chinese(_near(chars, end, 1))
        if beside or _IS_HAN.search(inside):
            chars[start], chars[end] = "“", "”"
