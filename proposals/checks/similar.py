"""How alike two texts are: pairs of neighbouring characters, weighed by how rare they are.

Pure arithmetic; why it is so, and what was measured: docs/decisions/0027.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

# Characters that join and say nothing; a text is cut at them as it is at punctuation.
EMPTY_CHARACTERS = frozenset(
    "的了是在和与及或也都就还把被让给对从到向为于以我你他她它们这那有其并等之而且但很着过吗呢吧啊请"
)
# Pairs that stand in every second proposal: they say what kind of text it is, not what it wants.
EMPTY_PAIRS = (
    *("建议", "希望", "学校", "老师", "教师", "教职", "职工", "工会", "提案", "关于", "改善"),
    *("增加", "增设", "加强", "进一", "一步", "进行", "问题", "目前", "能够", "可以", "应该"),
    *("需要", "没有", "不能", "我校", "大家", "每天", "每周", "每年", "每学", "学期", "时间"),
    *("工作", "部门", "安排", "情况", "比较", "经常", "由于", "因此", "因为", "所以", "如果"),
    *("适当", "方面", "相关", "有关", "完善", "解决", "提高", "提升", "办法", "设置", "设立"),
    *("建立", "统一", "定期", "及时", "方便", "不便", "影响", "部分", "不少"),
)
SHIFT = 21  # bits of one code point


def code(pair: str) -> int:
    """The pair as one number, and exactly: two pairs never share it."""
    return ord(pair[0]) << SHIFT | ord(pair[1])


def pair_of(gram: int) -> str:
    return chr(gram >> SHIFT) + chr(gram & ((1 << SHIFT) - 1))


IGNORED = frozenset(code(pair) for pair in EMPTY_PAIRS)


RUN = re.compile(f"[^\\W_{''.join(sorted(EMPTY_CHARACTERS))}]{{2,}}")
# These cut a text whatever their form; with any of them in it, normalising takes its long way.
CUTS = "，；：？！（）\r\n"


def runs(text: str) -> list[str]:
    """Unbroken rows of letters, characters and figures: compatible forms made one, case folded."""
    for sign in CUTS:
        text = text.replace(sign, " ")
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isprintable():
        unseen = (sign for sign in set(plain) if unicodedata.category(sign) == "Cf")
        plain = plain.translate(dict.fromkeys(map(ord, unseen)))
    return RUN.findall(plain)


def grams(*texts: str) -> frozenset[int]:
    """The pairs that tell something, each once."""
    found = {
        first << SHIFT | second
        for text in texts
        for run in runs(text)
        for first, second in pairwise(map(ord, run))
    }
    return frozenset(found - IGNORED)


class Weights:
    """How much a pair tells: the rarer among the texts of the union, the more."""

    def __init__(self, texts: int, holding: Mapping[int, float]) -> None:
        """`holding` says of the pairs of the text asked about in how many texts they stand."""
        self._known = {
            gram: math.log(1 + (texts + 50) / (held + 1)) for gram, held in holding.items()
        }
        self._totals: dict[frozenset[int], float] = {}
        # What was not counted is taken for a middling one.
        self._middle = math.log(1 + (texts + 50) / (math.sqrt(texts) + 1))

    def of(self, gram: int) -> float:
        return self._known.get(gram, self._middle)

    def total(self, some: frozenset[int]) -> float:
        if some not in self._totals:  # one text is compared with many
            known = [self._known[gram] for gram in some if gram in self._known]
            self._totals[some] = sum(known) + self._middle * (len(some) - len(known))
        return self._totals[some]


# One word in common is a place or a field, not a wish: 图书角 has a lamp and it has books.
FEW_WORDS = {1: 0.4, 2: 0.8}


def likeness(one: frozenset[int], other: frozenset[int], weights: Weights) -> float:
    """0 to 1, the same from both sides.

    The mean of what the two share of both together (Dice) and of the smaller one (containment):
    a short text that says again what a long one says is found, a chance pair in a long one is
    not. Its root is taken, so that half a text in other words does not look like nothing.
    """
    both = one & other
    if not both or one == other:
        return float(bool(both))
    shared = weights.total(both)
    first, second = weights.total(one), weights.total(other)
    mean = shared / (first + second) + shared / (2 * min(first, second))
    return math.sqrt(min(1.0, mean) * FEW_WORDS.get(words_in(both), 1.0))


def words_in(shared: frozenset[int]) -> int:
    """How many separate words these pairs make: those that begin with no other's end."""
    ends = {gram & ((1 << SHIFT) - 1) for gram in shared}
    return max(1, sum(gram >> SHIFT not in ends for gram in shared))


@dataclass(frozen=True)
class Part:
    """A piece of a text, and whether both texts say it."""

    text: str
    is_shared: bool


def parts(text: str, shared: frozenset[int]) -> list[Part]:
    """The text cut where what both say begins and ends."""
    marks = [False] * len(text)
    for is_shared in (True, False):  # what says nothing is not marked, whatever stands beside it
        for place in range(len(text) - 1):
            pair = unicodedata.normalize("NFKC", text[place : place + 2]).casefold()
            if len(pair) == 2 and code(pair) in (shared if is_shared else IGNORED):
                marks[place] = marks[place + 1] = is_shared
    found: list[Part] = []
    for sign, is_shared in zip(text, marks, strict=True):
        if found and found[-1].is_shared == is_shared:
            found[-1] = Part(found[-1].text + sign, is_shared)
        else:
            found.append(Part(sign, is_shared))
    return found


def shared_words(text: str, shared: frozenset[int]) -> list[str]:
    """What both texts say, in the order of this one, each once."""
    return list(dict.fromkeys(part.text for part in parts(text, shared) if part.is_shared))
