"""Papers as answers to a request: a DOCX to be worked on, otherwise a PDF."""

from __future__ import annotations

from django.http import HttpResponse

from union_site import attachments
from union_site.documents import Document, render_docx, render_pdf


def answer_paper(
    paper: Document, *, name: str, wanted: str = "pdf", inline: bool = True
) -> HttpResponse:
    """`name` without its ending; `inline` shows a PDF in the browser, a DOCX never is."""
    if wanted == "docx":
        content, media, ending = render_docx(paper), attachments.DOCX, "docx"
    else:
        content, media, ending = render_pdf(paper), attachments.PDF, "pdf"
    return attachments.answer(content, name=f"{name}.{ending}", content_type=media, inline=inline)
