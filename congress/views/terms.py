"""Pages of terms."""

from __future__ import annotations

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from congress import actions
from congress.forms import terms as forms
from congress.tables import terms
from congress.views.found import term_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked
from union_site.requests import SeatRequest


@requires("congress.view")
def term_list(request: SeatRequest) -> HttpResponse:
    """Every term; with ?on= the one in force on that day."""
    asked = Asked(request.GET)
    context = {
        "page": asked.page(terms.terms(request.seat, asked)),
        "query": asked.query,
        "today": timezone.localdate(),
        "may_manage": request.seat.can("congress.manage"),
        "trail": [("教代会", reverse("congress:session_list")), ("届次", "")],
    }
    return render(request, "congress/term_list.html", context)


def _terms_trail() -> list[tuple[str, str]]:
    return [("教代会", reverse("congress:session_list")), ("届次", reverse("congress:term_list"))]


@requires("congress.manage")
def term_new(request: SeatRequest) -> HttpResponse:
    form = forms.TermForm(request.POST or None, initial=forms.next_term(request.seat))
    if request.method == "POST" and (made := form.submit(actions.open_term, by=request.seat)):
        messages.success(request, f"{made}已登记。")
        return redirect("congress:session_list")
    return form_page(request, form, title="登记届次", trail=_terms_trail())


@requires("congress.manage")
def term_edit(request: SeatRequest, term_id: int) -> HttpResponse:
    term = term_of(request, term_id)
    form = forms.TermForm(request.POST or None, initial=model_to_dict(term))
    if request.method == "POST" and form.submit(actions.change_term, term=term, by=request.seat):
        messages.success(request, "届次已修改。")
        return redirect("congress:term_list")
    return form_page(request, form, title="修改届次", trail=_terms_trail())
