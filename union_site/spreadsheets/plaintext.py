"""Text tables: guessing the encoding and the delimiter of a .csv as it really comes."""

from __future__ import annotations

import codecs
import csv
from io import StringIO

from union_site.spreadsheets.headers import Layout, find_heading
from union_site.spreadsheets.refusals import UnreadableSheet
from union_site.spreadsheets.safety import Limits, too_many_cells

_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_DELIMITERS = ",\t;|，；"


def decode(content: bytes) -> str:
    """The text, from UTF-8, UTF-16 or GB18030 (GBK, GB2312). Raises UnreadableSheet."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _decoded(content, [encoding])
    return _decoded(content, _candidates(content))


def _candidates(content: bytes) -> list[str]:
    head = content[:4000]
    if b"\x00" in head:
        # Digits and commas of UTF-16 leave zeros in every other byte.
        is_little = head[1::2].count(0) >= head[0::2].count(0)
        return ["utf-16-le" if is_little else "utf-16-be"]
    return ["utf-8", "gb18030"]


def _decoded(content: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if _is_text(text):
            return text
    raise UnreadableSheet(
        "无法识别这个文件的文字编码（试过 UTF-8、GB18030 和 UTF-16）。"
        "请在表格软件中另存为 .xlsx，或“CSV UTF-8（逗号分隔）”后重新上传。",
        "unknown_encoding",
    )


def _is_text(text: str) -> bool:
    head = text[:20_000]
    controls = sum(char < " " and char not in "\t\r\n\f\x1a" for char in head)
    return controls == 0 and "\x00" not in text


def read_text(content: bytes, layout: Layout, limits: Limits) -> list[list[str]]:
    """Rows of a text table, split by the delimiter under which most headings are known."""
    text = decode(content)
    head = "\n".join(text.splitlines()[: layout.heading_within + 5])
    best = max(_DELIMITERS, key=lambda mark: find_heading(_split(head, mark), layout).rank)
    rows = _split(text, best)
    width = max(map(len, rows), default=0)
    if len(rows) > limits.rows or len(rows) * width > limits.cells:
        raise too_many_cells(limits)
    # A text leaves empty cells out at the end of a line; every row of a table is as wide.
    return [row + [""] * (width - len(row)) for row in rows]


def _split(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableSheet(
            "文本表格的引号不成对，或有一格文字过长，无法分列。"
            "请在表格软件中另存为 .xlsx 后重新上传。",
            "damaged",
        ) from error
