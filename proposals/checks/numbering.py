"""Numbers of docketed proposals: the pattern a union sets, checked and filled in safely."""

from __future__ import annotations

import re
import string

from union_site.findings import Finding, Level
from union_site.norms import InForce

PARTS = ("year", "term", "session", "serial")
LONGEST = 40
_WIDTH = re.compile(r"0[1-9]|")  # {serial:03} or nothing


def pattern_findings(pattern: InForce) -> list[Finding]:
    """Does it name the serial and the year, and nothing that cannot be filled in? (P-20)"""
    sentence = _fault(str(pattern.value))
    if not sentence:
        return []
    whole = f"编号样式“{pattern.value}”不能用：{sentence}请在“规则与标准”中更正。"
    return [Finding(Level.BLOCK, "P-20", whole, pattern.citation)]


def number_of(pattern: str, *, year: int, term: int, session: int, serial: int) -> str:
    """2026-T007. Only whole numbers are put in: a pattern reaches nothing else of the house.

    Raises ValueError for a pattern with a fault; ask pattern_findings() first.
    """
    if fault := _fault(pattern):
        raise ValueError(fault)
    values = {"year": year, "term": term, "session": session, "serial": serial}
    return "".join(
        text + (format(values[name], width or "") if name else "")
        for text, name, width, _ in string.Formatter().parse(pattern)
    )


def _fault(pattern: str) -> str:
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        return "花括号不成对。"
    named = [name for _, name, _, _ in parts if name is not None]
    if unknown := [name for name in named if name not in PARTS]:
        return f"不认识“{{{unknown[0]}}}”，只能用 {{year}} {{term}} {{session}} {{serial}}。"
    if any(turned or not _WIDTH.fullmatch(width or "") for _, _, width, turned in parts):
        return "位数写作 {serial:03} 这样的形式。"
    if missing := [part for part in ("year", "serial") if part not in named]:
        return f"缺少 {{{missing[0]}}}，各年的编号会重复。"
    longest = sum(len(text) + (9 if name else 0) for text, name, _, _ in parts)
    return f"太长，填好后会超过 {LONGEST} 个字符。" if longest > LONGEST else ""
