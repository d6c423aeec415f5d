"""A paper as PDF in the layout of GB/T 9704-2012, by WeasyPrint."""

from __future__ import annotations

import ctypes
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings

from .blocks import Document
from .fonts import Face, fontconfig_environment, forget_fonts, stack, weight
from .markup import document_html

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

_STYLE = Path(__file__).with_name("official.css")
_MIRROR = "@page :left { margin-left: 26mm; margin-right: 28mm }"
_SUBSETTERS = (
    "libharfbuzz-subset.so.0",
    "libharfbuzz-subset.0.dylib",
    "libharfbuzz-subset-0.dll",
)
# Pango's font map must not be used by two threads at once.
_one_at_a_time = threading.Lock()


class RendererMissing(RuntimeError):
    """The libraries that lay out text are not installed; the message says which, in Chinese."""


class _Shared(NamedTuple):
    fonts: FontConfiguration
    styles: list[CSS]


def render_pdf(document: Document, *, duplex_mirror: bool | None = None) -> bytes:
    """The paper as PDF: fonts embedded as subsets, nothing fetched, any text taken as text.

    `duplex_mirror` puts the binding margin of 28 mm on the right of even pages; None takes the
    setting DUPLEX_MIRROR (off unless set). Raises RendererMissing where Pango is not installed.
    """
    if duplex_mirror is None:
        duplex_mirror = bool(getattr(settings, "DUPLEX_MIRROR", False))
    with _one_at_a_time:
        shared = _shared(duplex_mirror)
        # Loading Pango takes as long as a whole page; commands that print nothing are spared.
        from weasyprint import HTML  # noqa: PLC0415

        html = HTML(string=document_html(document), url_fetcher=_refusing_fetcher())
        pdf: bytes = html.write_pdf(
            # Tags tell a screen reader what is heading, text and table.
            stylesheets=shared.styles,
            font_config=shared.fonts,
            pdf_tags=True,
        )
    return pdf


def render_pdfs(
    documents: Sequence[Document], *, progress: Callable[[int], None] | None = None
) -> bytes:
    """Several papers as one PDF, each with its own page numbers; `progress` is told after each."""
    laid_out: list[Any] = []
    for number, document in enumerate(documents, start=1):
        with _one_at_a_time:
            shared = _shared(bool(getattr(settings, "DUPLEX_MIRROR", False)))
            from weasyprint import HTML  # noqa: PLC0415 - see render_pdf

            html = HTML(string=document_html(document), url_fetcher=_refusing_fetcher())
            laid_out.append(html.render(stylesheets=shared.styles, font_config=shared.fonts))
        if progress is not None:
            progress(number)
    with _one_at_a_time:
        pages = [page for one in laid_out for page in one.pages]
        pdf: bytes = laid_out[0].copy(pages).write_pdf()
    return pdf


def subsetting_is_fast() -> bool:
    """Whether HarfBuzz's own subsetter is there; without it a paper takes twenty times as long.

    Asks the system as WeasyPrint does, without loading it: every command checks this at start.
    """
    return any(_can_load(name) for name in _SUBSETTERS)


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def forget_shared() -> None:
    """Take up fonts that were added while the process runs."""
    with _one_at_a_time:
        forget_fonts()
        _shared.cache_clear()


@lru_cache(maxsize=2)
def _shared(duplex_mirror: bool) -> _Shared:
    """Fonts and parsed styles, one set per process: a set per document never gives its memory
    back."""
    try:
        from weasyprint import CSS  # noqa: PLC0415 - see render_pdf
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    except OSError as error:
        raise RendererMissing(
            "生成 PDF 需要 Pango：请安装 libpango-1.0-0、libpangoft2-1.0-0 和 libharfbuzz-subset0。"
        ) from error
    with fontconfig_environment():
        fonts = FontConfiguration()
    sheets = [_STYLE.read_text(encoding="utf-8"), _faces()]
    if duplex_mirror:
        sheets.append(_MIRROR)
    fetcher = _refusing_fetcher()
    styles = [CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in sheets]
    return _Shared(fonts, styles)


def _faces() -> str:
    """The families of this machine for the names that the style sheet uses."""
    values = [f"--{face}: {_families(face)}; --{face}-weight: {weight(face)};" for face in Face]
    # The page number stands outside the document and inherits no variable.
    number = f"font-family: {_families(Face.SONG)}; font-size: 14pt; line-height: 14pt"
    return (
        f":root {{ {' '.join(values)} }} "
        f"@page :right {{ @bottom-right {{ {number} }} }} "
        f"@page :left {{ @bottom-left {{ {number} }} }}"
    )


def _families(face: Face) -> str:
    return ", ".join(f'"{family}"' for family in stack(face))


@lru_cache(maxsize=1)
def _refusing_fetcher() -> URLFetcher:
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - see render_pdf

    # A paper refers to nothing outside itself, whatever was typed into it.
    return URLFetcher(allowed_protocols=("data",))
