"""我的提案: what one wrote, what one seconds, what waits for one's answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from proposals.actions.capacities import may_propose
from proposals.models import Seconder
from proposals.tables import mine as tables
from proposals.tables.tabs import tabs
from union_site.door import requires
from union_site.listing import Asked
from union_site.requests import SeatRequest


@never_cache
@requires("proposals.own")
def mine(request: SeatRequest) -> HttpResponse:
    seat, today, asked = request.seat, timezone.localdate(), Asked(request.GET)
    kind = asked.one_of("show", tables.KINDS) or "own"
    counts = tables.counts(seat)
    page = asked.page(tables.rows(seat, kind), count=counts[kind])
    invitations = Seconder.objects.visible_to(seat).waiting_for(seat)
    context = {
        "kind": kind,
        "chips": tables.chips(asked, kind, counts),
        "page": page,
        "lines": [tables.line(row, kind, seat) for row in page],
        "query": asked.query,
        "invitations": tables.invitations(invitations),
        "may_write": may_propose(seat, today=today),
        "tabs": tabs(seat, "proposals:mine"),
    }
    return render(request, "proposals/writing/mine.html", context)
