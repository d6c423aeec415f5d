"""Pages of one's own data: all of it, its rows, who sees it, the copy."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import personal as actions
from members.models import Correction, Disclosure, Member, MembershipEvent, PledgeSignature
from members.tables import personal as tables
from union_site import attachments
from union_site.door import any_seat, requires
from union_site.listing import Asked
from union_site.requests import SeatRequest

RECENT = 5


def own_row(request: SeatRequest) -> Member | None:
    """The row of the roster that belongs to who sits here; a chair may not be on it."""
    rows = Member.objects.visible_to(request.seat).filter(seat=request.seat)
    return rows.select_related(
        "group", "union", "seat__user", "seat__union", "merged_into", "brought_by"
    ).first()


@never_cache
@requires("own.view")
def me(request: SeatRequest) -> HttpResponse:
    return _me(request, is_open=False)


@never_cache
@require_POST
@requires("own.view")
def me_show(request: SeatRequest) -> HttpResponse:
    """The same page with what is sensitive in full, in the answer itself and nowhere else."""
    return _me(request, is_open=True)


def _me(request: SeatRequest, *, is_open: bool) -> HttpResponse:
    member = own_row(request)
    if member is None:
        return render(request, "members/personal/nobody.html")
    events = MembershipEvent.objects.visible_to(request.seat).filter(member=member)
    looks = Disclosure.objects.visible_to(request.seat).of_member(member)
    signed = PledgeSignature.objects.visible_to(request.seat).filter(member=member)
    asked = Correction.objects.visible_to(request.seat).filter(member=member)
    context = {
        "member": member,
        "sections": tables.facts(member, is_open=is_open),
        "is_open": is_open,
        "looks": looks.for_list()[:RECENT],
        "events": events.for_list()[:RECENT],
        "signatures": signed.for_list(),
        "records": tables.counted(member, reverse("members:me_records")),
        "open_count": asked.open().count(),
    }
    return render(request, "members/personal/me.html", context)


@never_cache
@requires("own.view")
def me_records(request: SeatRequest) -> HttpResponse:
    """Rows of every app that speak of oneself, one kind at a time."""
    member = own_row(request)
    if member is None:
        return redirect("members:me")
    asked = Asked(request.GET)
    found = tables.records(member, asked)
    page = asked.page(found.rows)
    context = {
        "holding": found.holding,
        "chips": found.chips,
        "page": page,
        "rows": tables.cells(found.holding, page.object_list),
        "query": asked.query,
        "trail": [("我的资料", reverse("members:me")), ("相关记录", "")],
    }
    return render(request, "members/personal/records.html", context)


@any_seat
def who_sees(request: SeatRequest) -> HttpResponse:
    """Which role sees what, worked out from the tables that decide it."""
    context = {
        "roles": tables.role_labels(),
        "rows": tables.who_sees(),
        "may_go_back": request.seat.can("own.view"),
        "trail": [("我的资料", reverse("members:me")), ("谁能看到", "")],
    }
    return render(request, "members/personal/who_sees.html", context)


@require_POST
@requires("own.view")
def me_copy(request: SeatRequest) -> HttpResponse:
    """All that is held about oneself, made for this answer and stored nowhere."""
    member = own_row(request)
    if member is None:
        return redirect("members:me")
    kind = "json" if request.POST.get("kind") == "json" else "xlsx"
    actions.take_copy(member=member, by=request.seat, kind=kind)
    name, now = f"我的资料-{member.name}.{kind}", timezone.now()
    if kind == "json":
        content = tables.copy_json(member, now)
        return attachments.answer(content, name=name, content_type="application/json")
    content = tables.copy_xlsx(member, now)
    return attachments.answer(content, name=name, content_type=attachments.XLSX)
