"""Pages of activities: the list, the month, one activity and what is done with it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from activities import actions, forms, tables
from activities.models import Activity, State
from activities.workflow import ACTIVITY
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline, workbook
from union_site.requests import SeatRequest


def _activity(request: SeatRequest, activity_id: int) -> Activity:
    mine = Activity.objects.visible_to(request.seat).select_related("union")
    return get_object_or_404(mine, pk=activity_id)


@requires("activities.view")
def activity_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.activities(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "may_manage": request.seat.can("activities.manage"),
    }
    return render(request, "activities/activity_list.html", context)


@requires("activities.view")
def activity_export(request: SeatRequest) -> HttpResponse:
    rows = tables.activities(request.seat, Asked(request.GET)).rows
    return workbook("活动", tables.COLUMNS, rows)


@requires("activities.view")
def calendar(request: SeatRequest) -> HttpResponse:
    """One month; ?month=2026-11."""
    today = timezone.localdate()
    first = Asked(request.GET).month("month") or today.replace(day=1)
    context = {
        "month": tables.month_of(request.seat, first, today),
        "trail": [("活动", reverse("activities:activity_list")), ("月历", "")],
        "may_manage": request.seat.can("activities.manage"),
    }
    return render(request, "activities/calendar.html", context)


@requires("activities.manage")
def activity_new(request: SeatRequest) -> HttpResponse:
    initial = forms.next_activity(request.seat, day=Asked(request.GET).day("on"))
    form = forms.ActivityForm(request.POST or None, initial=initial)
    if request.method == "POST" and (made := form.submit(actions.plan_activity, by=request.seat)):
        messages.success(request, f"“{made}”已列入计划。")
        return redirect("activities:activity", activity_id=made.pk)
    trail = [("活动", reverse("activities:activity_list"))]
    return form_page(request, form, title="登记活动", trail=trail)


@requires("activities.view")
def activity(request: SeatRequest, activity_id: int) -> HttpResponse:
    found = _activity(request, activity_id)
    may_manage = request.seat.can("activities.manage")
    came = found.attendances.select_related("member").order_by("member__pinyin_order")
    context = {
        "activity": found,
        "trail": [*tables.trail(found)[:1], (found.title, "")],
        "facts": tables.facts(found),
        # Who came is the union's record, not everybody's reading.
        "came": came if may_manage else [],
        "events": timeline(found, request.seat) if may_manage else [],
        "steps": tables.steps(found, request.seat),
        "may_change": may_manage and found.state != State.CANCELLED,
        "may_resume": ACTIVITY.allows(found, "resume", request.seat),
    }
    return render(request, "activities/activity.html", context)


@requires("activities.manage")
def activity_edit(request: SeatRequest, activity_id: int) -> HttpResponse:
    found = _activity(request, activity_id)
    form = forms.ActivityForm(request.POST or None, initial=model_to_dict(found))
    given = {"activity": found, "by": request.seat, "now": timezone.now()}
    trail = tables.trail(found)
    if request.method == "POST" and form.submit(actions.change_activity, **given):
        messages.success(request, "活动安排已修改。")
        return redirect("activities:activity", activity_id=activity_id)
    return form_page(request, form, title="修改活动安排", trail=trail)


@requires("activities.manage")
def activity_hold(request: SeatRequest, activity_id: int) -> HttpResponse:
    """What took place and who came; also for correcting it."""
    found = _activity(request, activity_id)
    form = forms.HeldForm(request.POST or None, initial=forms.held(found), seat=request.seat)
    given = {"activity": found, "by": request.seat, "now": timezone.now()}
    context = {
        "form": form,
        "activity": found,
        "trail": [*tables.trail(found), ("登记举办情况", "")],
    }
    if request.method == "POST" and form.submit(actions.hold_activity, **given):
        messages.success(request, f"举办情况已登记：{found.attendance} 人次。")
        return redirect("activities:activity", activity_id=activity_id)
    return render(request, "activities/hold.html", context)


@requires("activities.manage")
def activity_cancel(request: SeatRequest, activity_id: int) -> HttpResponse:
    found = _activity(request, activity_id)
    form = forms.CancelForm(request.POST or None)
    given = {"activity": found, "by": request.seat}
    trail = tables.trail(found)
    if request.method == "POST" and form.submit(actions.cancel_activity, **given):
        messages.success(request, "活动已取消。")
        return redirect("activities:activity", activity_id=activity_id)
    return form_page(
        request, form, title="取消活动", trail=trail, submit="取消活动", is_destructive=True
    )


@require_POST
@requires("activities.manage")
def activity_resume(request: SeatRequest, activity_id: int) -> HttpResponse:
    try:
        actions.resume_activity(activity=_activity(request, activity_id), by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "活动已恢复到计划中。")
    return redirect("activities:activity", activity_id=activity_id)
