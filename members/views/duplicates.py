"""Pages of double entries: the pairs, one pair to merge, what was judged."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import duplicates as actions
from members.forms.duplicates import MergeForm
from members.models import Member, NotSame
from members.tables import duplicates as tables
from union_site.door import requires
from union_site.listing import Asked
from union_site.requests import SeatRequest

PER_PAGE = 10


def _trail(last: str = "") -> list[tuple[str, str]]:
    here = reverse("members:duplicates") if last else ""
    places = [("会员名册", reverse("members:list")), ("重复记录", here)]
    return [*places, (last, "")] if last else places


def _pair(request: SeatRequest, member_id: int, other_id: int) -> tuple[Member, Member]:
    """Two different members, each there once."""
    rows = Member.objects.visible_to(request.seat).unmerged()
    rows = rows.select_related("group", "seat__user", "union")
    first = get_object_or_404(rows, pk=member_id)
    second = get_object_or_404(rows, pk=other_id)
    if first.pk == second.pk:
        raise Http404
    return first, second


@requires("members.manage")
def duplicate_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    page = asked.page(tables.open_pairs(request.seat), PER_PAGE)
    context = {
        "trail": _trail(),
        "page": page,
        "pairs": tables.shown(page.object_list, request.seat),
        "query": asked.query,
        "judged": tables.judged(request.seat)[:20],
    }
    return render(request, "members/duplicates/list.html", context)


@never_cache
@requires("members.manage")
def duplicate_pair(request: SeatRequest, member_id: int, other_id: int) -> HttpResponse:
    first, second = _pair(request, member_id, other_id)
    form = MergeForm(request.POST or None, first=first, second=second, seat=request.seat)
    given = {"by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and (done := form.submit(actions.merge, **given)):
        kept, moved = done
        messages.success(request, f"已合并为“{kept.name}”，转来 {moved.count} 条记录。")
        if moved.left:
            messages.warning(request, f"这些记录两边都有，仍留在原记录：{'、'.join(moved.left)}。")
        return redirect("members:detail", member_id=kept.pk)
    context = {
        "trail": _trail("核对并合并"),
        "form": form,
        "sides": [
            (name, tables.side(member, request.seat), tables.pointing_at(member))
            for name, member in (("甲", first), ("乙", second))
        ],
        "alike": tables.alike(first, second, form.choices, request.seat),
        "first": first,
        "second": second,
    }
    return render(request, "members/duplicates/pair.html", context)


@require_POST
@requires("members.manage")
def duplicate_not_same(request: SeatRequest, member_id: int, other_id: int) -> HttpResponse:
    first, second = _pair(request, member_id, other_id)
    try:
        actions.mark_not_same(first=first, second=second, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"已判定“{first.name}”与“{second.name}”不是同一人，不再提示。")
    return redirect("members:duplicates")


@require_POST
@requires("members.manage")
def duplicate_look_again(request: SeatRequest, judged_id: int) -> HttpResponse:
    judged = get_object_or_404(NotSame.objects.visible_to(request.seat), pk=judged_id)
    actions.look_again(judged=judged, by=request.seat)
    messages.success(request, "已撤回判定，这两条记录会重新列出。")
    return redirect("members:duplicates")
