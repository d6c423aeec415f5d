"""A school's own card: what the district's register holds of it, and what it reports."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import register_card as actions
from members.forms.register import CardForm, ReportForm
from members.models import Unit
from members.tables import register as tables
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked
from union_site.requests import SeatRequest

PAGE = ("本单位登记卡", "unions:own")


def _own(request: SeatRequest) -> Unit:
    rows = Unit.objects.visible_to(request.seat).filter(school_id=request.seat.union_id)
    return get_object_or_404(rows.select_related("union"))


@never_cache
@requires("registry.own")
def own(request: SeatRequest) -> HttpResponse:
    mine = Unit.objects.visible_to(request.seat).filter(school_id=request.seat.union_id)
    unit = mine.select_related("union").first()
    if unit is None:
        return render(request, "members/register/own.html", {"unit": None})
    then = tables.Then.of(unit.union, Asked(request.GET), timezone.localdate())
    label, tone = tables.standing(unit, then)
    members, cards = actions.roster_counts(request.seat.union)
    context = {
        "unit": unit,
        "label": label,
        "tone": tone,
        "sections": tables.facts(unit),
        "events": tables.events(unit, request.seat),
        "reported": tables.counts(unit),
        "members": members,
        "cards": cards,
    }
    return render(request, "members/register/own.html", context)


@never_cache
@requires("registry.own")
def own_edit(request: SeatRequest) -> HttpResponse:
    unit = _own(request)
    form = CardForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.submit(actions.correct_card, unit=unit, by=request.seat):
        messages.success(request, "登记卡已修改，区里看到的是同一份。")
        return redirect(PAGE[1])
    lead = "单位名称、建会和换届由区工会登记；有误请与区工会联系。"
    trail = [(PAGE[0], reverse(PAGE[1]))]
    return form_page(request, form, title="修改登记卡", trail=trail, lead=lead)


@require_POST
@requires("registry.own")
def own_report(request: SeatRequest) -> HttpResponse:
    """Sends the two numbers as the page showed them."""
    unit = _own(request)
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            actions.report_counts(
                unit=unit, seen=form.seen, by=request.seat, today=timezone.localdate()
            )
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, "已上报会员数和持卡数。")
    return redirect(PAGE[1])
