"""Breaks a title by its sense, into lines that form a trapezium or a diamond."""

from __future__ import annotations

import re
from itertools import pairwise, product

from .typeset import NO_END, NO_START

# A line of a title likes to end with these, and to begin with those.
_GOOD_END = re.compile(
    "(?:年度|学年|年|学校|小学|中学|学院|大学|幼儿园|委员会|工会|教育局|大会|会议"
    "|关于|的|和|与|及|暨|》|”|）|、|，|：)$"
)
_GOOD_START = re.compile("(?:工会|关于|第.{1,3}[届次]|工作|实施|开展|的通知|的报告|的请示|《|“|——)")
_WORD = re.compile(r"[0-9A-Za-z.%]")
_BLANKS = re.compile("[ \u00a0\u3000]+")
_MOST_LINES = 4
_NEAR = 6


def break_title(text: str, room: float) -> list[str]:
    """The lines of a title, none longer than `room` characters unless a word forces it.

    Line breaks typed into the title are kept. Otherwise it is broken into as few lines as
    possible (at most four, then evenly), where the words end and the lines are of like length
    (GB/T 9704-2012, 7.3.1: complete in sense, well arranged).
    """
    typed = [line.strip() for line in text.split("\n") if line.strip()]
    if len(typed) > 1:
        return [part for line in typed for part in break_title(line, room)]
    whole = typed[0] if typed else ""
    if title_width(whole) <= room:
        return [whole]
    return _best(whole, room)


def title_width(text: str) -> float:
    """Length in characters; Latin letters and digits count for half of one."""
    return sum(0.56 if char.isascii() else 1.0 for char in text)


def _best(text: str, room: float) -> list[str]:
    places = [place for place in range(2, len(text) - 1) if _may_break(text, place)]
    least = int(title_width(text) // room) + 1
    for count in range(least, _MOST_LINES + 1):
        # Only breaks near an even division can win; trying all takes seconds for long titles.
        even = [len(text) * number / count for number in range(1, count)]
        near = [[place for place in places if abs(place - at) <= _NEAR] for at in even]
        ways = [_cut(text, cuts) for cuts in product(*near) if list(cuts) == sorted(set(cuts))]
        fitting = [way for way in ways if max(map(title_width, way)) <= room]
        if fitting:
            return min(fitting, key=_badness)
    step = int(room)
    return [text[start : start + step] for start in range(0, len(text), step)]


def _may_break(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if _WORD.match(before) and _WORD.match(after):
        return False
    return before not in NO_END and after not in NO_START


def _cut(text: str, cuts: tuple[int, ...]) -> list[str]:
    edges = (0, *cuts, len(text))
    return [_BLANKS.sub(" ", text[start:end]).strip() for start, end in pairwise(edges)]


def _badness(lines: list[str]) -> float:
    """Uneven lines, and breaks inside what looks like a word, are bad."""
    widths = [title_width(line) for line in lines]
    uneven = (max(widths) - min(widths)) * 0.5
    breaks = 0.0
    for above, below in pairwise(lines):
        ends_well = _GOOD_END.search(above) is not None
        starts_well = _GOOD_START.match(below) is not None
        breaks += 4.0 - 3.0 * ends_well - 2.0 * starts_well
    # A sand-glass (long, short, long) is what the standard wants least.
    waist = len(widths) == 3 and widths[1] < min(widths[0], widths[2])
    return uneven + breaks + (2.0 if waist else 0.0)
