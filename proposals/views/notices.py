"""The notice page 微公示: the list, one notice, its readers' ratings, its paper."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from proposals.actions import notices as actions
from proposals.forms.notices import PeriodForm, TakeDownForm
from proposals.models import MicroProposal, Notice, NoticeRating, Proposal, Satisfaction
from proposals.papers import notices as papers
from proposals.tables import notices as tables
from proposals.tables.deliberations import thing_link
from proposals.tables.screened import overview
from proposals.tables.tabs import tabs
from proposals.views.found import notice_of
from union_site.documents import Document
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

PER_PAGE = 10


@requires("proposals.notices")
def notice_list(request: SeatRequest) -> HttpResponse:
    """微公示: what was proposed of either kind, what was answered, what came of it."""
    seat = request.seat
    listed = tables.notices(seat, Asked(request.GET))
    asked = listed.asked
    page = asked.page(tables.for_page(listed.rows), PER_PAGE, count=listed.count)
    context = {
        "listed": listed,
        "page": page,
        "query": asked.query,
        "charts": [drawn for drawn in tables.charts(listed.groups, asked) if drawn.parts],
        "readers": tables.readers(listed.groups, asked),
        "overview": overview(seat.union, seat, asked),
        "may_publish": seat.can("proposals.publish"),
        "tabs": tabs(seat, "proposals:notices"),
    }
    return render(request, "proposals/notices/list.html", context)


@requires("proposals.notices")
def notice_export(request: SeatRequest) -> HttpResponse:
    rows = tables.notices(request.seat, Asked(request.GET)).rows
    return workbook("微公示", tables.REGISTER_COLUMNS, tables.for_paper(rows))


@requires("proposals.notices")
def notice(request: SeatRequest, public_notice_id: int) -> HttpResponse:
    """One notice, as every reader sees it; below it the readers' ratings."""
    found, seat = notice_of(request, public_notice_id), request.seat
    mine = NoticeRating.objects.visible_to(seat).filter(notice=found, seat=seat).first()
    objection = actions.rating_objection(found, seat)
    context = {
        "notice": found,
        "asked_for": papers.asked_for(found),
        "thing": thing_link(found.thing, seat),
        "trail": [("微公示", reverse("proposals:notices")), (found.headline, "")],
        "mine": mine.satisfaction if mine else "",
        "objection": objection,
        "may_rate": found.is_up and not objection and seat.can("proposals.own"),
        "choices": Satisfaction.choices,
        "bars": [
            (label, getattr(found, value), found.rated) for value, label in Satisfaction.choices
        ],
        "may_take_down": actions.may_take_down(found, seat),
    }
    return render(request, "proposals/notices/detail.html", context)


@require_POST
@requires("proposals.own")
def notice_rate(request: SeatRequest, public_notice_id: int) -> HttpResponse:
    found = notice_of(request, public_notice_id)
    chosen = request.POST.get("satisfaction", "")
    try:
        actions.rate_notice(notice=found, satisfaction=chosen, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "谢谢您的评价，可以随时更改。")
    return redirect("proposals:notice", found.pk)


@requires("proposals.publish")
def notice_take_down(request: SeatRequest, public_notice_id: int) -> HttpResponse:
    found = notice_of(request, public_notice_id)
    if request.method == "GET" and not actions.may_take_down(found, request.seat):
        messages.warning(request, "这条公示已经撤下，或者提案正在重新办理，现在不能撤下。")
        return redirect("proposals:notice", found.pk)
    form = TakeDownForm(request.POST or None)
    given = {"notice": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.take_down, **given):
        messages.success(request, "公示已撤下。")
        return redirect("proposals:notices")
    here = (found.headline, reverse("proposals:notice", args=[found.pk]))
    places = [("微公示", reverse("proposals:notices")), here]
    return form_page(
        request, form, title="撤下公示", trail=places, submit="撤下", is_destructive=True
    )


@requires("proposals.publish")
def notice_ripe(request: SeatRequest) -> HttpResponse:
    """What may be published now, several at once."""
    micros, formal = actions.ripe(request.seat)
    chosen = set(request.POST.getlist("chosen"))
    if request.method == "POST":
        picked: list[MicroProposal] = [row for row in micros if f"micro-{row.pk}" in chosen]
        others: list[Proposal] = [row for row in formal if f"formal-{row.pk}" in chosen]
        try:
            count = actions.publish_all(micros=picked, proposals=others, by=request.seat)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, f"已公示 {count} 件。")
            return redirect("proposals:notices")
    rows: list[tuple[str, str, MicroProposal | Proposal, str]] = [
        *((f"micro-{row.pk}", "微提案", row, actions.public_name(row)) for row in micros),
        *((f"formal-{row.pk}", "正式提案", row, actions.public_name(row)) for row in formal),
    ]
    trail = [("微公示", reverse("proposals:notices")), ("待公示", "")]
    kept = chosen if request.method == "POST" else {key for key, *_ in rows}
    context = {"rows": rows, "trail": trail, "chosen": kept}
    return render(request, "proposals/notices/ripe.html", context)


@requires("proposals.notices")
def notice_period(request: SeatRequest) -> HttpResponse:
    """The days that the paper on the wall speaks of."""
    form = PeriodForm(request.GET, today=timezone.localdate())
    trail = [("微公示", reverse("proposals:notices")), ("打印微公示", "")]
    return render(request, "proposals/notices/period.html", {"form": form, "trail": trail})


def _paper(request: SeatRequest) -> Document | None:
    """The notices of the days asked for; None where the days make no sense or hold nothing."""
    today = timezone.localdate()
    form = PeriodForm(request.GET or {"since": "", "until": ""}, today=today)
    if not form.is_valid():
        return None
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    rows = Notice.objects.visible_to(request.seat).up().published_in(since, until)
    charts = tables.charts(tables.grouped(rows), Asked(request.GET))
    listed = list(tables.for_paper(rows))
    if not listed:
        messages.warning(request, "这段时间没有公示的提案，请换一段日期。")
        return None
    union = request.seat.union
    return papers.bulletin(listed, charts, union=union, since=since, until=until, today=today)


def _answer(request: SeatRequest, wanted: str) -> HttpResponse:
    paper = _paper(request)
    if paper is None:
        days = {name: request.GET.get(name, "") for name in ("since", "until")}
        return redirect(f"{reverse('proposals:notice_period')}?{urlencode(days)}")
    return answer_paper(paper, name="微公示", wanted=wanted)


@requires("proposals.notices")
def notice_pdf(request: SeatRequest) -> HttpResponse:
    return _answer(request, "pdf")


@requires("proposals.notices")
def notice_docx(request: SeatRequest) -> HttpResponse:
    return _answer(request, "docx")
