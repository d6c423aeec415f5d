"""Meetings that proposals come from: the list, a new one, one with its issues."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from proposals import actions
from proposals.actions import meetings as acts
from proposals.forms.behalf import IssuesForm, MeetingForm
from proposals.models import MicroProposal, SourceMeeting
from proposals.tables import meetings as tables
from proposals.tables.tabs import tabs
from proposals.views.behalf import limit_of
from union_site.door import requires
from union_site.forms import form_page, take_errors
from union_site.listing import Asked
from union_site.requests import SeatRequest

WRITTEN = ("kind", "held_on", "topic", "place", "host", "attended")


def _meeting_of(request: SeatRequest, meeting_id: int) -> SourceMeeting:
    return get_object_or_404(SourceMeeting.objects.visible_to(request.seat), pk=meeting_id)


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("提案箱", reverse("proposals:list")), ("生活会", reverse("proposals:meetings")), *more]


@requires("proposals.view")
def meeting_list(request: SeatRequest) -> HttpResponse:
    base, asked = SourceMeeting.objects.visible_to(request.seat), Asked(request.GET)
    rows, chips = tables.chosen(base, asked)
    context = {
        "page": asked.page(rows.for_list()),
        "query": asked.query,
        "chips": chips,
        "year": tables.year_figures(request.seat.union, timezone.localdate()),
        "may_enter": request.seat.can("proposals.screen"),
        "tabs": tabs(request.seat, "proposals:meetings"),
    }
    return render(request, "proposals/meetings/list.html", context)


@requires("proposals.screen")
def meeting_new(request: SeatRequest) -> HttpResponse:
    form = MeetingForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if request.method == "POST":
        meeting = form.submit(acts.hold, by=request.seat)
        if meeting is not None:
            messages.success(request, "已登记，请录入会上提的事。")
            return redirect("proposals:meeting_issues", meeting.pk)
    lead = "每月生活会、金点子座谈会召开后登记，再把会上提的事逐件录入。"
    return form_page(request, form, title="登记会议", trail=_trail(), lead=lead, submit="登记")


@requires("proposals.screen")
def meeting_edit(request: SeatRequest, meeting_id: int) -> HttpResponse:
    meeting = _meeting_of(request, meeting_id)
    now = {name: getattr(meeting, name) for name in WRITTEN}
    form = MeetingForm(request.POST or None, initial=now)
    url = reverse("proposals:meeting", args=[meeting.pk])
    if request.method == "POST" and form.submit(acts.correct, meeting=meeting, by=request.seat):
        messages.success(request, "已更正。")
        return redirect(url)
    return form_page(request, form, title="更正", trail=_trail((str(meeting.topic), url)))


@requires("proposals.view")
def meeting(request: SeatRequest, meeting_id: int) -> HttpResponse:
    """One meeting with what was raised, who sees to it until when, and when it was solved."""
    found = _meeting_of(request, meeting_id)
    issues = MicroProposal.objects.visible_to(request.seat).filter(meeting=found).for_list()
    context = {
        "meeting": found,
        "facts": tables.facts(found),
        "issues": tables.issues(issues, request.seat, timezone.localdate()),
        "may_enter": request.seat.can("proposals.screen"),
        "trail": _trail((found.topic, "")),
    }
    return render(request, "proposals/meetings/detail.html", context)


@requires("proposals.screen")
def meeting_issues(request: SeatRequest, meeting_id: int) -> HttpResponse:
    """Several matters of one meeting at once."""
    found = _meeting_of(request, meeting_id)
    limit = limit_of(request)
    if request.method == "POST":
        form = IssuesForm(request.POST, limit=limit)
        if form.is_valid() and (entered := _entered(form, found, request)) is not None:
            messages.success(request, f"已录入 {len(entered)} 件，等待受理。")
            return redirect("proposals:meeting", found.pk)
    else:
        form = IssuesForm(initial={"page_key": actions.new_submission_key()}, limit=limit)
    url = reverse("proposals:meeting", args=[found.pk])
    context = {
        "meeting": found,
        "form": form,
        "trail": _trail((found.topic, url), ("录入会上提的事", "")),
    }
    return render(request, "proposals/meetings/issues.html", context)


def _entered(
    form: IssuesForm, meeting: SourceMeeting, request: SeatRequest
) -> list[MicroProposal] | None:
    issues: list[Any] = [acts.Issue(**written) for written in form.written()]
    try:
        return acts.raise_issues(
            meeting=meeting,
            issues=issues,
            page_key=form.cleaned_data["page_key"],
            by=request.seat,
        )
    except ValidationError as refusal:
        take_errors(form, refusal)
        return None
