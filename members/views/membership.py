"""Pages of membership life: the overview, the steps, the roll of a day, changes, retirement."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from members.actions import history as acts
from members.forms import membership as forms
from members.models import Application, Member, MembershipEvent
from members.papers import membership as papers
from members.tables import membership as tables
from members.tables import retirement
from members.tables.roster import trail as member_trail
from members.views.roster import _member
from members.workflow.membership import MEMBERSHIP
from union_site import figures
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


@requires("members.view")
def overview(request: SeatRequest) -> HttpResponse:
    """会籍管理: what waits, the numbers of the year, what happened last."""
    today = timezone.localdate()
    latest = MembershipEvent.objects.visible_to(request.seat).for_list()
    context = {
        "places": tables.places(request.seat, "membership"),
        "tiles": tables.tiles(request.seat, figures.calendar_year(today.year)),
        "rows": tables.change_rows(latest.prefetch_related("corrections")[:10]),
    }
    return render(request, "members/membership/overview.html", context)


# --- one member ---------------------------------------------------------------------------


@never_cache
@requires("membership.manage")
def life_step(request: SeatRequest, member_id: int, name: str) -> HttpResponse:
    """One step on a page of its own."""
    member, today = _member(request, member_id), timezone.localdate()
    page = forms.LIFE.get(name)
    if page is None:
        raise Http404
    step = MEMBERSHIP.step(name)
    if not MEMBERSHIP.allows(member, name, request.seat):
        messages.warning(request, f"现在是“{member.get_status_display()}”，不能“{step.label}”。")
        return redirect("members:detail", member_id=member_id)
    data = request.POST if request.method == "POST" else None
    form = forms.life_form(name, data, today=today, cause=request.GET.get("cause", ""))
    if data is not None and form.submit(page.act, member=member, by=request.seat, today=today):
        messages.success(request, f"{member.name}：{page.done}")
        return redirect("members:detail", member_id=member_id)
    return form_page(
        request,
        form,
        title=f"{step.label}：{member.name}",
        trail=member_trail(member),
        lead=page.lead,
        submit=step.label,
        is_destructive=step.is_destructive,
    )


@never_cache
@requires("membership.manage")
def event_correct(request: SeatRequest, event_id: int) -> HttpResponse:
    """Puts the day, reason or document number of one event right."""
    rows = MembershipEvent.objects.visible_to(request.seat).select_related("member", "union")
    event = get_object_or_404(rows.standing(), pk=event_id)
    form = forms.event_form(event, request.POST if request.method == "POST" else None)
    given = {"event": event, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and form.submit(acts.correct_event, **given):
        messages.success(request, "记录已更正，原来的内容留在记录里。")
        return redirect("members:detail", member_id=event.member_id)
    return form_page(
        request,
        form,
        title=f"更正记录：{event.get_kind_display()}",
        trail=member_trail(event.member),
        lead="只更正这一次变化的日期、原因或文号。变化本身不该发生的，请在会员页用“更正”退回。",
    )


@never_cache
@requires("members.view")
def registration(request: SeatRequest, member_id: int) -> HttpResponse:
    """《入会申请书》《工会会员登记表》 of a member, as PDF."""
    member = _member(request, member_id)
    applications = Application.objects.visible_to(request.seat).filter(member=member)
    paper = papers.registration(
        member=member, application=applications.first(), today=timezone.localdate()
    )
    return answer_paper(paper, name=f"会员登记表（{member.name}）")


# --- the roll of a day --------------------------------------------------------------------


@requires("members.view")
def roll(request: SeatRequest) -> HttpResponse:
    """某日在册名单: who was a member on a day."""
    asked = Asked(request.GET)
    day = asked.day("as_of") or timezone.localdate()
    listed = tables.roll(request.seat, asked, day)
    page = asked.page(listed.rows, count=listed.count)
    context = {
        "places": tables.places(request.seat, "history"),
        "trail": tables.trail("某日在册名单"),
        "day": day,
        "listed": listed,
        "page": page,
        "rows": tables.roll_rows(page.object_list),
        "query": asked.query,
        "words": asked.words,
    }
    return render(request, "members/membership/roll.html", context)


@requires("members.view")
def roll_export(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    day = asked.day("as_of") or timezone.localdate()
    listed = tables.roll(request.seat, asked, day)
    acts.note_export(by=request.seat, what="某日在册名单", count=listed.count or 0)
    return workbook(f"{day:%Y%m%d}在册名单", tables.ROLL_COLUMNS, listed.rows)


# --- changes ------------------------------------------------------------------------------


@requires("members.view")
def changes(request: SeatRequest) -> HttpResponse:
    """会籍变化: what happened between two days."""
    asked = Asked(request.GET)
    listed = tables.changes(request.seat, asked)
    page = asked.page(listed.rows)
    context = {
        "places": tables.places(request.seat, "changes"),
        "trail": tables.trail("会籍变化"),
        "listed": listed,
        "page": page,
        "rows": tables.change_rows(page.object_list),
        "query": asked.query,
    }
    return render(request, "members/membership/changes.html", context)


@requires("members.view")
def changes_export(request: SeatRequest) -> HttpResponse:
    rows = tables.changes(request.seat, Asked(request.GET)).rows
    acts.note_export(by=request.seat, what="会籍变化", count=rows.count())
    return workbook("会籍变化", tables.CHANGE_COLUMNS, rows)


# --- retirement ---------------------------------------------------------------------------


@requires("members.view")
def retirement_list(request: SeatRequest) -> HttpResponse:
    """退休预测: who reaches the age, by month."""
    asked, today = Asked(request.GET), timezone.localdate()
    found = retirement.page(request.seat, asked, today)
    page = asked.page(found.dues)
    people = Member.objects.visible_to(request.seat).for_list()
    members = people.in_bulk([due.member_id for due in page.object_list])
    context = {
        "places": tables.places(request.seat, "retirement"),
        "trail": tables.trail("退休预测"),
        "found": found,
        "page": page,
        "rows": retirement.lines(list(page.object_list), members, request.seat),
        "query": asked.query,
        "norms": reverse("norms"),
    }
    return render(request, "members/membership/retirement.html", context)


@requires("members.view")
def retirement_export(request: SeatRequest) -> HttpResponse:
    found = retirement.page(request.seat, Asked(request.GET), timezone.localdate())
    people = Member.objects.visible_to(request.seat).for_list()
    rows = people.filter(pk__in=[due.member_id for due in found.dues]).order_by("birth_date", "pk")
    acts.note_export(by=request.seat, what="退休预测", count=len(found.dues))
    return workbook("退休预测", retirement.columns(found.dues), rows)
