"""Pages of the work plan: the list, one plan with its themes and months, its items."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reports import actions, editor, forms, papers
from reports.actions import OvertakenEdit
from reports.models import PlanItem, PlanTheme, Return, WorkPlan
from reports.views.papers import page_of, trail_of, way_to
from reports.workflow import PAPERS
from union_site.door import requires
from union_site.forms import form_page, take_errors
from union_site.listing import Asked, timeline
from union_site.requests import SeatRequest


def _plan(request: SeatRequest, plan_id: int) -> WorkPlan:
    rows = WorkPlan.objects.visible_to(request.seat).select_related("union__parent")
    found: WorkPlan = get_object_or_404(rows, pk=plan_id)
    return found


def _theme(request: SeatRequest, plan_id: int, theme_id: int) -> PlanTheme:
    rows = PlanTheme.objects.visible_to(request.seat).filter(plan_id=plan_id)
    found: PlanTheme = get_object_or_404(rows.select_related("plan__union"), pk=theme_id)
    return found


def _item(request: SeatRequest, plan_id: int, item_id: int) -> PlanItem:
    rows = PlanItem.objects.visible_to(request.seat).filter(plan_id=plan_id)
    found: PlanItem = get_object_or_404(rows.select_related("plan__union"), pk=item_id)
    return found


@requires("reports.view")
def plan_list(request: SeatRequest) -> HttpResponse:
    rows = list(WorkPlan.objects.visible_to(request.seat).for_list())
    years = forms.open_years(timezone.localdate(), {row.year for row in rows}, ahead=1)
    context = {
        "rows": rows,
        "tones": editor.TONES,
        "next_year": years[0] if years and request.seat.can("reports.write") else None,
    }
    return render(request, "reports/plan_list.html", context)


@requires("reports.write")
def plan_new(request: SeatRequest) -> HttpResponse:
    taken = WorkPlan.objects.visible_to(request.seat).values_list("year", flat=True)
    years = forms.open_years(timezone.localdate(), set(taken), ahead=1)
    form = forms.OpenForm(request.POST or None, years=years)
    if request.method == "POST" and (made := form.submit(actions.open_plan, by=request.seat)):
        messages.success(request, "计划已建立，请修改后报送。")
        return redirect("reports:plan", made.pk)
    return form_page(
        request,
        form,
        title="制定工作计划",
        trail=[("工作计划", reverse("reports:plans"))],
        lead="有上一年计划的，沿用其主题和月工作安排；没有的，从常用的提纲开始。",
        submit="开始制定",
    )


@requires("reports.view")
def plan(request: SeatRequest, plan_id: int) -> HttpResponse:
    """One plan: guiding principle, themes, the schedule with what is done."""
    found = _plan(request, plan_id)
    items = list(found.items.in_year_order())
    versions = Return.objects.visible_to(request.seat).of_paper(found).for_list()
    context = {
        **editor.head_of(found, request.seat),
        "trail": trail_of(found),
        "themes": list(found.themes.all()),
        "months": by_month(items),
        "items": items,
        "done": sum(item.is_done for item in items),
        "may_hand_in": PAPERS.allows(found, "hand_in", request.seat),
        "may_mark": request.seat.can("reports.write"),
        "job": actions.unfinished_hand_in(found) if found.is_editable else None,
        "versions": list(versions.order_by("-version")),
        "events": timeline(found, request.seat),
    }
    return render(request, "reports/plan.html", context)


def by_month(items: list[PlanItem]) -> list[tuple[str, list[PlanItem]]]:
    """Items in the order of the year, those of the same months together."""
    grouped: dict[tuple[int, int], list[PlanItem]] = {}
    for item in items:
        grouped.setdefault(item.span, []).append(item)
    return [(papers.months_in_words(*span), found) for span, found in grouped.items()]


@requires("reports.view")
def plan_items(request: SeatRequest) -> HttpResponse:
    """The items of a year, as the figures count them: all, or those that are done."""
    asked = Asked(request.GET)
    year = asked.number("year") or forms.likely_year(timezone.localdate())
    rows = PlanItem.objects.visible_to(request.seat).of_year(year).select_related("plan")
    counts = {"done": rows.done().count(), "open": rows.filter(is_done=False).count()}
    shown = asked.one_of("show", ["done", "open"])
    if shown:
        rows = rows.filter(is_done=shown == "done")
    context = {
        "year": year,
        "page": asked.page(rows.in_year_order(), 50),
        "query": asked.query,
        "chips": asked.chips("show", [("done", "已完成"), ("open", "未完成")], counts),
        "trail": [("工作计划", reverse("reports:plans")), (f"{year}年计划事项", "")],
    }
    return render(request, "reports/plan_items.html", context)


@requires("reports.write")
def principle(request: SeatRequest, plan_id: int) -> HttpResponse:
    found = _plan(request, plan_id)
    initial = {"text": found.guiding_principle, "seen": found.revision}
    form = forms.PrincipleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.submit(
        actions.write_principle, plan=found, by=request.seat
    ):
        messages.success(request, "指导思想已保存。")
        return redirect(page_of(found))
    return form_page(request, form, title="修改指导思想", trail=way_to(found))


@requires("reports.write")
def theme_new(request: SeatRequest, plan_id: int) -> HttpResponse:
    found = _plan(request, plan_id)
    form = forms.NewThemeForm(request.POST or None)
    if request.method == "POST" and (
        made := form.submit(actions.add_theme, plan=found, by=request.seat)
    ):
        return redirect("reports:theme", found.pk, made.pk)
    return form_page(request, form, title="增加工作主题", trail=way_to(found), submit="增加")


@requires("reports.write")
def theme(request: SeatRequest, plan_id: int, theme_id: int) -> HttpResponse:
    """One theme; if somebody saved it meanwhile, both texts are shown."""
    found = _theme(request, plan_id, theme_id)
    form = forms.ThemeForm(request.POST or None, theme=found)
    theirs: Any = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_theme(theme=found, by=request.seat, **form.cleaned_data)
            messages.success(request, "已保存。")
            return redirect(page_of(found.plan))
        except OvertakenEdit as overtaken:
            theirs = overtaken.current
            form.add_error(None, overtaken.messages[0])
        except ValidationError as refusal:
            take_errors(form, refusal)
    context = {
        "form": form,
        "theme": found,
        "theirs": theirs,
        "trail": trail_of(found.plan, found.heading),
        "back": page_of(found.plan),
    }
    return render(request, "reports/theme.html", context, status=409 if theirs else 200)


@require_POST
@requires("reports.write")
def theme_remove(request: SeatRequest, plan_id: int, theme_id: int) -> HttpResponse:
    found = _theme(request, plan_id, theme_id)
    try:
        actions.remove_theme(theme=found, by=request.seat)
        messages.success(request, f"“{found.heading}”已删除。")
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    return redirect(page_of(found.plan))


@requires("reports.write")
def item_new(request: SeatRequest, plan_id: int) -> HttpResponse:
    found = _plan(request, plan_id)
    initial = {"month_from": timezone.localdate().month}
    form = forms.ItemForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.submit(actions.add_item, plan=found, by=request.seat):
        messages.success(request, "已加入月工作安排。")
        return redirect(page_of(found))
    return form_page(request, form, title="增加计划事项", trail=way_to(found), submit="增加")


@requires("reports.write")
def item(request: SeatRequest, plan_id: int, item_id: int) -> HttpResponse:
    found = _item(request, plan_id, item_id)
    names = ("month_from", "month_to", "text", "kind", "owner")
    initial = {name: getattr(found, name) for name in names}
    form = forms.ItemForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.submit(actions.change_item, item=found, by=request.seat):
        messages.success(request, "已保存。")
        return redirect(page_of(found.plan))
    context = {
        "form": form,
        "item": found,
        "trail": trail_of(found.plan, "修改计划事项"),
        "back": page_of(found.plan),
    }
    return render(request, "reports/item.html", context)


@require_POST
@requires("reports.write")
def item_remove(request: SeatRequest, plan_id: int, item_id: int) -> HttpResponse:
    found = _item(request, plan_id, item_id)
    try:
        actions.remove_item(item=found, by=request.seat)
        messages.success(request, f"“{found.text}”已删除。")
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    return redirect(page_of(found.plan))


@require_POST
@requires("reports.write")
def item_mark(request: SeatRequest, plan_id: int, item_id: int) -> HttpResponse:
    """Ticks an item off, or back."""
    found = _item(request, plan_id, item_id)
    actions.mark_item(item=found, is_done="done" in request.POST, by=request.seat)
    if request.htmx:
        return render(request, "reports/item_mark.html", {"item": found, "may_mark": True})
    return redirect(f"{page_of(found.plan)}#item-{found.pk}")
