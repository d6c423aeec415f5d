"""Papers of delegates, as PDF or DOCX."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from congress.actions.makeup import Standing
from congress.papers import credentials
from congress.papers import delegates as papers
from congress.views.found import delegate_of, session_of, term_of
from union_site import attachments
from union_site.documents import Document, render_docx, render_pdf
from union_site.door import requires
from union_site.requests import SeatRequest

SESSION_PAPERS = {
    "credentials_report": credentials.credentials_report,
    "session_roll": credentials.session_roll,
}


def _answer(paper: Document, name: str, form: str) -> HttpResponse:
    if form == "docx":
        content = render_docx(paper)
        return attachments.answer(content, name=f"{name}.docx", content_type=attachments.DOCX)
    return attachments.answer(render_pdf(paper), name=f"{name}.pdf", content_type=attachments.PDF)


@requires("congress.manage")
def term_paper(request: SeatRequest, term_id: int, kind: str, form: str) -> HttpResponse:
    term, today = term_of(request, term_id), timezone.localdate()
    paper = papers.TERM_PAPERS[kind]
    drawn = paper.draw(term, Standing.of(term, today=today), today)
    return _answer(drawn, f"{term}{paper.label}", form)


@requires("congress.manage")
def roll_paper(request: SeatRequest, session_id: int, kind: str, form: str) -> HttpResponse:
    found, today = session_of(request, session_id), timezone.localdate()
    label, drawn = (
        credentials.PAPERS[kind],
        SESSION_PAPERS[kind](found, Standing.of(found.term, today=today), today),
    )
    return _answer(drawn, f"{found.short_title}{label}", form)


@requires("congress.view")
def delegate_form(request: SeatRequest, delegate_id: int, form: str) -> HttpResponse:
    """For who manages the congress, and for the delegate who signs it."""
    found = delegate_of(request, delegate_id)
    if not (request.seat.can("congress.manage") or papers.is_own(found, request.seat)):
        raise PermissionDenied
    drawn = papers.delegate_form(found, request.seat, timezone.localdate())
    return _answer(drawn, f"{found}代表登记表", form)
