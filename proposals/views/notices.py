"""The notice page 微公示."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from proposals.forms.filters import ProposalFilter
from proposals.models import MicroProposal
from proposals.papers import box as papers
from proposals.tables.tabs import tabs
from union_site.door import requires
from union_site.requests import SeatRequest


@requires("proposals.notices")
def notice_list(request: SeatRequest) -> HttpResponse:
    """微公示: what was proposed, what was answered, what came of it."""
    rows = MicroProposal.objects.visible_to(request.seat).published()
    found = ProposalFilter(
        request.GET, queryset=rows.for_list().order_by("-published_at"), request=request
    )
    page = Paginator(found.qs, 10).get_page(request.GET.get("page"))
    for proposal in page:
        proposal.author_shown = _public_author(proposal)
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "proposals/notices.html",
        {
            "page": page,
            "query": query.urlencode(),
            "charts": papers.notice_charts(rows),
            "tabs": tabs(request.seat, "proposals:notices"),
        },
    )


def _public_author(proposal: MicroProposal) -> str:
    """On the notice page everybody sees the same name, the author and the chair included."""
    return proposal.shown_author(None)
