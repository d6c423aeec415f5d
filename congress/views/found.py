"""Rows of the congress as a request may see them; what belongs to another union is not there."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from congress.models import (
    Ballot,
    CongressTerm,
    Constituency,
    Delegate,
    Delegation,
    Resolution,
    Session,
)
from congress.tables.session_tabs import Tab
from congress.tables.term_tabs import tabs
from union_site.listing import Asked
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


def tabs_of_asked(request: SeatRequest, here: str) -> list[Tab]:
    """Above a list of the whole union: the tabs of the term that ?term= narrows it to."""
    number = Asked(request.GET).number("term")
    found = CongressTerm.objects.visible_to(request.seat).filter(pk=number).first()
    return tabs(found, request.seat, here) if found else []


def constituency_of(request: SeatRequest, constituency_id: int) -> Constituency:
    rows = Constituency.objects.visible_to(request.seat).select_related("term__union", "group")
    return get_object_or_404(rows, pk=constituency_id)


def delegation_of(request: SeatRequest, delegation_id: int) -> Delegation:
    rows = Delegation.objects.visible_to(request.seat).select_related("term__union")
    return get_object_or_404(rows, pk=delegation_id)


def delegate_of(request: SeatRequest, delegate_id: int) -> Delegate:
    rows = Delegate.objects.visible_to(request.seat).for_list().select_related("term__union")
    return get_object_or_404(rows, pk=delegate_id)


def ballot_of(request: SeatRequest, ballot_id: int) -> Ballot:
    rows = Ballot.objects.visible_to(request.seat).for_list().select_related("agenda_item")
    return get_object_or_404(rows.with_turnout(), pk=ballot_id)
