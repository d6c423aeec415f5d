"""Pages of the work between sessions: training, what delegates do, joint meetings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import between as actions
from congress.actions.initiatives import place_of
from congress.forms import between as forms
from congress.models import CongressTerm, DelegateActivity, DelegateTraining, JointMeeting
from congress.tables import between as tables
from congress.tables.terms import term_trail
from congress.views.found import tabs_of_asked, term_of
from members.models import Member
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, Listed, workbook
from union_site.requests import SeatRequest

ROOT = "教代会"


def _list_page(
    request: SeatRequest, listed: Listed, *, name: str, here: str, **more: Any
) -> HttpResponse:
    """A list of the whole union; ?term= narrows it and brings the tabs of the term."""
    asked = Asked(request.GET)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "tabs": tabs_of_asked(request, f"congress:{here}_list"),
        "may_manage": request.seat.can("congress.manage"),
        "trail": [(ROOT, reverse("congress:session_list")), (name, "")],
        **more,
    }
    return render(request, f"congress/between/{here}_list.html", context)


def _term_to_write(request: SeatRequest) -> CongressTerm | None:
    """The term a new row belongs to: the one the list is narrowed to, or the one in force."""
    terms = CongressTerm.objects.visible_to(request.seat).of_staff()
    number = Asked(request.GET).number("term")
    if number is not None:
        return terms.filter(pk=number).first()
    return terms.in_force(timezone.localdate()).first()


# --- training -----------------------------------------------------------------------------


@requires("congress.view")
def training_list(request: SeatRequest) -> HttpResponse:
    listed = tables.trainings(request.seat, Asked(request.GET))
    term = _term_to_write(request)
    return _list_page(request, listed, name="代表培训", here="training", term=term)


@requires("congress.view")
def training_export(request: SeatRequest) -> HttpResponse:
    rows = tables.trainings(request.seat, Asked(request.GET)).rows
    return workbook("代表培训", tables.TRAINING_COLUMNS, rows)


@requires("congress.view")
def training_record(request: SeatRequest, term_id: int) -> HttpResponse:
    """Each delegate of the term with how often and how long she was trained."""
    found, asked = term_of(request, term_id), Asked(request.GET)
    context = {
        "term": found,
        "page": asked.page(tables.training_record(found, request.seat, asked)),
        "query": asked.query,
        "words": asked.words,
        "trail": [*term_trail(found), ("培训档案", "")],
    }
    return render(request, "congress/between/training_record.html", context)


@requires("congress.view")
def training_record_export(request: SeatRequest, term_id: int) -> HttpResponse:
    found = term_of(request, term_id)
    rows = tables.training_record(found, request.seat, Asked(request.GET))
    return workbook(f"{found}代表培训档案", tables.RECORD_COLUMNS, rows)


@requires("congress.manage")
def training_new(request: SeatRequest, term_id: int) -> HttpResponse:
    term, today = term_of(request, term_id), timezone.localdate()
    initial = {"held_on": today, "hours": 2}
    form = forms.TrainingForm(request.POST or None, term=term, training=None, initial=initial)
    given = {"term": term, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.record_training, **given):
        messages.success(request, "培训已登记。")
        return redirect(f"{reverse('congress:training_list')}?term={term.pk}")
    return form_page(request, form, title="登记培训", trail=term_trail(term))


@requires("congress.manage")
def training_edit(request: SeatRequest, training_id: int) -> HttpResponse:
    rows = DelegateTraining.objects.visible_to(request.seat).select_related("term__union")
    found: DelegateTraining = get_object_or_404(rows, pk=training_id)
    form = forms.TrainingForm(
        request.POST or None,
        term=found.term,
        training=found,
        initial=forms.held_training(found),
    )
    given = {"training": found, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and form.submit(actions.change_training, **given):
        messages.success(request, "培训已修改。")
        return redirect(f"{reverse('congress:training_list')}?term={found.term_id}")
    return form_page(request, form, title="修改培训", trail=term_trail(found.term))


# --- what delegates do --------------------------------------------------------------------


@requires("congress.manage")
def activity_list(request: SeatRequest) -> HttpResponse:
    """Everybody's, for the chair; a delegate finds her own under 我的教代会."""
    asked = Asked(request.GET)
    term = CongressTerm.objects.visible_to(request.seat).filter(pk=asked.number("term")).first()
    return _list_page(
        request,
        tables.activities(request.seat, asked),
        name="代表履职",
        here="activity",
        line=tables.activity_line(term) if term else "",
    )


@requires("congress.manage")
def activity_export(request: SeatRequest) -> HttpResponse:
    rows = tables.activities(request.seat, Asked(request.GET)).rows
    return workbook("代表履职记录", tables.ACTIVITY_COLUMNS, rows)


def _mine() -> list[tuple[str, str]]:
    return [("我的教代会", reverse("congress:me"))]


