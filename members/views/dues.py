"""Pages of dues: the year table, opening and closing a year, one account, one's own."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members import tasks
from members.actions import dues as actions
from members.checks import dues as checks
from members.forms import dues as forms
from members.models import DuesAccount, DuesPayment, DuesYear
from members.papers import dues as papers
from members.tables import dues as tables
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.models import Job
from union_site.norms import norm
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

# Imported so that the kind of job is known to this process too.
KINDS = (tasks.open_dues,)


def dues_year_of(request: SeatRequest, dues_id: int) -> DuesYear:
    rows = DuesYear.objects.visible_to(request.seat).select_related("union")
    return get_object_or_404(rows, pk=dues_id)


def account_of(request: SeatRequest, account_id: int) -> DuesAccount:
    rows = DuesAccount.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows.select_related("dues_year__union"), pk=account_id)


def to_year(year: DuesYear) -> HttpResponse:
    return redirect(f"{reverse('members:dues')}?year={year.year}")


# --- the year ------------------------------------------------------------------------------


@requires("dues.view")
def dues_table(request: SeatRequest) -> HttpResponse:
    """Members × paid or not, of one year."""
    asked, today = Asked(request.GET), timezone.localdate()
    year, years = tables.year_asked(request.seat, asked, today)
    may_manage = request.seat.can("dues.manage")
    if year is None:
        context: dict[str, Any] = {"years": years, "may_manage": may_manage}
        return render(request, "members/dues/none.html", context)
    due = checks.months_due(year.year, today)
    listed = tables.accounts(request.seat, asked, year, today)
    page = asked.page(listed.rows, count=listed.count)
    totals = tables.totals(listed.rows, due)
    context = {
        "year": year,
        "listed": listed,
        "page": page,
        "rows": tables.account_rows(page.object_list, due),
        "totals": totals,
        "tiles": tables.tiles(totals, asked, year),
        "year_chips": tables.year_chips(years, year.year),
        "as_of": tables.as_of(year.year, due, today),
        "rule": tables.rule_of(year),
        "query": asked.query,
        "deviations": actions.deviations(year) if may_manage and year.is_open else 0,
        "may_manage": may_manage,
        "lacks_this_year": today.year not in years,
    }
    return render(request, "members/dues/table.html", context)


@requires("dues.view")
def dues_export(request: SeatRequest) -> HttpResponse:
    """The table as filtered. Holds bases: the export is in the trail."""
    asked, today = Asked(request.GET), timezone.localdate()
    year, _ = tables.year_asked(request.seat, asked, today)
    if year is None:
        return redirect("members:dues")
    rows = tables.accounts(request.seat, asked, year, today).rows
    actions.note_export(by=request.seat, what=f"{year}表", count=rows.count())
    columns = tables.account_columns(checks.months_due(year.year, today))
    return workbook(f"{year.year}年会费", columns, rows)


@requires("dues.manage")
def dues_open(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    usual = norm(actions.TRUNCATION, union=request.seat.union, on=today)
    rate = actions.rate_of(request.seat.union, today.year)
    initial = {"year": today.year, "truncation": usual.value}
    form = forms.OpenYearForm(request.POST or None, today=today, initial=initial)
    given = {"by": request.seat, "now": timezone.now()}
    if request.method == "POST" and (made := form.submit(actions.begin_year, **given)):
        if isinstance(made, Job):
            return redirect("job", job_id=made.pk)
        messages.success(request, f"{made}已开立，上一年的基数已带入。接着核对或导入工资基数。")
        return to_year(made)
    lead = (
        f"会费比例 {tables.percent(rate.decimal)}（{rate.citation}）。开立后为在册会员各立一户，"
        "应缴月份按会籍计算；保留会籍的免缴。"
    )
    return form_page(
        request, form, title="开立会费年度", trail=tables.trail(), lead=lead, submit="开立"
    )


@requires("dues.manage")
def dues_truncation(request: SeatRequest, dues_id: int) -> HttpResponse:
    year = dues_year_of(request, dues_id)
    initial = {"truncation": year.truncation}
    form = forms.TruncationForm(request.POST or None, initial=initial)
    given = {"by": request.seat, "dues_year": year}
    if request.method == "POST" and form.submit(actions.change_truncation, **given):
        messages.success(request, "尾数算法已修改，应缴会费已重新计算。")
        return to_year(year)
    lead = "本年登记第一笔缴费之后，尾数算法不能再改。"
    return form_page(request, form, title="尾数算法", trail=tables.trail(year), lead=lead)


@requires("dues.manage")
def dues_close(request: SeatRequest, dues_id: int) -> HttpResponse:
    year = dues_year_of(request, dues_id)
    # Sent empty is sent all the same: there is nothing to fill in.
    form = forms.CloseYearForm(request.POST if request.method == "POST" else None)
    given = {"by": request.seat, "dues_year": year}
    if request.method == "POST" and form.submit(actions.close_year, **given):
        messages.success(request, f"{year}已结账。")
        return to_year(year)
    lead = "结账后不能再登记、作废本年的缴费；需要更正时可以重新打开。"
    title = f"{year}结账"
    return form_page(request, form, title=title, trail=tables.trail(year), lead=lead, submit="结账")


@requires("dues.manage")
def dues_reopen(request: SeatRequest, dues_id: int) -> HttpResponse:
    year = dues_year_of(request, dues_id)
    form = forms.ReopenYearForm(request.POST or None)
    given = {"by": request.seat, "dues_year": year}
    if request.method == "POST" and form.submit(actions.reopen_year, **given):
        messages.success(request, f"{year}已重新打开。")
        return to_year(year)
    return form_page(request, form, title="重新打开", trail=tables.trail(year), submit="重新打开")


@require_POST
@requires("dues.manage")
def dues_follow(request: SeatRequest, dues_id: int) -> HttpResponse:
    year = dues_year_of(request, dues_id)
    try:
        done = actions.follow_membership(dues_year=year, by=request.seat, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        words = f"新增 {done.created} 户，变更 {done.changed} 户"
        messages.success(request, f"应缴月份已按会籍更新：{words}。")
    return to_year(year)


@requires("dues.view")
def dues_sheet(request: SeatRequest, dues_id: int) -> HttpResponse:
    """会费收缴表; with wage bases only where they are asked for."""
    year = dues_year_of(request, dues_id)
    accounts = DuesAccount.objects.visible_to(request.seat).filter(dues_year=year).for_list()
    with_bases = request.GET.get("bases") == "1"
    if with_bases:
        actions.note_export(by=request.seat, what=f"{year}收缴表（含基数）", count=accounts.count())
    paper = papers.collection_sheet(
        year, list(accounts.in_order("group")), on=timezone.localdate(), with_bases=with_bases
    )
    return answer_paper(paper, name=f"{year.year}年度会费收缴表", inline=False)


@requires("dues.view")
def dues_lapsing(request: SeatRequest) -> HttpResponse:
    """M-07: who has paid nothing for six months."""
    today = timezone.localdate()
    limit = norm(actions.LAPSE_MONTHS, union=request.seat.union, on=today)
    context = {
        "rows": actions.lapsing(by=request.seat, on=today),
        "limit": limit,
        "may_open": request.seat.can("members.view"),
        "trail": [*tables.trail(), ("长期欠缴", "")],
    }
    return render(request, "members/dues/lapsing.html", context)


# --- one account ---------------------------------------------------------------------------


@never_cache
@requires("dues.view")
def dues_account(request: SeatRequest, account_id: int) -> HttpResponse:
    account, today = account_of(request, account_id), timezone.localdate()
    due = checks.months_due(account.dues_year.year, today)
    may_manage = request.seat.can("dues.manage") and account.dues_year.is_open
    payments = DuesPayment.objects.visible_to(request.seat).filter(account=account)
    rows = tables.account_rows([account], due)
    context = {
        "account": account,
        "row": rows[0],
        "facts": tables.facts(account, due),
        "months": tables.months(account, due),
        "payments": tables.payment_rows(payments.for_list()),
        "rule": tables.rule_of(account.dues_year),
        "trail": [*tables.trail(account.dues_year), (account.member.name, "")],
        "may_manage": may_manage,
        "may_pay": may_manage and account.paid < account.year_due,
        "may_see_member": request.seat.can("members.view"),
    }
    return render(request, "members/dues/account.html", context)


@requires("dues.manage")
def dues_base(request: SeatRequest, account_id: int) -> HttpResponse:
    account = account_of(request, account_id)
    initial = {"monthly_base": account.monthly_base}
    form = forms.BaseForm(request.POST or None, account=account, initial=initial)
    given = {"account": account, "by": request.seat}
    trail = tables.account_trail(account)
    if request.method == "POST" and form.submit(actions.set_base, **given):
        messages.success(request, "工资基数已保存，应缴会费已重新计算。")
        return redirect("members:dues_account", account_id=account_id)
    return form_page(request, form, title="工资基数", trail=trail)


@requires("dues.manage")
def dues_months(request: SeatRequest, account_id: int) -> HttpResponse:
    account = account_of(request, account_id)
    initial = {
        "follows": not account.is_set_by_hand,
        "months": [str(month) for month in checks.months_of(account.owed_months)],
        "exemption_reason": account.exemption_reason if account.is_set_by_hand else "",
    }
    form = forms.MonthsForm(request.POST or None, account=account, initial=initial)
    given = {"account": account, "by": request.seat}
    trail = tables.account_trail(account)
    if request.method == "POST" and form.submit(actions.set_months, **given):
        messages.success(request, "应缴月份已保存。")
        return redirect("members:dues_account", account_id=account_id)
    context = {"form": form, "trail": [*trail, ("应缴月份", "")], "back": trail[-1][1]}
    return render(request, "members/dues/months_form.html", context)


# --- one's own -----------------------------------------------------------------------------


@never_cache
@requires("own.view")
def dues_mine(request: SeatRequest) -> HttpResponse:
    """One's own dues, and nobody else's."""
    today: datetime.date = timezone.localdate()
    mine = DuesAccount.objects.visible_to(request.seat).filter(member__seat=request.seat)
    accounts = list(mine.for_list().order_by("-dues_year__year")[:5])
    paid = DuesPayment.objects.visible_to(request.seat).live().filter(account__in=accounts)
    context = {"years": tables.own(accounts, paid, today), "trail": [("我的会费", "")]}
    return render(request, "members/dues/mine.html", context)
