"""Records of meetings 议事记录: a new one, one of them, mending it, its paper."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from proposals.actions import polling, records
from proposals.forms.deliberations import RecordForm
from proposals.models import Deliberation, DeliberationRecord
from proposals.papers.records import record_paper
from proposals.tables import deliberations as tables
from proposals.views.deliberations import Trail, thing_asked_for, trail
from proposals.views.found import deliberation_of, record_of
from union_site.calendar import official_date
from union_site.documents import Document
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


def _deliberation(request: SeatRequest) -> Deliberation | None:
    number = Asked(request.GET).number("deliberation")
    return deliberation_of(request, number) if number is not None else None


@requires("proposals.own")
def record_new(request: SeatRequest) -> HttpResponse:
    """?deliberation=, ?proposal= or ?micro= says what the meeting was about."""
    deliberation = _deliberation(request)
    thing = None if deliberation is not None else thing_asked_for(request)
    if deliberation is None and thing is None:
        raise Http404
    if not records.may_record(deliberation, thing, request.seat):
        raise PermissionDenied
    initial = {"held_on": timezone.localdate(), "host": request.seat.user.name}
    form = RecordForm(request.POST or None, initial=initial)
    given = {"deliberation": deliberation, "thing": thing, "by": request.seat}
    if request.method == "POST" and (made := form.submit(records.write, **given)):
        messages.success(request, "议事记录已登记，可以打印。")
        return redirect("proposals:record", made.pk)
    topic = deliberation.title if deliberation else f"{thing}“{thing.heading if thing else ''}”"
    return form_page(
        request, form, title="登记议事记录", trail=trail(deliberation), lead=f"议题：{topic}"
    )


def _trail(found: DeliberationRecord) -> Trail:
    return [*trail(found.deliberation), ("议事记录", reverse("proposals:record", args=[found.pk]))]


@requires("proposals.own")
def record(request: SeatRequest, record_id: int) -> HttpResponse:
    found = record_of(request, record_id)
    context = {
        "record": found,
        "trail": [*trail(found.deliberation), ("议事记录", "")],
        "thing": tables.thing_link(found.thing, request.seat),
        "facts": [
            ("日期", official_date(found.held_on)),
            ("地点", found.place),
            ("主持人", found.host),
            ("记录人", found.written_by.user.name),
        ],
        "may_rewrite": records.may_rewrite(found, request.seat),
    }
    return render(request, "proposals/deliberations/record.html", context)


@requires("proposals.own")
def record_edit(request: SeatRequest, record_id: int) -> HttpResponse:
    found = record_of(request, record_id)
    if not records.may_rewrite(found, request.seat):
        raise PermissionDenied
    form = RecordForm(request.POST or None, initial=model_to_dict(found))
    given = {"record": found, "by": request.seat}
    if request.method == "POST" and form.submit(records.rewrite, **given):
        messages.success(request, "议事记录已修改。")
        return redirect("proposals:record", found.pk)
    return form_page(request, form, title="修改议事记录", trail=_trail(found))


def _paper(request: SeatRequest, record_id: int) -> Document:
    found = record_of(request, record_id)
    link = tables.thing_link(found.thing, request.seat)
    about, online = link["label"] if link else "", found.deliberation
    return record_paper(
        found,
        spoken=tables.spoken(online) if online else {},
        poll=polling.result_for(online, request.seat) if online else None,
        proposal=about,
    )


@requires("proposals.own")
def record_pdf(request: SeatRequest, record_id: int) -> HttpResponse:
    return answer_paper(_paper(request, record_id), name="微议事记录")


@requires("proposals.own")
def record_docx(request: SeatRequest, record_id: int) -> HttpResponse:
    return answer_paper(_paper(request, record_id), name="微议事记录", wanted="docx")
