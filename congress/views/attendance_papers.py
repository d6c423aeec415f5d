"""The papers of a sitting: ?format=pdf, or docx to be worked on."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone

from congress.papers.attendance import PAPERS
from congress.views.attendance import sitting_of
from union_site.door import requires
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


@requires("congress.manage")
def sitting_paper(request: SeatRequest, sitting_id: int, name: str) -> HttpResponse:
    found = sitting_of(request, sitting_id)
    paper = PAPERS.get(name)
    if paper is None:
        raise Http404
    drawn = paper.draw(found, timezone.localdate())
    title = f"{found.session.short_title}{found.title}{paper.label}"
    return answer_paper(drawn, name=title, wanted=request.GET.get("format", ""))
