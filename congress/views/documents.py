"""Pages of the papers of a session: all of them with their links, and each as PDF or DOCX."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from congress.papers.registry import SESSION_PAPERS
from congress.tables import documents
from congress.tables.session_tabs import tabs
from congress.tables.sessions import session_trail
from congress.views.found import session_of
from union_site.door import requires
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


@requires("congress.view")
def session_documents(request: SeatRequest, session_id: int) -> HttpResponse:
    """文书: every paper of the session that this seat may print, by stage."""
    found = session_of(request, session_id)
    context = {
        "session": found,
        "tabs": tabs(found, request.seat, "congress:session_documents"),
        "stages": documents.stages(found, request.seat),
        "trail": [*session_trail(found), ("文书", "")],
    }
    return render(request, "congress/preparation/documents.html", context)


@requires("congress.own")
def session_paper(request: SeatRequest, session_id: int, name: str) -> HttpResponse:
    """One paper; ?format=docx for editing, otherwise a PDF to look at."""
    found = session_of(request, session_id)
    kind = SESSION_PAPERS.get(name)
    if kind is None:
        raise Http404
    if not request.seat.can(kind.permission):
        raise PermissionDenied
    paper = kind.build(found, timezone.localdate())
    title = f"{found.short_title}{kind.label}"
    return answer_paper(paper, name=title, wanted=request.GET.get("format", ""))
