"""Reads rendered papers back: where each character stands, which fonts, which glyphs."""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import ContentStream

MM = 72 / 25.4


@dataclass(frozen=True)
class Glyph:
    """A character and its origin: points from the left edge and from the upper edge."""

    char: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class PrintedLine:
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def y(self) -> float:
        return self.glyphs[0].y

    @property
    def left(self) -> float:
        return self.glyphs[0].x


def glyphs(pdf: bytes, page: int) -> list[Glyph]:
    """The characters of a page in the order they were printed."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        height = sheet.get_height()
        text = sheet.get_textpage()
        return list(_glyphs(text, height))


def _glyphs(text: Any, height: float) -> Iterator[Glyph]:
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
    high = ""
    for index in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, index):
            continue
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = chr(code)
            continue
        char = (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16")
        high = ""
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        size = pdfium.FPDFText_GetFontSize(text, index) * matrix.a
        yield Glyph(char, x.value, height - y.value, size)


def lines(pdf: bytes, page: int, *, size: float | None = None) -> list[PrintedLine]:
    """The lines of a page from top to bottom; with `size` those set in that many points only."""
    rows: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs(pdf, page):
        if not glyph.char.isspace() and (size is None or abs(glyph.size - size) < 0.1):
            rows[round(glyph.y)].append(glyph)
    ordered = (sorted(rows[y], key=lambda glyph: glyph.x) for y in sorted(rows))
    return [PrintedLine(tuple(row)) for row in ordered]


def ink(pdf: bytes, page: int, char: str) -> tuple[float, float]:
    """Upper and lower edge of the ink of the first `char` on a page, from the upper edge."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        text = sheet.get_textpage()
        for index in range(text.count_chars()):
            if pdfium.FPDFText_GetUnicode(text, index) == ord(char):
                _left, bottom, _right, top = text.get_charbox(index)
                return sheet.get_height() - top, sheet.get_height() - bottom
    raise LookupError(char)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [sheet.get_size() for sheet in document]


def texts(pdf: bytes) -> list[str]:
    """The text of each page without any blanks."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [sheet.get_textpage().get_text_range() for sheet in document]
    return [re.sub(r"\s", "", page) for page in pages]


def page_count(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


# --- fonts ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class EmbeddedFont:
    name: str
    is_embedded: bool
    is_subset: bool


def embedded_fonts(pdf: bytes) -> list[EmbeddedFont]:
    """Every font that any page uses, pictures included."""
    found = {}
    for font, _operations in _used(pdf):
        name = str(font["/BaseFont"])
        found[name] = EmbeddedFont(
            name, _file(font) is not None, re.match(r"/[A-Z]{6}\+", name) is not None
        )
    return list(found.values())


def missing_glyphs(pdf: bytes) -> list[str]:
    """Characters printed with glyph 0, with a glyph the font does not have, or an empty one."""
    missing = []
    for font, codes in _used(pdf):
        opened = TTFont(BytesIO(_file(font)))
        order, drawn = opened.getGlyphOrder(), opened.getGlyphSet()
        meaning = _to_unicode(font)
        for code in sorted(codes):
            char = meaning.get(code, f"glyph {code}")
            if char.isspace():
                continue
            if code == 0 or code >= len(order) or not _has_outline(drawn, order[code]):
                missing.append(char)
    return missing


def _has_outline(glyph_set: Any, name: str) -> bool:
    pen = BoundsPen(glyph_set)
    glyph_set[name].draw(pen)
    return pen.bounds is not None


def _file(font: Any) -> bytes | None:
    descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            return descriptor[key].get_data()
    return None


def _to_unicode(font: Any) -> dict[int, str]:
    table = font["/ToUnicode"].get_data().decode("latin-1")
    pairs = re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", table)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def _used(pdf: bytes) -> list[tuple[Any, set[int]]]:
    """Each font with the glyphs that are printed in it."""
    reader = PdfReader(BytesIO(pdf))
    used: dict[str, tuple[Any, set[int]]] = {}
    for page in reader.pages:
        _scan(page["/Resources"], page.get_contents(), reader, used)
    return list(used.values())


def _scan(resources: Any, content: Any, reader: PdfReader, used: dict) -> None:
    fonts = resources.get("/Font", {})
    codes: set[int] = set()
    for operands, operator in ContentStream(content, reader).operations:
        if operator == b"Tf":
            font = fonts[operands[0]].get_object()
            codes = used.setdefault(str(font["/BaseFont"]), (font, set()))[1]
        elif operator in (b"Tj", b"TJ"):
            parts = operands[0] if operator == b"TJ" else operands
            for part in parts:
                if not isinstance(part, int | float):
                    raw = part.original_bytes
                    codes.update(int.from_bytes(raw[i : i + 2]) for i in range(0, len(raw), 2))
    for form in resources.get("/XObject", {}).values():
        inner = form.get_object()
        if inner.get("/Subtype") == "/Form":
            _scan(inner.get("/Resources", resources), inner, reader, used)