@requires("congress.own")
def activity_new(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    if place_of(request.seat, today=today) is None:
        raise PermissionDenied
    form = forms.ActivityForm(request.POST or None, initial={"held_on": today})
    given = {"by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.log_activity, **given):
        messages.success(request, "已记下。")
        return redirect("congress:me")
    return form_page(request, form, title="记一条履职", trail=_mine())


def _own_activity(request: SeatRequest, activity_log_id: int) -> DelegateActivity:
    rows = DelegateActivity.objects.visible_to(request.seat).for_list()
    found: DelegateActivity = get_object_or_404(rows, pk=activity_log_id)
    actions.require_own(found, request.seat)
    return found


@requires("congress.own")
def activity_edit(request: SeatRequest, activity_log_id: int) -> HttpResponse:
    found = _own_activity(request, activity_log_id)
    form = forms.ActivityForm(request.POST or None, initial=forms.written_activity(found))
    given = {"activity": found, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and form.submit(actions.change_activity, **given):
        messages.success(request, "已修改。")
        return redirect("congress:me")
    context = {"form": form, "activity": found, "trail": [*_mine(), ("修改履职记录", "")]}
    return render(request, "congress/between/activity_edit.html", context)


@require_POST
@requires("congress.own")
def activity_remove(request: SeatRequest, activity_log_id: int) -> HttpResponse:
    found = _own_activity(request, activity_log_id)
    actions.remove_activity(activity=found, by=request.seat)
    messages.success(request, "已删去，操作记录中留有名称。")
    return redirect("congress:me")


# --- joint meetings -----------------------------------------------------------------------


def _meeting(request: SeatRequest, joint_meeting_id: int) -> JointMeeting:
    rows = JointMeeting.objects.visible_to(request.seat).for_list()
    found: JointMeeting = get_object_or_404(rows, pk=joint_meeting_id)
    return found


@requires("congress.view")
def joint_meeting_list(request: SeatRequest) -> HttpResponse:
    listed = tables.meetings(request.seat, Asked(request.GET))
    term = _term_to_write(request)
    return _list_page(request, listed, name="联席会议", here="joint_meeting", term=term)


@requires("congress.view")
def joint_meeting_export(request: SeatRequest) -> HttpResponse:
    rows = tables.meetings(request.seat, Asked(request.GET)).rows
    return workbook("联席会议", tables.MEETING_COLUMNS, rows)


@requires("congress.view")
def joint_meeting(request: SeatRequest, joint_meeting_id: int) -> HttpResponse:
    found = _meeting(request, joint_meeting_id)
    context = {
        "meeting": found,
        "facts": tables.meeting_facts(found),
        "findings": tables.meeting_findings(found),
        "people": found.participants.order_by("stroke_order", "pk"),
        "may_manage": request.seat.can("congress.manage"),
        "trail": [*tables.meeting_trail(), (found.matter, "")],
    }
    return render(request, "congress/between/joint_meeting.html", context)


@requires("congress.manage")
def joint_meeting_new(request: SeatRequest, term_id: int) -> HttpResponse:
    term, today = term_of(request, term_id), timezone.localdate()
    chair = Member.objects.visible_to(request.seat).filter(seat=request.seat).first()
    initial = forms.next_meeting(term, today=today, chair=chair)
    form = forms.MeetingForm(request.POST or None, term=term, meeting=None, initial=initial)
    given = {"term": term, "by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.record_meeting, **given)):
        messages.success(request, "联席会议已登记。请在下一次会议上报告。")
        return redirect("congress:joint_meeting", joint_meeting_id=made.pk)
    return form_page(request, form, title="登记联席会议", trail=tables.meeting_trail())


@requires("congress.manage")
def joint_meeting_edit(request: SeatRequest, joint_meeting_id: int) -> HttpResponse:
    found = _meeting(request, joint_meeting_id)
    initial = forms.held_meeting(found)
    form = forms.MeetingForm(request.POST or None, term=found.term, meeting=found, initial=initial)
    given = {"meeting": found, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and form.submit(actions.change_meeting, **given):
        messages.success(request, "联席会议已修改。")
        return redirect("congress:joint_meeting", joint_meeting_id=joint_meeting_id)
    return form_page(request, form, title="修改联席会议", trail=tables.meeting_trail())


@requires("congress.manage")
def joint_meeting_report(request: SeatRequest, joint_meeting_id: int) -> HttpResponse:
    found = _meeting(request, joint_meeting_id)
    form = forms.ReportForm(
        request.POST or None, meeting=found, initial={"session": found.reported_at_id}
    )
    given = {"meeting": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.report_meeting, **given):
        messages.success(request, "已登记报告。")
        return redirect("congress:joint_meeting", joint_meeting_id=joint_meeting_id)
    return form_page(request, form, title="登记报告", trail=tables.meeting_trail())
