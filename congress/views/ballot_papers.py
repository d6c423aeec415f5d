"""Papers of a ballot as PDF and DOCX."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from congress.papers import ballots as papers
from congress.views.found import ballot_of
from union_site.door import requires
from union_site.listing import Asked
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


@requires("congress.manage")
def ballot_paper(request: SeatRequest, ballot_id: int, name: str) -> HttpResponse:
    """?format=pdf|docx, for the sheet ?copies= how many on one page."""
    found = ballot_of(request, ballot_id)
    paper = papers.paper_of(found, name)
    if paper is None:
        raise Http404
    asked = Asked(request.GET)
    copies = min(max(asked.number("copies") or 1, 1), papers.MOST_COPIES)
    document = papers.draw(found, paper, copies)
    wanted = request.GET.get("format", "")
    return answer_paper(document, name=f"{found.title}{paper.label}", wanted=wanted)
