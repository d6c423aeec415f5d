"""Pages of members: the list, one member, the form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members import actions
from members.forms import roster as forms
from members.models import Member
from members.tables import membership
from members.tables import roster as tables
from union_site.door import requires
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest

# What a search keeps of the question before it.
CARRIED = (
    "status",
    "order",
    "group",
    "sex",
    "minority",
    "engagement",
    "card",
    "account",
    "from",
    "to",
)


def _member(request: SeatRequest, member_id: int) -> Member:
    rows = Member.objects.visible_to(request.seat).unmerged()
    return get_object_or_404(rows.select_related("group", "union", "seat__user"), pk=member_id)


@requires("members.view")
def member_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.members(request.seat, asked)
    page = asked.page(listed.rows)
    context = {
        "listed": listed,
        "page": page,
        "rows": tables.for_reader(page.object_list, request.seat),
        "query": asked.query,
        "words": asked.words,
        "carried": [(name, value) for name, value in request.GET.items() if name in CARRIED],
        "may_manage": request.seat.can("members.manage"),
        "may_import": request.seat.can("members.import"),
        "may_open": request.seat.can("members.accounts"),
    }
    return render(request, "members/list.html", context)


@requires("members.view")
def member_export(request: SeatRequest) -> HttpResponse:
    """The list as filtered, masked."""
    rows = tables.members(request.seat, Asked(request.GET)).rows
    return workbook("会员名册", tables.COLUMNS, rows)


@never_cache
@requires("members.view")
def member_detail(request: SeatRequest, member_id: int) -> HttpResponse:
    merged = Member.objects.visible_to(request.seat).filter(merged_into__isnull=False)
    if kept_id := merged.filter(pk=member_id).values_list("merged_into", flat=True).first():
        return redirect("members:detail", member_id=kept_id)
    return _detail(request, _member(request, member_id), forms.ReasonForm())


def _detail(
    request: SeatRequest, member: Member, form: forms.ReasonForm, id_number: str = ""
) -> HttpResponse:
    context = {
        "member": member,
        "trail": [*tables.trail(member)[:1], (member.name, "")],
        "sections": tables.facts(member, request.seat),
        "events": tables.history(member, request.seat),
        "life": membership.life(member, request.seat, timezone.localdate()),
        "id_number": id_number,
        "reason_form": form,
        "may_manage": request.seat.can("members.manage"),
        "may_open": request.seat.can("members.accounts") and member.status == "active",
        "may_close": request.seat.can("members.accounts") and member.seat_id != request.seat.pk,
        "may_disclose": request.seat.can("members.sensitive") and bool(member.id_number),
    }
    return render(request, "members/detail.html", context)


@never_cache
@require_POST
@requires("members.sensitive")
def member_id_number(request: SeatRequest, member_id: int) -> HttpResponse:
    """The same page with the full number, in the answer itself and nowhere else."""
    member = _member(request, member_id)
    form = forms.ReasonForm(request.POST)
    number = ""
    if form.is_valid():
        number = actions.disclose_id_number(member=member, by=request.seat, **form.cleaned_data)
    return _detail(request, member, form, number)


@requires("members.manage")
def member_new(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    initial = forms.joined_today(today)
    form = forms.MemberForm(request.POST or None, seat=request.seat, initial=initial)
    given = {"by": request.seat, "today": today}
    if request.method == "POST" and (member := form.submit(actions.admit, **given)):
        messages.success(request, f"“{member.name}”已登记。")
        return redirect("members:detail", member_id=member.pk)
    trail = [("会员名册", reverse("members:list")), ("登记会员", "")]
    context = {"form": form, "trail": trail, "back": reverse("members:list"), "member": None}
    return render(request, "members/form.html", context)


@never_cache
@requires("members.manage")
def member_edit(request: SeatRequest, member_id: int) -> HttpResponse:
    member = _member(request, member_id)
    form = forms.MemberForm(request.POST or None, seat=request.seat, member=member)
    given = {"member": member, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and form.submit(actions.amend, **given):
        messages.success(request, f"“{member.name}”的资料已修改。")
        return redirect("members:detail", member_id=member.pk)
    context = {
        "form": form,
        "trail": [*tables.trail(member), ("修改", "")],
        "back": reverse("members:detail", args=[member.pk]),
        "member": member,
    }
    return render(request, "members/form.html", context)
