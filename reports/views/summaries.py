"""Pages of the annual summary: the list, the editor, its sections and figures."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reports import actions, editor, forms
from reports.actions import OvertakenEdit
from reports.models import AnnualSummary, FigureSnapshot, Return, SummarySection
from reports.views.papers import page_of, trail_of, way_to
from reports.workflow import PAPERS, may_write
from union_site.door import requires
from union_site.forms import form_page, take_errors
from union_site.listing import timeline
from union_site.requests import SeatRequest


def _summary(request: SeatRequest, summary_id: int) -> AnnualSummary:
    rows = AnnualSummary.objects.visible_to(request.seat).select_related("union__parent")
    found: AnnualSummary = get_object_or_404(rows, pk=summary_id)
    return found


def _section(request: SeatRequest, summary_id: int, section_id: int) -> SummarySection:
    rows = SummarySection.objects.visible_to(request.seat).filter(summary_id=summary_id)
    rows = rows.select_related("summary__union", "edited_by__user")
    found: SummarySection = get_object_or_404(rows, pk=section_id)
    return found


def _figure(request: SeatRequest, summary_id: int, figure_id: int) -> FigureSnapshot:
    rows = FigureSnapshot.objects.visible_to(request.seat).filter(summary_id=summary_id)
    found: FigureSnapshot = get_object_or_404(rows.select_related("summary__union"), pk=figure_id)
    return found


@requires("reports.view")
def summary_list(request: SeatRequest) -> HttpResponse:
    """The summaries of all years, and the year to open next."""
    rows = list(AnnualSummary.objects.visible_to(request.seat).for_list())
    years = forms.open_years(timezone.localdate(), {row.year for row in rows}, ahead=0)
    context = {
        "rows": rows,
        "tones": editor.TONES,
        "next_year": years[0] if years and request.seat.can("reports.write") else None,
    }
    return render(request, "reports/summary_list.html", context)


@requires("reports.write")
def summary_new(request: SeatRequest) -> HttpResponse:
    """Opens the summary of a year: figures and first drafts come from the data."""
    taken = AnnualSummary.objects.visible_to(request.seat).values_list("year", flat=True)
    years = forms.open_years(timezone.localdate(), set(taken), ahead=0)
    form = forms.OpenForm(request.POST or None, years=years)
    if request.method == "POST" and (made := form.submit(actions.open_summary, by=request.seat)):
        messages.success(request, "已取数并生成各节初稿，请逐节修改。")
        return redirect("reports:summary", made.pk)
    return form_page(
        request,
        form,
        title="撰写年度总结",
        trail=[("年度总结", reverse("reports:summaries"))],
        lead="将从会员、教代会、提案、慰问、活动和工作计划中取数，并按数据写好各节的开头。",
        submit="取数并开始撰写",
    )


@requires("reports.view")
def summary(request: SeatRequest, summary_id: int) -> HttpResponse:
    """The editor: sections at the left, figures with their rows and findings at the right."""
    return _editor(request, _summary(request, summary_id))


def _editor(
    request: SeatRequest,
    found: AnnualSummary,
    *,
    bound: forms.SectionForm | None = None,
    overtaken: tuple[int, SummarySection] | None = None,
) -> HttpResponse:
    sections = list(found.sections.for_paper())
    versions = Return.objects.visible_to(request.seat).of_paper(found).for_list()
    context = {
        **editor.head_of(found, request.seat),
        "trail": trail_of(found),
        "parts": editor.parts_of(found, sections, bound=bound, overtaken=overtaken),
        "progress": editor.progress_of(sections),
        "may_hand_in": PAPERS.allows(found, "hand_in", request.seat),
        "job": actions.unfinished_hand_in(found) if found.is_editable else None,
        "versions": list(versions.order_by("-version")),
        "events": timeline(found, request.seat),
    }
    template = "summary.html" if may_write(found, request.seat) else "summary_read.html"
    return render(request, f"reports/{template}", context, status=409 if overtaken else 200)


@require_POST
@requires("reports.write")
def section(request: SeatRequest, summary_id: int, section_id: int) -> HttpResponse:
    """Saves one section. Asked by htmx it answers with the line of its state alone."""
    found = _section(request, summary_id, section_id)
    form = forms.SectionForm(request.POST, section=found)
    saved, theirs = _save(request, found, form)
    if request.htmx:
        part = editor.part_of(saved or found, form=form if theirs else None, overtaken_by=theirs)
        context = {"part": part, "errors": form.non_field_errors(), "just_saved": saved is not None}
        return render(request, "reports/section_status.html", context)
    if theirs is not None:
        return _editor(request, found.summary, bound=form, overtaken=(found.pk, theirs))
    for sentence in form.non_field_errors():
        messages.error(request, str(sentence))
    return redirect(f"{page_of(found.summary)}#section-{found.pk}")


def _save(
    request: SeatRequest, found: SummarySection, form: forms.SectionForm
) -> tuple[SummarySection | None, SummarySection | None]:
    """The section as saved, or what somebody else saved meanwhile, or neither."""
    if not form.is_valid():
        return None, None
    try:
        return actions.edit_section(section=found, by=request.seat, **form.cleaned_data), None
    except OvertakenEdit as overtaken:
        form.add_error(None, overtaken.messages[0])
        return None, overtaken.current
    except ValidationError as refusal:
        take_errors(form, refusal)
        return None, None


@require_POST
@requires("reports.write")
def retake(request: SeatRequest, summary_id: int) -> HttpResponse:
    """Takes all figures anew and says which have changed."""
    found = _summary(request, summary_id)
    try:
        differences = actions.retake_figures(summary=found, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
        return redirect(page_of(found))
    if differences:
        words = "；".join(one.sentence for one in differences)
        messages.info(request, f"已重新取数，有变化的：{words}。手工填写的数字和正文没有改动。")
    else:
        messages.success(request, "已重新取数，所有数字都没有变化。")
    return redirect(page_of(found))


@requires("reports.write")
def figure(request: SeatRequest, summary_id: int, figure_id: int) -> HttpResponse:
    """A person's word on one figure."""
    found = _figure(request, summary_id, figure_id)
    initial = {"value": found.manual_value, "qualifier": found.qualifier, "note": found.note}
    form = forms.FigureForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.submit(
        actions.correct_figure, snapshot=found, by=request.seat
    ):
        messages.success(request, f"“{found.label}”已保存。")
        return redirect(page_of(found.summary))
    context = {
        "form": form,
        "snapshot": found,
        "trail": trail_of(found.summary, found.label),
        "fact": editor.fact_of(found),
    }
    return render(request, "reports/figure.html", context)


@requires("reports.write")
def figure_new(request: SeatRequest, summary_id: int) -> HttpResponse:
    found = _summary(request, summary_id)
    form = forms.NewFigureForm(request.POST or None, initial={"section_key": "honours"})
    if request.method == "POST" and (
        made := form.submit(actions.add_figure, summary=found, by=request.seat)
    ):
        messages.success(request, f"“{made.label}”已列入附表。")
        return redirect(page_of(found))
    return form_page(
        request,
        form,
        title="填报数字",
        trail=way_to(found),
        lead="台账里没有的数字（例如获奖）在这里填报，附表中会注明是填报。",
    )


@require_POST
@requires("reports.write")
def figure_remove(request: SeatRequest, summary_id: int, figure_id: int) -> HttpResponse:
    found = _figure(request, summary_id, figure_id)
    try:
        actions.remove_figure(snapshot=found, by=request.seat)
        messages.success(request, f"“{found.label}”已删除。")
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    return redirect(page_of(found.summary))
