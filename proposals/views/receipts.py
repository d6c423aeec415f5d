"""For holders of a receipt."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from proposals import actions
from proposals.forms.micro import RateForm, ReceiptForm
from proposals.models import MicroProposal
from proposals.steps import micro as steps
from proposals.views.following import follow_up_by_receipt
from union_site.accounts import client_address
from union_site.door import public
from union_site.forms import take_errors


@never_cache
@public
def receipt(request: HttpRequest) -> HttpResponse:
    """For the holder of a receipt: how it stands, and the rating. Needs no login on purpose."""
    code = request.POST.get("code", "")
    form = ReceiptForm(request.POST if "code" in request.POST else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        proposal = actions.find_by_receipt(code, client=client_address(request))
        if proposal is None:
            form.add_error("code", "没有这个回执码，请核对字母和数字。")
        elif proposal.is_in_bag:
            context |= {"proposal": proposal, "badge": steps.IN_BAG, "rating": None, "verdict": ""}
        else:
            context |= _by_receipt(request, proposal, code)
    return render(request, "proposals/micro/receipt_lookup.html", context)


def _by_receipt(request: HttpRequest, proposal: MicroProposal, code: str) -> dict[str, Any]:
    rating = steps.rate_form(proposal, request.POST if "satisfaction" in request.POST else None)
    has_rated = rating.is_bound and rating.is_valid() and _rated(rating, proposal)
    verdict = actions.verdict_in_bag(proposal)
    return {
        **follow_up_by_receipt(request, proposal),
        "why_declined": actions.why_declined(proposal),
        "has_rated": has_rated,
        "verdict": verdict,
        "what_now": steps.where_it_stands(proposal, verdict),
        "proposal": proposal,
        "code": code,
        "badge": steps.badge(proposal),
        "rating": rating if steps.may_rate_by_receipt(proposal) and not verdict else None,
    }


def _rated(rating: RateForm, proposal: MicroProposal) -> bool:
    cleaned = rating.cleaned_data
    try:
        actions.rate_by_receipt(
            proposal=proposal, satisfaction=cleaned["satisfaction"], note=cleaned["note"]
        )
    except ValidationError as error:
        take_errors(rating, error)
        return False
    return True
