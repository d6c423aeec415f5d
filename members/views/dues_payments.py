"""Pages of payments and wage bases: receipts, a month for everybody, sheets of bases."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import dues, dues_bases
from members.actions import dues_payments as actions
from members.checks import dues as checks
from members.forms import dues as forms
from members.models import BaseImport, DuesPayment
from members.tables import dues as tables
from members.views.dues import account_of, dues_year_of, to_year
from union_site import attachments
from union_site.door import requires
from union_site.forms import form_page, take_errors
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest

# --- payments ------------------------------------------------------------------------------


@requires("dues.view")
def payment_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.payments(request.seat, asked)
    page = asked.page(listed.rows)
    context = {
        "listed": listed,
        "page": page,
        "rows": tables.payment_rows(page.object_list),
        "total": tables.total_of(listed.rows),
        "query": asked.query,
        "trail": [*tables.trail(), ("缴费记录", "")],
        "may_manage": request.seat.can("dues.manage"),
    }
    return render(request, "members/dues/payments.html", context)


@requires("dues.view")
def payment_export(request: SeatRequest) -> HttpResponse:
    rows = tables.payments(request.seat, Asked(request.GET)).rows
    dues.note_export(by=request.seat, what="会费缴纳记录", count=rows.count())
    return workbook("会费缴纳记录", tables.PAYMENT_COLUMNS, rows)


@requires("dues.manage")
def payment_new(request: SeatRequest, account_id: int) -> HttpResponse:
    account, today = account_of(request, account_id), timezone.localdate()
    arrears = dues.arrears_of(account, checks.months_due(account.dues_year.year, today))
    rest = max(Decimal(0), account.year_due - account.paid)
    initial = {"amount": arrears.amount or rest, "paid_on": today, "method": "transfer"}
    form = forms.PaymentForm(request.POST or None, account=account, initial=initial)
    given = {"account": account, "by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.record, **given)):
        messages.success(request, f"已登记，收据号 {made.receipt_no}。")
        return redirect("members:dues_account", account_id=account_id)
    lead = (
        f"{account.member}：欠缴 {tables.money(arrears.amount)} 元；缴清全年还要"
        f" {tables.money(rest)} 元。先缴的先抵最早的月份。"
    )
    trail = tables.account_trail(account)
    return form_page(request, form, title="登记缴费", trail=trail, lead=lead, submit="登记")


@requires("dues.manage")
def payment_void(request: SeatRequest, payment_id: int) -> HttpResponse:
    rows = DuesPayment.objects.visible_to(request.seat).for_list()
    payment = get_object_or_404(rows, pk=payment_id)
    form = forms.VoidForm(request.POST or None)
    given = {"payment": payment, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and form.submit(actions.void, **given):
        messages.success(request, f"收据 {payment.receipt_no} 已作废。")
        return redirect("members:dues_account", account_id=payment.account_id)
    return form_page(
        request,
        form,
        title="作废收据",
        trail=tables.account_trail(payment.account),
        lead=f"{payment}，{tables.money(payment.amount)} 元。作废后留有记录，不会删除。",
        submit="作废",
        is_destructive=True,
    )


@requires("dues.manage")
def payroll(request: SeatRequest, dues_id: int) -> HttpResponse:
    """A month's deduction for all who owe it: first the list, then one act."""
    year, today = dues_year_of(request, dues_id), timezone.localdate()
    asked = Asked(request.GET)
    month = min(12, max(1, asked.number("month") or _usual_month(year.year)))
    initial = {"month": month, "paid_on": today}
    form = forms.DeductionForm(request.POST or None, dues_year=year, today=today, initial=initial)
    given = {"dues_year": year, "by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.deduct_month, **given)):
        total = sum((payment.amount for payment in made), Decimal(0))
        messages.success(request, f"已登记 {len(made)} 人的代扣，共 {tables.money(total)} 元。")
        return to_year(year)
    chosen = actions.deductions(year, month)
    context = {
        "year": year,
        "month": month,
        "months": form.fields["month"].choices,  # type: ignore[attr-defined]
        "form": form,
        "rows": chosen,
        "total": sum((item.amount for item in chosen), Decimal(0)),
        "deviations": dues.deviations(year) if year.is_open else 0,
        "trail": [*tables.trail(year), ("工资代扣", "")],
    }
    return render(request, "members/dues/payroll.html", context)


def _usual_month(year: int) -> int:
    """The last month that is over."""
    return checks.months_due(year, timezone.localdate()) or 1


# --- sheets of bases -----------------------------------------------------------------------


def _brought(request: SeatRequest, bases_id: int) -> BaseImport:
    rows = BaseImport.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows.select_related("union", "dues_year__union"), pk=bases_id)


@requires("dues.manage")
def bases_upload(request: SeatRequest, dues_id: int) -> HttpResponse:
    year = dues_year_of(request, dues_id)
    is_sent = request.method == "POST"
    form = forms.BasesFileForm(request.POST, request.FILES) if is_sent else forms.BasesFileForm()
    if is_sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            brought = dues_bases.bring(
                dues_year=year, content=upload.read(), file_name=upload.name, by=request.seat
            )
        except ValidationError as refusal:
            take_errors(form, refusal)
        else:
            return redirect("members:dues_bases_run", bases_id=brought.pk)
    past = BaseImport.objects.visible_to(request.seat).filter(dues_year=year).for_list()
    context = {
        "form": form,
        "year": year,
        "past": past[:10],
        "trail": [*tables.trail(year), ("导入基数", "")],
    }
    return render(request, "members/dues/bases.html", context)


@requires("dues.manage")
def bases_form(request: SeatRequest, dues_id: int) -> HttpResponse:
    year = dues_year_of(request, dues_id)
    content = dues_bases.form(dues_year=year, by=request.seat)
    name = f"{year.year}年工资基数.xlsx"
    return attachments.answer(content, name=name, content_type=attachments.XLSX)


@never_cache
@requires("dues.manage")
def bases_run(request: SeatRequest, bases_id: int) -> HttpResponse:
    brought = _brought(request, bases_id)
    run = dues_bases.run(brought)
    upload = reverse("members:dues_bases", args=[brought.dues_year_id])
    context = {
        "brought": brought,
        "run": run,
        "unchanged_count": len(run.rows) - len(run.changed),
        "trail": [*tables.trail(brought.dues_year), ("导入基数", upload), (str(brought), "")],
    }
    return render(request, "members/dues/bases_run.html", context)


@require_POST
@requires("dues.manage")
def bases_apply(request: SeatRequest, bases_id: int) -> HttpResponse:
    brought = _brought(request, bases_id)
    seen = request.POST.get("seen", "")
    try:
        done = dues_bases.apply(brought=brought, seen=seen, by=request.seat, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members:dues_bases_run", bases_id=bases_id)
    messages.success(request, f"基数已导入，{done.changed_count} 人有变化。")
    return to_year(brought.dues_year)


@require_POST
@requires("dues.manage")
def bases_discard(request: SeatRequest, bases_id: int) -> HttpResponse:
    brought = _brought(request, bases_id)
    try:
        dues_bases.discard(brought=brought, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members:dues_bases_run", bases_id=bases_id)
    messages.success(request, "已放弃这次导入，表里的内容已删除。")
    return redirect("members:dues_bases", dues_id=brought.dues_year_id)
