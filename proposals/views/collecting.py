"""The page on which the chair announces from when to when proposals are collected."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from congress.models import Session
from proposals.actions import collecting as actions
from proposals.forms.writing import CollectForm
from union_site.calendar import official_date
from union_site.door import requires
from union_site.forms import form_page
from union_site.requests import SeatRequest


@requires("proposals.screen")
def collect(request: SeatRequest, session_id: int) -> HttpResponse:
    rows = Session.objects.visible_to(request.seat).select_related("term", "joint_term", "union")
    session: Session = get_object_or_404(rows, pk=session_id)
    windows = actions.windows(session.union, today=timezone.localdate())
    known = next((window for window in windows if window.session.pk == session.pk), None)
    form = CollectForm(
        request.POST or None,
        initial={
            "opens_on": known.opens_on if known else None,
            "closes_on": known.closes_on if known else None,
            "words": known.words if known else "",
        },
    )
    given = {"session": session, "by": request.seat}
    if request.method == "POST" and form.submit(actions.announce, **given):
        messages.success(request, "征集通知已发布，全体正式代表已收到。")
        return redirect("proposals:formal_list")
    lead = (
        f"{session.short_title}定于{official_date(session.held_on)}召开。发布后通知全体正式代表。"
    )
    trail = [("正式提案", reverse("proposals:formal_list"))]
    return form_page(
        request, form, title="征集通知", trail=trail, lead=lead, submit="发布并通知代表"
    )
