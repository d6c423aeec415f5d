"""Pages of bodies: the overview, one body, who holds which post."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from members.actions import organisation as actions
from members.checks import standing
from members.checks.standing import Standing
from members.forms import organisation as forms
from members.models import Body, BodyTerm
from members.tables import organisation as tables
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest


def _body(request: SeatRequest, body_id: int) -> Body:
    rows = Body.objects.visible_to(request.seat).select_related("union")
    return get_object_or_404(rows, pk=body_id)


def _now(request: SeatRequest) -> Standing:
    return Standing.of(request.seat.union, today=timezone.localdate())


@requires("organisation.view")
def body_list(request: SeatRequest) -> HttpResponse:
    """All bodies with the term in office, who holds which post, and what is to be said."""
    asked, now = Asked(request.GET), _now(request)
    context = {
        "cards": tables.cards(request.seat, now, asked),
        "chips": tables.kind_chips(request.seat, asked),
        "findings": [*standing.of_union(now), *tables.stale_roles(request.seat, now)],
        "missing": tables.missing_kinds(request.seat),
        "members": now.members,
        "may_manage": request.seat.can("organisation.manage"),
    }
    return render(request, "members/organisation/overview.html", context)


@requires("organisation.view")
def post_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.posts(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "trail": [*tables.trail(), ("任职名单", "")],
    }
    return render(request, "members/organisation/posts.html", context)


@requires("organisation.view")
def post_export(request: SeatRequest) -> HttpResponse:
    rows = tables.posts(request.seat, Asked(request.GET)).rows
    return workbook("任职名单", tables.POST_COLUMNS, rows)


@requires("organisation.manage")
def body_new(request: SeatRequest) -> HttpResponse:
    form = forms.BodyForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and (made := form.submit(actions.add_body, by=request.seat)):
        messages.success(request, f"“{made}”已设立，接着登记本届。")
        return redirect("members:term_new", body_id=made.pk)
    return form_page(request, form, title="设立机构", trail=tables.trail())


@requires("organisation.view")
def body(request: SeatRequest, body_id: int) -> HttpResponse:
    """One body with all its terms."""
    found, now = _body(request, body_id), _now(request)
    rows = BodyTerm.objects.visible_to(request.seat).filter(body=found)
    terms = rows.for_list().prefetch_related("posts__member")
    context = {
        "body": found,
        "trail": [*tables.trail(), (found.name, "")],
        "terms": [
            (term, tables.chair_of(term.posts.all()), *tables.left(term, now)) for term in terms
        ],
        "findings": tables.findings(now.terms[found.pk], now, request.seat)
        if found.pk in now.terms
        else [],
        "has_current": found.pk in now.terms,
        "may_manage": request.seat.can("organisation.manage"),
    }
    return render(request, "members/organisation/body.html", context)


@requires("organisation.manage")
def body_rename(request: SeatRequest, body_id: int) -> HttpResponse:
    found = _body(request, body_id)
    form = forms.RenameBodyForm(request.POST or None, initial={"name": found.name})
    given = {"body": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.rename_body, **given):
        messages.success(request, "名称已修改。")
        return redirect("members:body", body_id=body_id)
    return form_page(request, form, title="改名", trail=tables.trail(found))
