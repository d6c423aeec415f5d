"""Rows of the congress as a request may see them; what belongs to another union is not there."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from congress.models import CongressTerm, Resolution, Session
from union_site.requests import SeatRequest


def term_of(request: SeatRequest, term_id: int) -> CongressTerm:
    terms = CongressTerm.objects.visible_to(request.seat).select_related("union")
    return get_object_or_404(terms, pk=term_id)


def session_of(request: SeatRequest, session_id: int) -> Session:
    return get_object_or_404(Session.objects.visible_to(request.seat).for_list(), pk=session_id)


def resolution_of(request: SeatRequest, resolution_id: int) -> Resolution:
    return get_object_or_404(
        Resolution.objects.visible_to(request.seat)
        .for_list()
        .select_related("supersedes__session__term", "part_of"),
        pk=resolution_id,
    )
