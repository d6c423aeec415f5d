"""Pages of accounts: who has none, opening them, the slips that are printed once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members import actions, tasks
from members.models import Member, Slip, SlipSheet
from members.papers import accounts as papers
from members.tables import accounts as tables
from members.views.roster import _member
from union_site.door import requires
from union_site.listing import Asked
from union_site.models import Job
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

# Imported so that the kind of job is known to this process too.
KINDS = (tasks.open_accounts,)


@never_cache
@requires("members.accounts")
def accounts(request: SeatRequest) -> HttpResponse:
    """Accounts by what they are waiting for, and the slips that wait to be printed."""
    asked = Asked(request.GET)
    listed, state = tables.accounts(request.seat, asked)
    page = asked.page(listed.rows, size=50, count=listed.count)
    sheets = SlipSheet.objects.visible_to(request.seat).readable(timezone.now())
    context = {
        "listed": listed,
        "state": state,
        "page": page,
        "rows": tables.account_rows(page.object_list),
        "query": asked.query,
        "sheets": sheets.for_list(),
        "active_count": Member.objects.visible_to(request.seat).active().count(),
        "without_count": Member.objects.visible_to(request.seat).without_account().count(),
        "trail": [("会员名册", reverse("members:list")), ("会员账号", "")],
    }
    return render(request, "members/accounts.html", context)


@require_POST
@requires("members.accounts")
def accounts_open(request: SeatRequest) -> HttpResponse:
    """For all without an account, or for those picked."""
    picked = [int(pk) for pk in request.POST.getlist("member") if pk.isascii() and pk.isdigit()]
    member_ids = picked if request.POST.get("who") == "picked" else None
    try:
        begun = actions.begin_accounts(by=request.seat, member_ids=member_ids, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members:accounts")
    if isinstance(begun, Job):
        return redirect("job", job_id=begun.pk)
    return redirect("members:slips", sheet_id=begun.pk)


@require_POST
@requires("members.accounts")
def password_renew(request: SeatRequest, member_id: int) -> HttpResponse:
    member = _member(request, member_id)
    try:
        sheet = actions.renew_password(member=member, by=request.seat, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members:detail", member_id=member_id)
    return redirect("members:slips", sheet_id=sheet.pk)


def _slips(request: SeatRequest, sheet_id: int) -> tuple[SlipSheet, list[Slip]]:
    rows = SlipSheet.objects.visible_to(request.seat).select_related("union", "by__user")
    sheet = get_object_or_404(rows, pk=sheet_id)
    try:
        return sheet, actions.read_slips(sheet=sheet, by=request.seat, now=timezone.now())
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return sheet, []


@never_cache
@requires("members.accounts")
def slips(request: SeatRequest, sheet_id: int) -> HttpResponse:
    sheet, lines = _slips(request, sheet_id)
    context = {
        "sheet": sheet,
        "slips": lines,
        "address": request.build_absolute_uri(reverse("account_login")),
        "trail": [
            ("会员名册", reverse("members:list")),
            ("会员账号", reverse("members:accounts")),
            ("密码条", ""),
        ],
    }
    return render(request, "members/slips.html", context)


@never_cache
@requires("members.accounts")
def slips_pdf(request: SeatRequest, sheet_id: int) -> HttpResponse:
    sheet, lines = _slips(request, sheet_id)
    if not lines:
        return redirect("members:slips", sheet_id=sheet_id)
    address = request.build_absolute_uri(reverse("account_login"))
    paper = papers.slip_sheet(
        lines, union=sheet.union, on=timezone.localdate(sheet.at), address=address
    )
    return answer_paper(paper, name="会员账号密码条", inline=False)


@require_POST
@requires("members.accounts")
def slips_destroy(request: SeatRequest, sheet_id: int) -> HttpResponse:
    sheet = get_object_or_404(SlipSheet.objects.visible_to(request.seat), pk=sheet_id)
    actions.destroy_slips(sheet=sheet, by=request.seat, now=timezone.now())
    messages.success(request, "密码条已销毁，系统里不再保存这些一次性密码。")
    return redirect("members:accounts")
