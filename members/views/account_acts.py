"""Acts on several accounts: each says what follows and is confirmed before it is done."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from members import tasks
from members.actions import account_acts
from members.actions import accounts as actions
from members.forms import accounts as forms
from members.tables import accounts as tables
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.models import Job
from union_site.requests import SeatRequest

# Imported so that the kind of job is known to this process too.
KINDS = (tasks.renew_passwords,)


def _picked(request: SeatRequest) -> list[int]:
    """Those ticked, or, with who=all, everybody the list was showing on all its pages."""
    if request.POST.get("who") == "all":
        listed, _ = tables.accounts(request.seat, Asked(request.GET))
        return list(listed.rows.values_list("pk", flat=True))
    sent = [*request.POST.getlist("member"), *request.POST.getlist("member_ids")]
    return [int(pk) for pk in sent if pk.isascii() and pk.isdigit() and len(pk) < 19]


def _trail() -> list[tuple[str, str]]:
    here = reverse("members:accounts")
    return [("会员名册", reverse("members:list")), ("会员账号", here)]


@require_POST
@requires("members.accounts")
def accounts_renew(request: SeatRequest) -> HttpResponse:
    """New one-time passwords for those picked."""
    picked = _picked(request)
    data = request.POST.copy()
    data.setlist("member_ids", [str(pk) for pk in picked])
    form = forms.RenewalForm(data, picked=picked)
    begun = form.submit(actions.begin_renewal, by=request.seat, now=timezone.now())
    if isinstance(begun, Job):
        return redirect("job", job_id=begun.pk)
    if begun is not None:
        return redirect("members:slips", sheet_id=begun.pk)
    return form_page(request, form, title="重开一次性密码", trail=_trail(), submit="重开密码")


@require_POST
@requires("members.accounts")
def accounts_close(request: SeatRequest) -> HttpResponse:
    """Closes the seats of those picked."""
    picked = _picked(request)
    data = request.POST.copy()
    data.setlist("member_ids", [str(pk) for pk in picked])
    form = forms.ClosingForm(data, picked=picked)
    closed = form.submit(account_acts.close, by=request.seat, today=timezone.localdate())
    if closed is not None:
        messages.success(request, f"已停用 {len(closed)} 个账号。")
        return redirect("members:accounts")
    return form_page(
        request, form, title="停用账号", trail=_trail(), submit="停用", is_destructive=True
    )


@require_POST
@requires("members.accounts")
def accounts_reopen(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    try:
        opened = account_acts.reopen(by=request.seat, member_ids=_picked(request), today=today)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(f"{reverse('members:accounts')}?state=closed")
    messages.success(request, f"已恢复 {len(opened)} 个账号；原密码仍然有效，忘记的可以重开密码。")
    return redirect("members:accounts")


@requires("members.accounts")
def accounts_export(request: SeatRequest) -> HttpResponse:
    """The list as filtered: usernames, never a password."""
    listed, _ = tables.accounts(request.seat, Asked(request.GET))
    account_acts.note_export(by=request.seat, count=listed.rows.count())
    return workbook("会员账号", tables.COLUMNS, listed.rows)
