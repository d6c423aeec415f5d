"""Pages of delegations: who is in which, who heads them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from congress.actions import delegations as actions
from congress.forms import delegations as forms
from congress.models import CongressTerm
from congress.tables import delegations as tables
from congress.tables.delegates import trail
from congress.tables.term_tabs import tabs
from congress.views.found import delegation_of, term_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.requests import SeatRequest


def _trail(term: CongressTerm) -> list[tuple[str, str]]:
    return trail(term, ("代表团", reverse("congress:delegation_list", args=[term.pk])))


@requires("congress.view")
def delegation_list(request: SeatRequest, term_id: int) -> HttpResponse:
    """Every delegation with its people. All on one page: a school has a handful."""
    term = term_of(request, term_id)
    context = {
        "term": term,
        "cards": tables.cards(request.seat, term),
        "unseated": tables.unseated(request.seat, term),
        "may_manage": request.seat.can("congress.manage"),
        "tabs": tabs(term, request.seat, "congress:delegation_list"),
        "trail": trail(term, ("代表团", "")),
    }
    return render(request, "congress/delegates/delegations.html", context)


@requires("congress.manage")
def delegation_new(request: SeatRequest, term_id: int) -> HttpResponse:
    term = term_of(request, term_id)
    initial = {"position": term.delegations.count() + 1}
    form = forms.DelegationForm(request.POST or None, initial=initial, term=term, seat=request.seat)
    given = {"term": term, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.add_delegation, **given)):
        messages.success(request, f"“{made}”已设立。")
        return redirect("congress:delegation_list", term_id=term_id)
    return form_page(request, form, title="设立代表团", trail=_trail(term))


@requires("congress.manage")
def delegation_edit(request: SeatRequest, delegation_id: int) -> HttpResponse:
    found = delegation_of(request, delegation_id)
    form = forms.DelegationForm(
        request.POST or None,
        initial=forms.initial_of(found),
        term=found.term,
        seat=request.seat,
        delegation=found,
    )
    given = {"delegation": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_delegation, **given):
        messages.success(request, f"“{found}”已修改。")
        return redirect("congress:delegation_list", term_id=found.term_id)
    return form_page(request, form, title="修改代表团", trail=_trail(found.term))


@require_POST
@requires("congress.manage")
def delegation_remove(request: SeatRequest, delegation_id: int) -> HttpResponse:
    found = delegation_of(request, delegation_id)
    term_id = found.term_id
    try:
        actions.remove_delegation(delegation=found, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "代表团已删去，操作记录中留有名称。")
    return redirect("congress:delegation_list", term_id=term_id)


@requires("congress.manage")
def delegation_assign(request: SeatRequest, term_id: int) -> HttpResponse:
    term = term_of(request, term_id)
    form = forms.AssignForm(request.POST or None, term=term, seat=request.seat)
    given = {"term": term, "by": request.seat}
    if request.method == "POST" and (moved := form.submit(actions.assign_constituencies, **given)):
        messages.success(request, f"已编入 {moved} 人，请为各团推选团（组）长。")
        return redirect("congress:delegation_list", term_id=term_id)
    lead = "选区的全部在任正式代表编入所选代表团；换团的代表原任团内职务随之免去。"
    return form_page(request, form, title="按选区编入代表团", trail=_trail(term), lead=lead)
