"""Which faces a paper is set in, where they lie, how wide their characters are."""

from __future__ import annotations

import contextlib
import enum
import os
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from fontTools.ttLib import TTFont


class Face(enum.StrEnum):
    """The faces of GB/T 9704-2012, and the one for Latin letters and digits in running text."""

    TITLE = "title"  # 小标宋
    FANG = "fang"  # 仿宋
    HEI = "hei"  # 黑体
    KAI = "kai"  # 楷体
    SONG = "song"  # 宋体
    LATIN = "latin"


@dataclass(frozen=True)
class FontFile:
    """One font of this machine."""

    path: str
    index: int
    families: frozenset[str]
    weight: int  # as CSS counts: 400 regular, 700 bold


# Best first. A site that owns the licensed faces drops their files into var/fonts/.
_WISHED: dict[Face, tuple[tuple[str, int], ...]] = {
    Face.TITLE: (
        ("FZXiaoBiaoSong-B05S", 400),
        ("FZXiaoBiaoSong-B05", 400),
        ("方正小标宋简体", 400),
        ("方正小标宋_GBK", 400),
        ("方正小标宋_GB18030", 400),
        ("Noto Serif CJK SC", 700),
        ("Source Han Serif SC", 700),
        ("FandolSong", 400),
    ),
    Face.FANG: (
        ("FangSong_GB2312", 400),
        ("仿宋_GB2312", 400),
        ("FangSong", 400),
        ("仿宋", 400),
        ("方正仿宋_GBK", 400),
        ("STFangsong", 400),
        ("FandolFang", 400),
        ("FandolFang R", 400),
    ),
    Face.HEI: (
        ("SimHei", 400),
        ("黑体", 400),
        ("方正黑体_GBK", 400),
        ("Noto Sans CJK SC", 700),
        ("Source Han Sans SC", 700),
        ("FandolHei", 400),
    ),
    Face.KAI: (
        ("KaiTi_GB2312", 400),
        ("楷体_GB2312", 400),
        ("KaiTi", 400),
        ("楷体", 400),
        ("方正楷体_GBK", 400),
        ("STKaiti", 400),
        ("FandolKai", 400),
        ("AR PL KaitiM GB", 400),
    ),
    Face.SONG: (
        ("SimSun", 400),
        ("宋体", 400),
        ("FandolSong", 400),
        ("Noto Serif CJK SC", 400),
    ),
    Face.LATIN: (
        ("Times New Roman", 400),
        ("FandolSong", 400),
        ("Liberation Serif", 400),
    ),
}
# Behind every face, for characters that it lacks.
_LAST_RESORT = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "HanaMinA",
    "HanaMinB",
    "BabelStone Han",
    "DejaVu Sans",
)
# Faces whose Latin letters do not go with their Chinese ones borrow those of LATIN.
_BORROWS_LATIN = (Face.FANG, Face.KAI)
_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<include ignore_missing="yes">{base}</include>
{folders}
<cachedir>{cache}</cachedir>
</fontconfig>
"""


def font_folders() -> list[Path]:
    """Where the site's own and the fetched faces lie: var/fonts of this installation."""
    folders = [Path(settings.VAR_DIR) / "fonts", Path(settings.BASE_DIR) / "var" / "fonts"]
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]


@contextlib.contextmanager
def fontconfig_environment() -> Iterator[None]:
    """Inside, fontconfig knows the system's fonts and those of `font_folders()`.

    Nothing is installed: a configuration file of our own includes the system's (or the one that
    FONTCONFIG_FILE names already) and is gone afterwards.
    """
    known = os.environ.get("FONTCONFIG_FILE")
    folders = "\n".join(f"<dir>{escape(str(folder))}</dir>" for folder in font_folders())
    with tempfile.TemporaryDirectory(prefix="union-fonts-") as work:
        config = Path(work) / "fonts.conf"
        config.write_text(
            _CONFIG.format(
                base=escape(known or "/etc/fonts/fonts.conf"),
                folders=folders,
                cache=escape(str(Path(settings.VAR_DIR) / "cache" / "fontconfig")),
            ),
            encoding="utf-8",
        )
        os.environ["FONTCONFIG_FILE"] = str(config)
        try:
            yield
        finally:
            if known is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = known


