"""Pages of terms."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from congress import actions
from congress.forms import terms as forms
from congress.models import Series, Session
from congress.tables import terms
from congress.tables.term_tabs import tabs
from congress.views.found import term_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest

LATEST = 8  # sessions on the page of a term


@requires("congress.view")
def term_list(request: SeatRequest) -> HttpResponse:
    """Every term; with ?on= the one in force on that day."""
    asked, today = Asked(request.GET), timezone.localdate()
    page = asked.page(terms.terms(request.seat, asked))
    context = {
        "page": page,
        "rows": [(term, terms.term_tone(term, today)) for term in page.object_list],
        "query": asked.query,
        "chips": terms.series_chips(request.seat, asked),
        "series": asked.one_of("series", Series.values),
        "may_manage": request.seat.can("congress.manage"),
        "trail": [("教代会", reverse("congress:session_list")), ("届次", "")],
    }
    return render(request, "congress/terms/list.html", context)


@requires("congress.view")
def term_export(request: SeatRequest) -> HttpResponse:
    rows = terms.terms(request.seat, Asked(request.GET))
    return workbook("教代会届次", terms.TERM_COLUMNS, rows)


@requires("congress.view")
def term(request: SeatRequest, term_id: int) -> HttpResponse:
    """The hub of one 届: what it is, what the rules say of it, its sessions, the work between."""
    found, today = term_of(request, term_id), timezone.localdate()
    tone, word = terms.term_tone(found, today)
    sessions = Session.objects.visible_to(request.seat).for_list()
    of_term = Q(term=found) | Q(joint_term=found)
    context = {
        "term": found,
        "tone": tone,
        "word": word,
        "trail": [*terms.term_trail(found)[:2], (str(found), "")],
        "tabs": tabs(found, request.seat, "congress:term"),
        "findings": terms.page_findings(found, today),
        "tiles": terms.term_tiles(found, today=today),
        "between": terms.between_tiles(found, request.seat) if found.is_staff else [],
        "facts": terms.term_facts(found),
        "sessions": terms.session_lines(sessions.filter(of_term)[:LATEST]),
        "may_manage": request.seat.can("congress.manage"),
    }
    return render(request, "congress/terms/detail.html", context)


def _terms_trail() -> list[tuple[str, str]]:
    return [("教代会", reverse("congress:session_list")), ("届次", reverse("congress:term_list"))]


@requires("congress.manage")
def term_new(request: SeatRequest) -> HttpResponse:
    """?series= and ?form= choose what a term begins with."""
    initial = forms.next_term(
        request.seat,
        today=timezone.localdate(),
        series=request.GET.get("series", ""),
        form=request.GET.get("form", ""),
    )
    form = forms.TermForm(request.POST or None, initial=initial)
    if request.method == "POST" and (made := form.submit(actions.open_term, by=request.seat)):
        messages.success(request, f"{made}已登记。")
        return redirect("congress:term", term_id=made.pk)
    return form_page(request, form, title="登记届次", trail=_terms_trail())


@requires("congress.manage")
def term_edit(request: SeatRequest, term_id: int) -> HttpResponse:
    found = term_of(request, term_id)
    form = forms.TermForm(request.POST or None, initial=model_to_dict(found))
    if request.method == "POST" and form.submit(actions.change_term, term=found, by=request.seat):
        messages.success(request, "届次已修改。")
        return redirect("congress:term", term_id=term_id)
    return form_page(request, form, title="修改届次", trail=terms.term_trail(found))
