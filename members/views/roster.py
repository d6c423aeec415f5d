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
from members.actions import disclosures
from members.forms import conflicts
from members.forms import roster as forms
from members.models import Member
from members.tables import membership
from members.tables import roster as tables
from members.tables.filters import Question
from union_site.door import requires
from union_site.listing import Asked
from union_site.requests import SeatRequest


def _member(request: SeatRequest, member_id: int) -> Member:
    rows = Member.objects.visible_to(request.seat).unmerged()
    return get_object_or_404(rows.select_related("group", "union", "seat__user"), pk=member_id)


@requires("members.view")
def member_list(request: SeatRequest) -> HttpResponse:
    question = Question(request.seat, Asked(request.GET))
    listed = question.listed()
    page = question.asked.page(listed.rows, count=listed.count)
    context = {
        "listed": listed,
        "removable": question.removable(listed.filter_form),
        "page": page,
        "rows": tables.for_reader(page.object_list, request.seat),
        "query": question.asked.query,
        "words": question.asked.words,
        "carried": [
            (name, value)
            for name, value in request.GET.items()
            if value and name not in ("q", "page")
        ],
        "may_manage": request.seat.can("members.manage"),
        "may_import": request.seat.can("members.import"),
    }
    return render(request, "members/list.html", context)


@never_cache
@requires("members.view")
def member_detail(request: SeatRequest, member_id: int) -> HttpResponse:
    merged = Member.objects.visible_to(request.seat).filter(merged_into__isnull=False)
    if kept_id := merged.filter(pk=member_id).values_list("merged_into", flat=True).first():
        return redirect("members:detail", member_id=kept_id)
    member = _member(request, member_id)
    return _detail(request, member, forms.DisclosureForm(held=disclosures.held(member)))


def _detail(
    request: SeatRequest,
    member: Member,
    form: forms.DisclosureForm,
    disclosed: dict[str, str] | None = None,
) -> HttpResponse:
    context = {
        "member": member,
        "trail": [*tables.trail(member)[:1], (member.name, "")],
        "sections": tables.facts(member, request.seat),
        "events": tables.history(member, request.seat),
        "life": membership.life(member, request.seat, timezone.localdate()),
        "disclosed": disclosed,
        "disclosure_form": form,
        "may_manage": request.seat.can("members.manage"),
        "may_open": request.seat.can("members.accounts") and member.status == "active",
        "may_close": request.seat.can("members.accounts") and member.seat_id != request.seat.pk,
        "may_disclose": request.seat.can("members.sensitive")
        and member.seat_id != request.seat.pk
        and disclosures.held(member),
    }
    return render(request, "members/detail.html", context)


@never_cache
@require_POST
@requires("members.sensitive")
def member_disclose(request: SeatRequest, member_id: int) -> HttpResponse:
    """The same page with the full values, in the answer itself and nowhere else."""
    member = _member(request, member_id)
    form = forms.DisclosureForm(request.POST, held=disclosures.held(member))
    shown = form.submit(disclosures.disclose, member=member, by=request.seat)
    return _detail(request, member, form, shown)


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
    """The form; where somebody else was faster, both versions to choose from."""
    member = _member(request, member_id)
    data = conflicts.settled(request.POST) if request.method == "POST" else None
    form = forms.MemberForm(data, seat=request.seat, member=member)
    given = {"member": member, "by": request.seat, "today": timezone.localdate()}
    if data and data.get("resolve") != "edit":
        saved = form.submit(actions.amend, **given)
        if form.outdated_by is not None:
            conflict = conflicts.Conflict(form, form.outdated_by)
            if conflict.choices:
                return _conflict(request, conflict)
            form = conflict.rebased()
            saved = form.submit(actions.amend, **{**given, "member": conflict.now})
        if saved:
            messages.success(request, f"“{member.name}”的资料已修改。")
            return redirect("members:detail", member_id=member.pk)
    context = {
        "form": form,
        "trail": [*tables.trail(member), ("修改", "")],
        "back": reverse("members:detail", args=[member.pk]),
        "member": member,
    }
    return render(request, "members/form.html", context)


def _conflict(request: SeatRequest, conflict: conflicts.Conflict) -> HttpResponse:
    context = {
        "conflict": conflict,
        "carried": list(conflict.carried()),
        "last_change": tables.last_change(conflict.now, request.seat),
        "trail": [*tables.trail(conflict.now), ("修改", "")],
        "back": reverse("members:detail", args=[conflict.now.pk]),
    }
    return render(request, "members/roster/conflict.html", context)
