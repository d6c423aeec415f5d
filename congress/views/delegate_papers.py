"""Papers of delegates, as PDF or DOCX."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from congress.actions.makeup import Standing
from congress.papers import credentials
from congress.papers import delegates as papers
from congress.views.found import delegate_of, session_of, term_of
from union_site.door import requires
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

SESSION_PAPERS = {
    "credentials_report": credentials.credentials_report,
    "session_roll": credentials.session_roll,
}


@requires("congress.manage")
def term_paper(request: SeatRequest, term_id: int, kind: str, form: str) -> HttpResponse:
    term, today = term_of(request, term_id), timezone.localdate()
    paper = papers.TERM_PAPERS[kind]
    drawn = paper.draw(term, Standing.of(term, today=today), today)
    return answer_paper(drawn, name=f"{term}{paper.label}", wanted=form, inline=False)


@requires("congress.manage")
def roll_paper(request: SeatRequest, session_id: int, kind: str, form: str) -> HttpResponse:
    found, today = session_of(request, session_id), timezone.localdate()
    label, drawn = (
        credentials.PAPERS[kind],
        SESSION_PAPERS[kind](found, Standing.of(found.term, today=today), today),
    )
    return answer_paper(drawn, name=f"{found.short_title}{label}", wanted=form, inline=False)


@requires("congress.view")
def delegate_form(request: SeatRequest, delegate_id: int, form: str) -> HttpResponse:
    """For who manages the congress, and for the delegate who signs it."""
    found = delegate_of(request, delegate_id)
    if not (request.seat.can("congress.manage") or papers.is_own(found, request.seat)):
        raise PermissionDenied
    drawn = papers.delegate_form(found, request.seat, timezone.localdate())
    return answer_paper(drawn, name=f"{found}代表登记表", wanted=form, inline=False)
