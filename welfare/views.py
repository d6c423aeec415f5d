"""Pages of condolence and benefits: the ledger of visits, rounds, gifts, reasons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline, workbook
from union_site.requests import SeatRequest
from welfare import actions, forms, tables
from welfare.models import CondolenceCampaign, Gift, State, Visit, VisitReason


def _visit(request: SeatRequest, visit_id: int) -> Visit:
    mine = Visit.objects.visible_to(request.seat).select_related("union").for_list()
    return get_object_or_404(mine, pk=visit_id)


def _campaign(request: SeatRequest, campaign_id: int) -> CondolenceCampaign:
    mine = CondolenceCampaign.objects.visible_to(request.seat).select_related("union")
    return get_object_or_404(mine.for_list(), pk=campaign_id)


def _has_reasons(request: SeatRequest) -> bool:
    """A visit needs a reason: a school that has set none is led to where they are set."""
    if VisitReason.objects.visible_to(request.seat).in_use().exists():
        return True
    messages.info(request, "先设定走访事由，再登记走访。")
    return False


# --- visits -------------------------------------------------------------------------------


@requires("welfare.view")
def visit_list(request: SeatRequest) -> HttpResponse:
    asked, today = Asked(request.GET), timezone.localdate()
    listed = tables.visits(request.seat, asked)
    page = asked.page(listed.rows, count=listed.count)
    context = {
        "listed": listed,
        "page": page,
        "rows": tables.visit_rows(page.object_list, request.seat, today),
        "query": asked.query,
        "may_manage": request.seat.can("welfare.manage"),
    }
    return render(request, "welfare/visit_list.html", context)


@requires("welfare.view")
def visit_export(request: SeatRequest) -> HttpResponse:
    rows = tables.visits(request.seat, Asked(request.GET)).rows
    actions.note_export(by=request.seat, what="慰问台账", count=rows.count())
    return workbook("慰问台账", tables.visit_columns(request.seat), rows)


@requires("welfare.view")
def visit(request: SeatRequest, visit_id: int) -> HttpResponse:
    return _visit_page(request, _visit(request, visit_id))


def _visit_page(request: SeatRequest, found: Visit, details: str = "") -> HttpResponse:
    may_manage = request.seat.can("welfare.manage")
    context = {
        "visit": found,
        "row": tables.visit_rows([found], request.seat, timezone.localdate())[0],
        "trail": [*tables.visit_trail(found)[:1], (found.member.name, "")],
        "facts": tables.visit_facts(found, request.seat),
        "details": details,
        "may_read": may_manage and bool(found.details) and not details,
        "may_change": may_manage and found.state != State.DROPPED,
        "events": timeline(found, request.seat),
        "steps": tables.visit_steps(found, request.seat),
    }
    return render(request, "welfare/visit.html", context)


@never_cache
@require_POST
@requires("welfare.manage")
def visit_details(request: SeatRequest, visit_id: int) -> HttpResponse:
    """Shows what may speak of health, once; that it was read is in the trail."""
    found = _visit(request, visit_id)
    details = actions.read_details(visit=found, by=request.seat)
    return _visit_page(request, found, details)


@requires("welfare.manage")
def visit_new(request: SeatRequest) -> HttpResponse:
    """A visit that was paid already."""
    if not _has_reasons(request):
        return redirect("welfare:reason_list")
    today = timezone.localdate()
    initial = {"visited_on": today, "event_on": today, "campaign": request.GET.get("campaign")}
    form = forms.RecordForm(request.POST or None, initial=initial, seat=request.seat)
    given = {"by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.record_visit, **given)):
        messages.success(request, f"对{made.member}的慰问已登记。")
        return redirect("welfare:visit", visit_id=made.pk)
    trail = [("慰问走访", reverse("welfare:visit_list"))]
    return form_page(request, form, title="登记走访", trail=trail)


@requires("welfare.manage")
def duty_new(request: SeatRequest) -> HttpResponse:
    """A visit that is due."""
    if not _has_reasons(request):
        return redirect("welfare:reason_list")
    today = timezone.localdate()
    form = forms.DutyForm(request.POST or None, initial={"event_on": today}, seat=request.seat)
    given = {"by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.open_duty, **given)):
        messages.success(request, f"已列为应访：{made.member}，请在 {made.due_on} 前走访。")
        return redirect("welfare:visit", visit_id=made.pk)
    trail = [("慰问走访", reverse("welfare:visit_list"))]
    return form_page(request, form, title="登记应访", trail=trail)


@requires("welfare.manage")
def visit_edit(request: SeatRequest, visit_id: int) -> HttpResponse:
    found = _visit(request, visit_id)
    initial = model_to_dict(found)
    form = forms.ChangeDutyForm(request.POST or None, initial=initial, seat=request.seat)
    given = {"visit": found, "by": request.seat}
    trail = tables.visit_trail(found)
    if request.method == "POST" and form.submit(actions.change_duty, **given):
        messages.success(request, "走访事由已修改。")
        return redirect("welfare:visit", visit_id=visit_id)
    return form_page(request, form, title="修改事由", trail=trail)


@requires("welfare.manage")
def visit_pay(request: SeatRequest, visit_id: int) -> HttpResponse:
    found, today = _visit(request, visit_id), timezone.localdate()
    form = forms.PaidForm(request.POST or None, initial=forms.paid(found, today=today))
    given = {"visit": found, "by": request.seat, "today": today}
    trail = tables.visit_trail(found)
    lead = f"{found.member}：{found.reason}，{found.get_relation_display()}"
    if request.method == "POST" and form.submit(actions.pay_visit, **given):
        messages.success(request, f"对{found.member}的慰问已登记。")
        return redirect("welfare:visit", visit_id=visit_id)
    return form_page(request, form, title="登记走访", trail=trail, lead=lead)


@requires("welfare.manage")
def visit_drop(request: SeatRequest, visit_id: int) -> HttpResponse:
    found = _visit(request, visit_id)
    form = forms.NoteForm(request.POST or None)
    given = {"visit": found, "by": request.seat}
    trail, word = tables.visit_trail(found), "不再走访" if found.is_due else "作废"
    if request.method == "POST" and form.submit(actions.drop_visit, **given):
        messages.success(request, "已办理。")
        return redirect("welfare:visit", visit_id=visit_id)
    return form_page(request, form, title=word, trail=trail, submit=word, is_destructive=True)


# --- rounds -------------------------------------------------------------------------------


@requires("welfare.view")
def campaign_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.campaigns(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "trail": [("慰问走访", reverse("welfare:visit_list")), ("慰问批次", "")],
        "may_manage": request.seat.can("welfare.manage"),
    }
    return render(request, "welfare/campaign_list.html", context)


@requires("welfare.view")
def campaign_export(request: SeatRequest) -> HttpResponse:
    rows = tables.campaigns(request.seat, Asked(request.GET)).rows
    return workbook("慰问批次", tables.CAMPAIGN_COLUMNS, rows)


@requires("welfare.view")
def campaign(request: SeatRequest, campaign_id: int) -> HttpResponse:
    found, today = _campaign(request, campaign_id), timezone.localdate()
    mine = Visit.objects.visible_to(request.seat).filter(campaign=found)
    page = Asked(request.GET).page(mine.for_list())
    context = {
        "campaign": found,
        "page": page,
        "rows": tables.visit_rows(page.object_list, request.seat, today),
        "trail": [*tables.campaign_trail(found)[:1], (found.title, "")],
        "facts": tables.campaign_facts(found),
        "may_manage": request.seat.can("welfare.manage"),
    }
    return render(request, "welfare/campaign.html", context)


@requires("welfare.manage")
def campaign_new(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    initial = {"starts_on": today, "ends_on": today, "fund_source": "union"}
    form = forms.CampaignForm(request.POST or None, initial=initial)
    given = {"by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.open_campaign, **given)):
        messages.success(request, f"“{made}”已登记，接着登记慰问对象。")
        return redirect("welfare:campaign", campaign_id=made.pk)
    trail = [("慰问批次", reverse("welfare:campaign_list"))]
    return form_page(request, form, title="登记慰问批次", trail=trail)


@requires("welfare.manage")
def campaign_edit(request: SeatRequest, campaign_id: int) -> HttpResponse:
    found = _campaign(request, campaign_id)
    form = forms.CampaignForm(request.POST or None, initial=model_to_dict(found))
    given = {"campaign": found, "by": request.seat}
    trail = tables.campaign_trail(found)
    if request.method == "POST" and form.submit(actions.change_campaign, **given):
        messages.success(request, "慰问批次已修改。")
        return redirect("welfare:campaign", campaign_id=campaign_id)
    return form_page(request, form, title="修改慰问批次", trail=trail)


@requires("welfare.manage")
def campaign_visits(request: SeatRequest, campaign_id: int) -> HttpResponse:
    """Several members of one round at once."""
    found = _campaign(request, campaign_id)
    if not _has_reasons(request):
        return redirect("welfare:reason_list")
    initial: dict[str, Any] = {
        "visited_on": found.starts_on,
        "form": Visit.Form.GOODS,
        "fund_source": found.fund_source,
    }
    form = forms.RoundForm(request.POST or None, initial=initial, seat=request.seat)
    given = {"campaign": found, "by": request.seat, "today": timezone.localdate()}
    context = {
        "form": form,
        "campaign": found,
        "trail": [*tables.campaign_trail(found), ("登记慰问对象", "")],
    }
    if request.method == "POST" and (made := form.submit(actions.record_round, **given)):
        messages.success(request, f"已登记 {len(made)} 人次。")
        return redirect("welfare:campaign", campaign_id=campaign_id)
    return render(request, "welfare/campaign_visits.html", context)


# --- gifts --------------------------------------------------------------------------------


@requires("welfare.view")
def benefits(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.gifts(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "may_manage": request.seat.can("welfare.manage"),
    }
    return render(request, "welfare/benefits.html", context)


@requires("welfare.view")
def benefit_export(request: SeatRequest) -> HttpResponse:
    rows = tables.gifts(request.seat, Asked(request.GET)).rows
    actions.note_export(by=request.seat, what="福利发放表", count=rows.count())
    return workbook("福利发放", tables.GIFT_COLUMNS, rows)


@requires("welfare.manage")
def benefit_new(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    initial = forms.gift_of(request.seat, today=today)
    form = forms.GiftForm(request.POST or None, initial=initial, seat=request.seat)
    given = {"by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.give, **given)):
        messages.success(request, f"{made}，已登记。")
        return redirect("welfare:benefits")
    trail = [("福利发放", reverse("welfare:benefits"))]
    return form_page(request, form, title="登记发放", trail=trail)


@requires("welfare.manage")
def birthdays(request: SeatRequest) -> HttpResponse:
    """The cards of one month; ?month=2026-12."""
    today = timezone.localdate()
    first = Asked(request.GET).month("month") or today.replace(day=1)
    initial = forms.gift_of(request.seat, today=today)
    form = forms.BirthdayForm(request.POST or None, initial=initial, seat=request.seat)
    given = {"by": request.seat, "today": today, "year": first.year}
    rows = tables.birthdays(request.seat, year=first.year, month=first.month)
    context = {
        "form": form,
        "month": first,
        "rows": rows,
        "open_count": sum(1 for row in rows if row.given_on is None),
        "chosen": request.POST.getlist("members"),
        "chips": tables.month_chips(first.year, first.month),
        "trail": [("福利发放", reverse("welfare:benefits")), ("生日慰问", "")],
    }
    if request.method == "POST" and (made := form.submit(actions.give_birthday_cards, **given)):
        messages.success(request, f"已登记 {len(made)} 人的生日慰问。")
        return redirect(f"{reverse('welfare:birthdays')}?month={first:%Y-%m}")
    return render(request, "welfare/birthdays.html", context)


@require_POST
@requires("welfare.manage")
def benefit_take_back(request: SeatRequest, gift_id: int) -> HttpResponse:
    found = get_object_or_404(Gift.objects.visible_to(request.seat).for_list(), pk=gift_id)
    actions.take_back(gift=found, by=request.seat)
    messages.success(request, "已删去误登的发放，操作记录中留有姓名。")
    return redirect("welfare:benefits")


# --- reasons ------------------------------------------------------------------------------


@requires("welfare.manage")
def reason_list(request: SeatRequest) -> HttpResponse:
    context = {
        "reasons": VisitReason.objects.visible_to(request.seat).for_list(),
        "trail": [("慰问走访", reverse("welfare:visit_list")), ("走访事由", "")],
    }
    return render(request, "welfare/reason_list.html", context)


@require_POST
@requires("welfare.manage")
def reason_common(request: SeatRequest) -> HttpResponse:
    count = actions.adopt_common_reasons(by=request.seat)
    messages.success(request, f"已加入 {count} 项常用事由，可按本校制度修改。")
    return redirect("welfare:reason_list")


@requires("welfare.manage")
def reason_new(request: SeatRequest) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None, initial={"is_active": True})
    if request.method == "POST" and form.submit(actions.add_reason, by=request.seat):
        messages.success(request, "走访事由已增加。")
        return redirect("welfare:reason_list")
    trail = [("走访事由", reverse("welfare:reason_list"))]
    return form_page(request, form, title="增加事由", trail=trail)


@requires("welfare.manage")
def reason_edit(request: SeatRequest, reason_id: int) -> HttpResponse:
    found = get_object_or_404(VisitReason.objects.visible_to(request.seat), pk=reason_id)
    form = forms.ReasonForm(request.POST or None, initial=model_to_dict(found))
    given = {"reason": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_reason, **given):
        messages.success(request, "走访事由已修改。")
        return redirect("welfare:reason_list")
    trail = [("走访事由", reverse("welfare:reason_list"))]
    return form_page(request, form, title="修改事由", trail=trail)
