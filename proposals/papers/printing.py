"""Many 提案表 at once: one PDF, or a ZIP of DOCX files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from proposals.models import Proposal
from proposals.papers.gathering import gathered_for_forms, in_paper_order
from proposals.papers.sheets import is_printable, sheet
from union_site import attachments
from union_site.documents import render_docx, render_pdfs
from union_site.models import Seat

ZIP = "application/zip"
NAME = "提案表"
_UNSAFE = {ord(char): None for char in '\\/:*?"<>|\n\r\t'}

Progress = Callable[[int], None]


def printable(seat: Seat, ids: Sequence[int]) -> list[Any]:
    """Of these proposals those that the seat may see and that are sent, in the order of papers."""
    rows = Proposal.objects.visible_to(seat).filter(pk__in=list(ids)).for_list()
    found = [one for one in in_paper_order(gathered_for_forms(rows)) if is_printable(one)]
    if not found:
        raise ValidationError("没有可以打印的提案。")
    return found


def pack(
    proposals: Sequence[Any], *, reader: Seat, wanted: str, progress: Progress | None = None
) -> tuple[bytes, str, str]:
    """Content, name and media type of all their forms together."""
    if wanted == "docx":
        return _zip(proposals, reader, progress), f"{NAME}.zip", ZIP
    content = render_pdfs([sheet(one, reader=reader) for one in proposals], progress=progress)
    return content, f"{NAME}.pdf", attachments.PDF


def _zip(proposals: Sequence[Any], reader: Seat, progress: Progress | None) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:  # DOCX are packed already
        for number, one in enumerate(proposals, start=1):
            name = f"{number:03}　{one.number or '未编号'}　{one.heading}".translate(_UNSAFE)
            archive.writestr(f"{name[:80]}.docx", render_docx(sheet(one, reader=reader)))
            if progress is not None:
                progress(number)
    return packed.getvalue()
