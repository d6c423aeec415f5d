"""Order and search of Chinese names: keys by strokes and by pinyin, kept on the row."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import icu
from pypinyin import Style, pinyin

_DATA = Path(__file__).with_name("data")

# Characters of names that the dictionary of readings lacks.
_RARE_READINGS = {"𠮷": "ji", "㛃": "jie", "䶮": "yan", "𬭩": "wen", "𫖮": "yi", "𬸚": "zhuo"}
_DOTS = re.compile(r"[•‧∙⋅・．･●﹒.]")
_SPACES = re.compile(r"\s+")
_PART = re.compile(r"[a-zA-Z0-9\u00c0-\u024f]+|\w")

KEY_LENGTH = 160  # of the key by strokes as stored


@dataclass(frozen=True)
class NameKeys:
    """Keys of one name. `pinyin` and `initials` are searched, the others are sorted by."""

    pinyin: str  # "shanxiongxin"
    initials: str  # "sxx"
    pinyin_order: str  # "shan xiong xin": a short surname sorts before a longer one
    stroke_order: str


def clean_name(raw: str) -> str:
    """A name as it is kept: no spaces between Chinese characters, one kind of middle dot."""
    text = _SPACES.sub(" ", raw.translate(_FULL_WIDTH)).strip()
    if any(is_han(char) for char in text):
        return _DOTS.sub("·", text.replace(" ", ""))
    return text


# Only the full-width forms of ASCII: NFKC would also swap rare characters of names for others.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@lru_cache(maxsize=20_000)
def is_han(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK ") or char == "〇"


def split_surname(name: str) -> tuple[str, str]:
    """Surname and given name; of a name with a middle dot the part before the dot.

    A name in other letters is not divided: which part is the surname depends on the country.
    """
    if not name or not is_han(name[0]):
        return name, ""
    if "·" in name:
        head, _, rest = name.partition("·")
        return head, rest
    if len(name) > 2 and name[:2] in _surnames():
        return name[:2], name[2:]
    return name[:1], name[1:]


@lru_cache(maxsize=1)
def _surnames() -> dict[str, list[str]]:
    """Compound surnames and surnames with a reading of their own → the reading, if known."""
    return {surname: reading for surname, *reading in _entries("surnames.txt")}


def _entries(filename: str) -> list[list[str]]:
    lines = (_DATA / filename).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def keys_of(name: str) -> NameKeys:
    surname, given = split_surname(name)
    syllables = (_surnames().get(surname) or _syllables(surname)) + _syllables(given)
    return NameKeys(
        pinyin="".join(syllables),
        initials="".join(syllable[0] for syllable in syllables),
        pinyin_order=" ".join(syllables),
        stroke_order=stroke_key(name)[:KEY_LENGTH],
    )


def _syllables(text: str) -> list[str]:
    """One per Chinese character, one per word of other letters."""
    parts = (reading(part) if is_han(part[0]) else part.lower() for part in _parts(text))
    return [part for part in parts if part]


def _parts(text: str) -> list[str]:
    return [match.group() for match in _PART.finditer(text)]


@lru_cache(maxsize=20_000)
def reading(char: str) -> str:
    """The usual reading of one character in lower-case letters; ü is written v."""
    return _RARE_READINGS.get(char) or pinyin(char, style=Style.NORMAL)[0][0].lower()


def search_text(typed: str) -> str:
    """What a person typed into a search box, in the form of the keys."""
    text = clean_name(typed).lower().replace(" ", "").replace("'", "").replace("ü", "v")
    return text.replace("lyu", "lv").replace("nyu", "nv")


def stroke_key(name: str) -> str:
    """Sorts by 姓氏笔画为序: strokes of the surname, then their kinds, then the given name.

    The surname follows the simplified forms (GF 3003-1999); the library's own stroke order
    counts traditional components and would put 陈 behind 周 and 黄 behind 韩. It still orders
    given names and the surnames that the table does not hold.
    """
    surname, given = split_surname(name)
    return "".join(_stroke_part(char) for char in surname) + "!" + _icu_key(given)


@lru_cache(maxsize=5_000)
def _stroke_part(char: str) -> str:
    strokes = _surname_strokes().get(char)
    if strokes is None:
        return f"{_icu_stroke_count(char):02d}6{_icu_key(char)}"
    return f"{len(strokes):02d}{strokes}"


@lru_cache(maxsize=1)
def _surname_strokes() -> dict[str, str]:
    entries = _entries("surname_strokes.txt")
    return {char: strokes for strokes, chars in entries for char in chars}


@lru_cache(maxsize=1)
def _collator() -> icu.Collator:
    return icu.Collator.createInstance(icu.Locale("zh@collation=stroke"))


def _icu_key(text: str) -> str:
    key: bytes = _collator().getSortKey(text)
    return key.rstrip(b"\x00").hex()


@lru_cache(maxsize=1)
def _stroke_index() -> icu.ImmutableIndex:
    return icu.AlphabeticIndex(icu.Locale("zh@collation=stroke")).buildImmutableIndex()


def _icu_stroke_count(char: str) -> int:
    """Strokes by the library's index ("8劃"); 99 for what is no Chinese character."""
    index = _stroke_index()
    label = index.getBucket(index.getBucketIndex(char))[0]
    digits = re.match(r"\d+", label)
    return int(digits.group()) if digits else 99
