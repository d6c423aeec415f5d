"""Pages of the year of disclosure, of the catalogue, and of the polls."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import disclosure_duties as actions
from congress.forms import disclosure as forms
from congress.models import Disclosure, DisclosureDuty
from congress.papers import disclosure as papers
from congress.tables import disclosure as tables
from congress.tables.disclosure_overview import overview
from congress.views.disclosure import disclosure_of
from union_site.documents import Document
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


@requires("disclosure.view")
def disclosure_overview(request: SeatRequest) -> HttpResponse:
    """?year= (or ?from= ?to=) ?by=term: what was disclosed and what was not."""
    asked, today = Asked(request.GET), timezone.localdate()
    found = overview(request.seat, asked, today=today)
    dated = Disclosure.objects.visible_to(request.seat).disclosed()
    years = {day.year for day in dated.order_by().dates("published_on", "year")} | {today.year}
    context = {
        "found": found,
        "years": tables.year_chips(asked, years, found.label),
        "by_term": asked.one_of("by", ["term"]) == "term",
        "month_url": asked.link({"by": None}),
        "term_url": asked.link({"by": "term"}),
        "query": asked.query,
        "trail": tables.trail(("年度一览", "")),
        "may_manage": request.seat.can("disclosure.manage"),
        "may_poll": request.seat.can("disclosure.manage")
        and found.last.year == found.first.year
        and (found.ballot is None or found.ballot.state == "void"),
    }
    return render(request, "congress/disclosure/overview.html", context)


def _paper(request: SeatRequest) -> tuple[Document, str]:
    today = timezone.localdate()
    found = overview(request.seat, Asked(request.GET), today=today)
    paper = papers.year(found, union=request.seat.union, on=today)
    return paper, f"{found.label}校务公开情况一览"


@requires("disclosure.view")
def disclosure_overview_pdf(request: SeatRequest) -> HttpResponse:
    paper, name = _paper(request)
    return answer_paper(paper, name=name)


@requires("disclosure.view")
def disclosure_overview_docx(request: SeatRequest) -> HttpResponse:
    paper, name = _paper(request)
    return answer_paper(paper, name=name, wanted="docx")


# --- the catalogue ------------------------------------------------------------------------


def _duties_trail() -> list[tuple[str, str]]:
    return tables.trail(("公开目录", reverse("congress:disclosure_duties")))


@requires("disclosure.view")
def disclosure_duties(request: SeatRequest) -> HttpResponse:
    rows = DisclosureDuty.objects.visible_to(request.seat).for_list()
    context = {
        "rows": rows,
        "today": timezone.localdate(),
        "trail": tables.trail(("公开目录", "")),
        "may_manage": request.seat.can("disclosure.manage"),
    }
    return render(request, "congress/disclosure/duties.html", context)


@require_POST
@requires("disclosure.manage")
def disclosure_duties_adopt(request: SeatRequest) -> HttpResponse:
    since = timezone.localdate().replace(month=1, day=1)
    count = actions.adopt_duties(by=request.seat, since=since)
    messages.success(request, f"已加入 {count} 项常用公开事项，请按本校实际修改。")
    return redirect("congress:disclosure_duties")


@requires("disclosure.manage")
def disclosure_duty_new(request: SeatRequest) -> HttpResponse:
    initial = {"since": timezone.localdate().replace(month=1, day=1)}
    form = forms.DutyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.submit(actions.add_duty, by=request.seat):
        messages.success(request, "公开事项已增加。")
        return redirect("congress:disclosure_duties")
    return form_page(request, form, title="增加公开事项", trail=_duties_trail())


@requires("disclosure.manage")
def disclosure_duty_edit(request: SeatRequest, disclosure_duty_id: int) -> HttpResponse:
    duty = get_object_or_404(DisclosureDuty.objects.visible_to(request.seat), pk=disclosure_duty_id)
    form = forms.DutyForm(request.POST or None, initial=model_to_dict(duty))
    given = {"duty": duty, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_duty, **given):
        messages.success(request, "公开事项已修改。")
        return redirect("congress:disclosure_duties")
    return form_page(request, form, title="修改公开事项", trail=_duties_trail())


# --- polls --------------------------------------------------------------------------------


@require_POST
@requires("disclosure.manage")
def disclosure_poll(request: SeatRequest, disclosure_id: int) -> HttpResponse:
    found = disclosure_of(request, disclosure_id)
    try:
        actions.draft_poll(disclosure=found, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "满意度测评已拟好，尚未开始投票。")
    return redirect("congress:disclosure", disclosure_id=disclosure_id)


@require_POST
@requires("disclosure.manage")
def disclosure_year_poll(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    year = Asked(request.POST).number("year") or today.year
    try:
        actions.draft_year_poll(year=year, by=request.seat, today=today)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "满意度测评已拟好，尚未开始投票。")
    return redirect(f"{reverse('congress:disclosure_overview')}?year={year}")
