"""The lists of proposals as workbooks."""

from __future__ import annotations

from django.http import HttpResponse

from proposals.forms.filters import ProposalFilter
from proposals.forms.formal_filters import FormalFilter
from proposals.models import MicroProposal, Proposal
from proposals.tables.registers import formal_columns, micro_columns
from union_site.door import requires
from union_site.listing import workbook
from union_site.requests import SeatRequest


@requires("proposals.view")
def micro_export(request: SeatRequest) -> HttpResponse:
    rows = MicroProposal.objects.visible_to(request.seat).for_list()
    found = ProposalFilter(request.GET, queryset=rows, request=request)
    return workbook("微提案", micro_columns(request.seat), found.qs)


@requires("proposals.own")
def formal_export(request: SeatRequest) -> HttpResponse:
    """Whoever may read a proposal may take it along."""
    rows = Proposal.objects.visible_to(request.seat).for_list()
    found = FormalFilter(request.GET, queryset=rows, request=request)
    return workbook("提案", formal_columns(request.seat), found.qs)
