"""Staff types in for somebody without a phone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from proposals import actions
from proposals.forms.behalf import BehalfForm
from proposals.forms.micro import MicroProposalForm
from union_site.door import requires
from union_site.forms import take_errors
from union_site.norms import norm
from union_site.requests import SeatRequest


def limit_of(request: SeatRequest) -> int:
    """How many characters a micro-proposal may have here and today."""
    today = timezone.localdate()
    return norm("proposals.micro_characters", union=request.seat.union, on=today).number


@never_cache
@requires("proposals.screen")
def micro_behalf(request: SeatRequest) -> HttpResponse:
    """One proposal for somebody else; answers with the receipt to be handed over."""
    options: dict[str, Any] = {"limit": limit_of(request), "by": request.seat}
    form: MicroProposalForm
    if request.method == "POST":
        form = BehalfForm(request.POST, request.FILES, **options)
        if form.is_valid():
            try:
                receipt = actions.enter(**form.cleaned_data, by=request.seat)
            except ValidationError as refusal:
                take_errors(form, refusal)
            else:
                return render(
                    request,
                    "proposals/micro/receipt.html",
                    {"receipt": receipt, "is_behalf": True},
                )
    else:
        key = {"submission_key": actions.new_submission_key()}
        form = BehalfForm(initial=key, **options)
    return render(request, "proposals/micro/behalf.html", {"form": form})