@lru_cache(maxsize=1)
def installed_fonts() -> tuple[FontFile, ...]:
    """The fonts fontconfig finds; asked once per process, since a listing takes a while."""
    # No part of the command comes from outside.
    command = ["fc-list", "--format", "%{file}\t%{index}\t%{weight}\t%{family}\n"]
    with fontconfig_environment():
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        except (OSError, subprocess.CalledProcessError):
            return ()
    listing = done.stdout
    return tuple(_font_file(line) for line in listing.splitlines() if line.count("\t") == 3)


def _font_file(line: str) -> FontFile:
    path, index, weight, families = line.split("\t")
    # fontconfig counts 80 as regular and 200 as bold; a variable font has a range.
    heavy = weight.lstrip("[").split(" ")[0]
    is_bold = heavy.replace(".", "").isdigit() and float(heavy) >= 190
    is_regular = not heavy.replace(".", "").isdigit() or 75 <= float(heavy) <= 80
    css = 700 if is_bold else 400 if is_regular else 0
    # The upper half of the index numbers the instances of a variable font.
    return FontFile(path, int(index) & 0xFFFF, frozenset(families.split(",")), css)


@lru_cache(maxsize=16)
def chosen(face: Face) -> tuple[str, int] | None:
    """Family and weight a face is set in on this machine, None if nothing of it is installed."""
    return next((wish for wish in _WISHED[face] if _find(*wish) is not None), None)


@lru_cache(maxsize=64)
def _find(family: str, weight: int) -> FontFile | None:
    same = [font for font in installed_fonts() if family in font.families]
    exact = [font for font in same if font.weight == weight]
    # A face that has no regular weight is better than none; a bold one is wanted as such.
    return next(iter(exact or (same if weight == 400 else [])), None)


@lru_cache(maxsize=16)
def stack(face: Face) -> tuple[str, ...]:
    """The families of a face in order, those of this machine only, rare characters last."""
    first = chosen(face)
    rest = (family for family in _LAST_RESORT if _find(family, 400) is not None)
    families = [first[0]] if first else []
    return tuple(dict.fromkeys([*families, *rest])) or ("serif",)


def weight(face: Face) -> int:
    """The CSS weight that goes with `stack(face)`."""
    first = chosen(face)
    return first[1] if first else 400


def latin_face(face: Face) -> Face:
    """The face for Latin letters and digits inside text of `face`."""
    return Face.LATIN if face in _BORROWS_LATIN and chosen(Face.LATIN) else face


class _Metrics:
    """Coverage and widths of one font file, read when first asked for."""

    def __init__(self, font: FontFile) -> None:
        opened = TTFont(font.path, fontNumber=font.index, lazy=True)
        self.glyphs: dict[int, str] = opened.getBestCmap() or {}
        self._widths = opened["hmtx"].metrics
        self._em: int = opened["head"].unitsPerEm

    def width(self, char: str) -> float | None:
        glyph = self.glyphs.get(ord(char))
        return None if glyph is None else self._widths[glyph][0] / self._em


@lru_cache(maxsize=16)
def _metrics(font: FontFile) -> _Metrics:
    return _Metrics(font)


def _files(face: Face) -> Iterator[FontFile]:
    for position, family in enumerate(stack(face)):
        font = _find(family, weight(face) if position == 0 else 400)
        if font is not None:
            yield font


@lru_cache(maxsize=8192)
def advance(char: str, face: Face) -> float:
    """How far `char` moves the pen, in em."""
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    for font in _files(face):
        width = _metrics(font).width(char)
        if width is not None:
            return width
    return 0.5


@lru_cache(maxsize=8192)
def is_own(char: str, face: Face) -> bool:
    """Whether the first font of a face has the character, so that no other steps in."""
    first = next(_files(face), None)
    return first is not None and ord(char) in _metrics(first).glyphs


def covers(char: str, face: Face = Face.FANG) -> bool:
    """Whether any font behind `face` has the character."""
    return any(ord(char) in _metrics(font).glyphs for font in _files(face))


def uncovered_characters(text: str | Iterable[str]) -> set[str]:
    """The characters of `text` that no font of this machine's stacks can print.

    Empty as well where fontconfig cannot be asked: then nobody knows.
    """
    if not installed_fonts():
        return set()
    distinct = {char for part in text for char in part}
    return {char for char in distinct if _is_printed(char) and not covers(char)}


def _is_printed(char: str) -> bool:
    return unicodedata.category(char)[0] not in "CZ" or unicodedata.category(char) == "Co"


def forget_fonts() -> None:
    """Look again, after fonts were added while the process runs."""
    for cached in (installed_fonts, chosen, _find, stack, _metrics, advance, is_own):
        cached.cache_clear()
