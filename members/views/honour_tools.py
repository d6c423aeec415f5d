"""Pages around awards: numbers, the dictionary of honours, bringing awards in from a sheet."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import award_imports as imports
from members.actions import honour_titles as titles
from members.forms import honours as forms
from members.models import AwardImport, HonourTitle
from members.papers import honours as papers
from members.tables import award_statistics as numbers
from members.tables import honours as tables
from union_site import attachments
from union_site.documents import Document, chart_svg
from union_site.door import requires
from union_site.forms import form_page, take_errors
from union_site.listing import Asked
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

SHOWN_ROWS, SHOWN_FINDINGS = 100, 100

# --- numbers ------------------------------------------------------------------------------


@requires("honours.view")
def statistics(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    found = numbers.statistics(request.seat, asked)
    context = {
        "found": found,
        "charts": [chart_svg(chart) for chart in found.charts],
        "query": asked.query,
        "trail": tables.trail(("统计", "")),
        "may_manage": request.seat.can("honours.manage"),
    }
    return render(request, "members/honours/statistics.html", context)


def _paper(request: SeatRequest) -> Document:
    found = numbers.statistics(request.seat, Asked(request.GET))
    return papers.statistics(found, union=request.seat.union, on=timezone.localdate())


@requires("honours.view")
def statistics_pdf(request: SeatRequest) -> HttpResponse:
    return answer_paper(_paper(request), name="荣誉与获奖统计")


@requires("honours.view")
def statistics_docx(request: SeatRequest) -> HttpResponse:
    return answer_paper(_paper(request), name="荣誉与获奖统计", wanted="docx")


# --- the dictionary -----------------------------------------------------------------------


def _title(request: SeatRequest, honour_title_id: int) -> HonourTitle:
    return get_object_or_404(HonourTitle.objects.visible_to(request.seat), pk=honour_title_id)


def _titles_trail() -> list[tuple[str, str]]:
    return tables.trail(("荣誉称号", reverse("honours:titles")))


@requires("honours.manage")
def title_list(request: SeatRequest) -> HttpResponse:
    rows = HonourTitle.objects.visible_to(request.seat).for_list()
    context = {"rows": rows, "trail": tables.trail(("荣誉称号", ""))}
    return render(request, "members/honours/titles.html", context)


@require_POST
@requires("honours.manage")
def title_adopt(request: SeatRequest) -> HttpResponse:
    count = titles.adopt_titles(by=request.seat)
    messages.success(request, f"已加入 {count} 个常用荣誉称号，可按实际修改、停用。")
    return redirect("honours:titles")


@requires("honours.manage")
def title_new(request: SeatRequest) -> HttpResponse:
    form = forms.TitleForm(request.POST or None)
    if request.method == "POST" and form.submit(titles.add_title, by=request.seat):
        messages.success(request, "荣誉称号已增加。")
        return redirect("honours:titles")
    return form_page(request, form, title="增加荣誉称号", trail=_titles_trail())


@requires("honours.manage")
def title_edit(request: SeatRequest, honour_title_id: int) -> HttpResponse:
    found = _title(request, honour_title_id)
    form = forms.TitleForm(request.POST or None, initial=model_to_dict(found))
    given = {"title": found, "by": request.seat}
    if request.method == "POST" and form.submit(titles.change_title, **given):
        messages.success(request, "荣誉称号已修改。")
        return redirect("honours:titles")
    return form_page(request, form, title="修改荣誉称号", trail=_titles_trail())


@require_POST
@requires("honours.manage")
def title_hide(request: SeatRequest, honour_title_id: int) -> HttpResponse:
    try:
        found = titles.hide_title(title=_title(request, honour_title_id), by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"“{found}”已{'停用' if found.is_hidden else '恢复'}。")
    return redirect("honours:titles")


# --- a sheet ------------------------------------------------------------------------------


def _brought(request: SeatRequest, award_import_id: int) -> AwardImport:
    rows = AwardImport.objects.visible_to(request.seat).select_related("file", "union", "by__user")
    return get_object_or_404(rows, pk=award_import_id)


@requires("honours.manage")
def sheet_upload(request: SeatRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = forms.SheetForm(request.POST, request.FILES) if is_sent else forms.SheetForm()
    if is_sent and form.is_valid():
        upload, today = form.cleaned_data["file"], timezone.localdate()
        given = {"content": upload.read(), "file_name": upload.name, "today": today}
        try:
            brought = imports.receive_sheet(**given, by=request.seat)
        except ValidationError as refusal:
            take_errors(form, ValidationError({"file": refusal.messages}))
        else:
            return redirect("honours:sheet", award_import_id=brought.pk)
    past = AwardImport.objects.visible_to(request.seat).select_related("by__user")
    context = {
        "form": form,
        "past": past.order_by("-pk")[:10],
        "trail": tables.trail(("导入获奖", "")),
    }
    return render(request, "members/honours/sheet_upload.html", context)


@requires("honours.manage")
def sheet_form(request: SeatRequest) -> HttpResponse:
    """The empty form to fill in."""
    return attachments.answer(
        imports.empty_sheet(request.seat.union),
        name="获奖登记表.xlsx",
        content_type=attachments.XLSX,
    )


@never_cache
@requires("honours.manage")
def sheet(request: SeatRequest, award_import_id: int) -> HttpResponse:
    """What the sheet would write now, or what came of it."""
    brought = _brought(request, award_import_id)
    context = {
        "brought": brought,
        "trail": tables.trail(("导入获奖", reverse("honours:import")), (brought.file_name, "")),
    }
    if brought.state == AwardImport.State.PREVIEWED:
        try:
            found = imports.sheet_of(brought=brought, by=request.seat, today=timezone.localdate())
        except ValidationError as refusal:
            context["refusal"] = " ".join(refusal.messages)
        else:
            worst_first = sorted(found.findings, key=lambda finding: not finding.is_blocking)
            context |= {
                "found": found,
                "shown": found.prepared[:SHOWN_ROWS],
                "findings": [
                    {"level": str(one.level), "sentence": one.message}
                    for one in worst_first[:SHOWN_FINDINGS]
                ],
            }
    return render(request, "members/honours/sheet.html", context)


@require_POST
@requires("honours.manage")
def sheet_apply(request: SeatRequest, award_import_id: int) -> HttpResponse:
    brought, today = _brought(request, award_import_id), timezone.localdate()
    seen = request.POST.get("seen", "")
    try:
        done = imports.apply_sheet(brought=brought, seen=seen, by=request.seat, today=today)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"已导入 {done.created_count} 项。")
    return redirect("honours:sheet", award_import_id=award_import_id)


@require_POST
@requires("honours.manage")
def sheet_discard(request: SeatRequest, award_import_id: int) -> HttpResponse:
    try:
        imports.discard_sheet(brought=_brought(request, award_import_id), by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "已放弃这次导入，上传的文件已删除。")
    return redirect("honours:import")
