"""Pages of the register: the list, one unit, what happened to it, the table of coverage."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from members.actions import register as actions
from members.forms import register as forms
from members.models import RegisterTask, Unit, UnitEvent
from members.papers import register as papers
from members.tables import register as tables
from members.tables import register_coverage, register_tasks
from union_site import attachments
from union_site.documents import chart_svg
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest
from union_site.spreadsheets import write_xlsx

# What a search keeps of the question before it.
CARRIED = ("state", "kind", "zone", "year", "event", "order")
LIST = ("工会登记册", "unions:list")


def _unit(request: SeatRequest, unit_id: int) -> Unit:
    rows = Unit.objects.visible_to(request.seat).select_related("union", "school")
    return get_object_or_404(rows, pk=unit_id)


@requires("registry.view")
def unit_list(request: SeatRequest) -> HttpResponse:
    today, asked = timezone.localdate(), Asked(request.GET)
    listed = tables.units(request.seat, asked, today)
    then = tables.Then.of(request.seat.union, asked, today)
    page = asked.page(listed.rows, count=listed.count)
    context = {
        "listed": listed,
        "page": page,
        "rows": tables.for_page(page.object_list, then),
        "then": then,
        "query": asked.query,
        "words": asked.words,
        "carried": [(name, value) for name, value in request.GET.items() if name in CARRIED],
        "may_manage": request.seat.can("registry.manage"),
    }
    return render(request, "members/register/list.html", context)


@requires("registry.view")
def unit_export(request: SeatRequest) -> HttpResponse:
    """The list as filtered, telephones covered."""
    today, asked = timezone.localdate(), Asked(request.GET)
    rows = tables.units(request.seat, asked, today).rows
    then = tables.Then.of(request.seat.union, asked, today)
    return workbook("工会登记册", tables.columns(then), rows)


@never_cache
@requires("registry.view")
def unit(request: SeatRequest, unit_id: int) -> HttpResponse:
    found = _unit(request, unit_id)
    today = timezone.localdate()
    then = tables.Then.of(request.seat.union, Asked(request.GET), today)
    label, tone = tables.standing(found, then)
    tasks = RegisterTask.objects.visible_to(request.seat).filter(unit=found)
    context = {
        "unit": found,
        "trail": [*tables.trail(found)[:1], (found.name, "")],
        "label": label,
        "tone": tone,
        "sections": tables.facts(found),
        "counts": tables.counts(found),
        "events": tables.events(found, request.seat),
        "last": found.unitevents.valid().order_by("-pk").first(),
        "tasks": [(task, *register_tasks.tone(task, today)) for task in tasks.for_list()],
        "may_manage": request.seat.can("registry.manage"),
    }
    return render(request, "members/register/unit.html", context)


@requires("registry.manage")
def unit_new(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    form = forms.UnitForm(request.POST or None, seat=request.seat, today=today)
    given = {"by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.create, **given)):
        messages.success(request, f"“{made.name}”已列入登记册。")
        return redirect("unions:unit", unit_id=made.pk)
    trail = [(LIST[0], reverse(LIST[1])), ("登记单位", "")]
    context = {"form": form, "trail": trail, "back": reverse(LIST[1]), "unit": None}
    return render(request, "members/register/form.html", context)


@never_cache
@requires("registry.manage")
def unit_edit(request: SeatRequest, unit_id: int) -> HttpResponse:
    found = _unit(request, unit_id)
    today = timezone.localdate()
    form = forms.UnitForm(request.POST or None, seat=request.seat, today=today, unit=found)
    given = {"unit": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.amend, **given):
        messages.success(request, f"“{found.name}”的登记已修改。")
        return redirect("unions:unit", unit_id=unit_id)
    trail = tables.trail(found)
    context = {"form": form, "trail": [*trail, ("修改", "")], "back": trail[-1][1], "unit": found}
    return render(request, "members/register/form.html", context)


@requires("registry.manage")
def unit_event(request: SeatRequest, unit_id: int) -> HttpResponse:
    """新建, 换届, 加入联合工会 or 停办."""
    found = _unit(request, unit_id)
    today = timezone.localdate()
    form = forms.EventForm(request.POST or None, unit=found, today=today)
    given = {"unit": found, "by": request.seat, "today": today}
    if request.method == "POST" and (event := form.submit(actions.note_event, **given)):
        messages.success(request, f"已登记{event.get_kind_display()}。")
        return redirect("unions:unit", unit_id=unit_id)
    return form_page(request, form, title="登记事项", trail=tables.trail(found), submit="登记")


@requires("registry.manage")
def event_void(request: SeatRequest, unit_event_id: int) -> HttpResponse:
    """Takes the last event of a unit back."""
    rows = UnitEvent.objects.visible_to(request.seat).select_related("unit__union")
    event = get_object_or_404(rows, pk=unit_event_id)
    form = forms.VoidForm(request.POST or None)
    if request.method == "POST" and form.submit(actions.void_event, event=event, by=request.seat):
        messages.success(request, f"已撤销{event.get_kind_display()}登记。")
        return redirect("unions:unit", unit_id=event.unit_id)
    return form_page(
        request,
        form,
        title=f"撤销{event.get_kind_display()}登记",
        trail=tables.trail(event.unit),
        lead=f"{event.on:%Y-%m-%d} 的登记将作废，单位的日期和任期恢复到登记之前；记录仍会保留。",
        submit="撤销登记",
        is_destructive=True,
    )


# --- the table of coverage -------------------------------------------------------------------


def _coverage(request: SeatRequest, asked: Asked) -> register_coverage.Coverage:
    today = timezone.localdate()
    year = asked.number("year") or today.year
    year = year if 1950 <= year <= today.year else today.year
    return register_coverage.coverage(request.seat.union, year=year, today=today)


@requires("registry.view")
def coverage(request: SeatRequest) -> HttpResponse:
    """建会率 by kind, 新建 and 换届 of the year, members and cards."""
    asked = Asked(request.GET)
    found = _coverage(request, asked)
    today = timezone.localdate()
    context = {
        "coverage": found,
        "years": register_coverage.years(request.seat, asked, found.year, today),
        "rate": register_coverage.percent(found.total.rate),
        "rate_note": f"{found.total.established} / {found.total.eligible} 家",
        "card_share": register_coverage.percent(found.total.card_share),
        "charts": [chart_svg(papers.rate_chart(found)), chart_svg(papers.events_chart(found))],
    }
    return render(request, "members/register/coverage.html", context)


@requires("registry.view")
def coverage_export(request: SeatRequest) -> HttpResponse:
    found = _coverage(request, Asked(request.GET))
    headings, cells = register_coverage.sheet_rows(found)
    lead = [f"{found.union.name}　截至 {found.day:%Y-%m-%d}"]
    with write_xlsx(headings, cells, title="建会率", lead=lead) as file:
        content = file.read()
    name = f"{found.year}年工会组建情况.xlsx"
    return attachments.answer(content, name=name, content_type=attachments.XLSX)


@requires("registry.view")
def coverage_paper(request: SeatRequest, ending: str) -> HttpResponse:
    """The same as PDF or DOCX."""
    found = _coverage(request, Asked(request.GET))
    document = papers.coverage_document(found, on=timezone.localdate())
    name = f"{found.year}年工会组建情况"
    return answer_paper(document, name=name, wanted=ending, inline=False)
