"""Likely duplicates of a text that is being written."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from proposals.actions import similar
from proposals.forms.similar import SimilarForm
from proposals.tables.similar import lines
from union_site.door import requires
from union_site.requests import SeatRequest


@never_cache
@sensitive_post_parameters()
@require_POST
@requires("proposals.own")
def similar_texts(request: SeatRequest) -> HttpResponse:
    """What is like the text in the form: as a part of its page, or a page beside it.

    Sent by POST, so that what may become an anonymous proposal stands in no address and in no
    log; it is looked up and forgotten.
    """
    context: dict[str, object] = {"is_busy": True, "lines": [], "unseen": 0, "is_asked": False}
    if similar.may_ask(request.seat, now=timezone.now()):
        found = similar.find_similar(
            *SimilarForm(request.POST).written(), seat=request.seat, limit=3
        )
        context |= {
            "is_busy": False,
            "lines": lines(found.matches, timezone.localdate()),
            "unseen": found.unseen,
            "is_asked": bool(request.headers.get("HX-Trigger-Name")) or not request.htmx,
        }
    template = "proposals/similar.html" if request.htmx else "proposals/similar_page.html"
    return render(request, template, context)
