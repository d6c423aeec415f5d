"""Pages that a summary and a plan share: overview, title, preview, files, handing in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reports import actions, editor, forms, papers
from reports.models import AnnualSummary, Paper, Return, ReturnKind, WorkPlan
from reports.views.framing import embeddable_pdf
from reports.workflow import PAPERS
from union_site import attachments
from union_site.door import requires
from union_site.forms import form_page
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

PAGE = {ReturnKind.ANNUAL_SUMMARY: "summary", ReturnKind.WORK_PLAN: "plan"}
LIST = {
    ReturnKind.ANNUAL_SUMMARY: ("年度总结", "reports:summaries"),
    ReturnKind.WORK_PLAN: ("工作计划", "reports:plans"),
}


def paper_or_404(request: SeatRequest, kind: str, paper_id: int) -> Paper:
    """The paper if it is of the seat's own union; a district has no way to it."""
    if kind == ReturnKind.ANNUAL_SUMMARY:
        rows: Any = AnnualSummary.objects.visible_to(request.seat)
    else:
        rows = WorkPlan.objects.visible_to(request.seat)
    found: Paper = get_object_or_404(rows.select_related("union__parent"), pk=paper_id)
    return found


def page_of(paper: Paper) -> str:
    return reverse(f"reports:{PAGE[ReturnKind.of(paper)]}", args=[paper.pk])


def way_to(paper: Paper) -> list[tuple[str, str]]:
    label, name = LIST[ReturnKind.of(paper)]
    return [(label, reverse(name)), (f"{paper.year}年", page_of(paper))]


def trail_of(paper: Paper, word: str = "") -> list[tuple[str, str]]:
    """Where the page of a paper lies, or the page `word` below it."""
    first, own = way_to(paper)
    return [first, own, (word, "")] if word else [first, (own[0], "")]


@requires("reports.view")
def overview(request: SeatRequest) -> HttpResponse:
    """The year's summary and plan: state, due day, how far they are."""
    today = timezone.localdate()
    year = forms.likely_year(today)
    summary = AnnualSummary.objects.visible_to(request.seat).filter(year=year).first()
    plan = WorkPlan.objects.visible_to(request.seat).filter(year=year).first()
    sections = list(summary.sections.all()) if summary else []
    items = list(plan.items.in_year_order()) if plan else []
    sent = Return.objects.visible_to(request.seat).for_list().order_by("-submitted_at")[:5]
    context = {
        "year": year,
        "today": today,
        "summary": summary,
        "plan": plan,
        "tones": editor.TONES,
        "progress": editor.progress_of(sections),
        "done": sum(item.is_done for item in items),
        "items": items,
        "sent": sent,
        "may_write": request.seat.can("reports.write"),
    }
    return render(request, "reports/overview.html", context)


@requires("reports.write")
def title(request: SeatRequest, kind: str, paper_id: int) -> HttpResponse:
    paper = paper_or_404(request, kind, paper_id)
    form = forms.TitleForm(
        request.POST or None, initial={"title": paper.title, "theme": paper.theme}
    )
    if request.method == "POST" and form.submit(actions.rename, paper=paper, by=request.seat):
        messages.success(request, "标题已修改。")
        return redirect(page_of(paper))
    return form_page(request, form, title="修改标题", trail=way_to(paper))


@requires("reports.view")
def preview(request: SeatRequest, kind: str, paper_id: int) -> HttpResponse:
    """The paper as it will be printed; a long one is made in the background first."""
    paper = paper_or_404(request, kind, paper_id)
    context = {
        **editor.head_of(paper, request.seat),
        "trail": trail_of(paper, "预览"),
        "kind": PAGE[ReturnKind(kind)],
        "is_long": papers.is_long(paper),
    }
    return render(request, "reports/preview.html", context)


@embeddable_pdf
@requires("reports.view")
def pdf(request: SeatRequest, kind: str, paper_id: int) -> HttpResponse:
    paper = paper_or_404(request, kind, paper_id)
    drawn = papers.document_of(paper, on=timezone.localdate())
    return answer_paper(drawn, name=papers.file_stem(paper))


@requires("reports.view")
def docx(request: SeatRequest, kind: str, paper_id: int) -> HttpResponse:
    paper = paper_or_404(request, kind, paper_id)
    drawn = papers.document_of(paper, on=timezone.localdate())
    return answer_paper(drawn, name=papers.file_stem(paper), wanted="docx")


@require_POST
@requires("reports.view")
def pdf_job(request: SeatRequest, kind: str, paper_id: int) -> HttpResponse:
    """For long papers: the PDF by a job, with progress."""
    paper = paper_or_404(request, kind, paper_id)
    job = actions.start_pdf(paper=paper, by=request.seat)
    return redirect("job", job.pk)


@requires("reports.submit")
def hand_in(request: SeatRequest, kind: str, paper_id: int) -> HttpResponse:
    """Shows all findings; handing in asks for each warning to be accepted."""
    paper = paper_or_404(request, kind, paper_id)
    if not PAPERS.allows(paper, "hand_in", request.seat):
        messages.warning(request, f"现在是“{paper.get_state_display()}”，不能再报送。")
        return redirect(page_of(paper))
    form = forms.HandInForm(request.POST or None)
    if request.method == "POST":
        if job := form.submit(actions.hand_in, paper=paper, by=request.seat):
            return redirect("job", job.pk)
    else:
        form.findings = actions.hand_in_findings(paper)
    context = {
        **editor.head_of(paper, request.seat),
        "form": form,
        "trail": trail_of(paper, "报送"),
        "objection": PAPERS.step("hand_in").objection(paper),
        "has_blocking": any(finding.level == "block" for finding in form.findings),
    }
    return render(request, "reports/hand_in.html", context)


def _own_return(request: SeatRequest, return_id: int) -> Return:
    mine = Return.objects.visible_to(request.seat).filter(school_id=request.seat.union_id)
    return get_object_or_404(mine.for_list(), pk=return_id)


@embeddable_pdf
@requires("reports.view")
def sent_pdf(request: SeatRequest, return_id: int) -> HttpResponse:
    """The frozen PDF, for the school that handed it in."""
    return frozen_pdf(_own_return(request, return_id))


@requires("reports.view")
def sent_docx(request: SeatRequest, return_id: int) -> HttpResponseBase:
    return attachments.download(_own_return(request, return_id).docx)


def frozen_pdf(sent: Return) -> HttpResponse:
    try:
        with sent.pdf.file.open("rb") as stored:
            content = stored.read()
    except FileNotFoundError as gone:  # the page of the return says so, too
        raise Http404("保存的 PDF 不在了，请联系管理员。") from gone
    return attachments.answer(
        content,
        name=papers.file_name(sent, "pdf"),
        content_type=attachments.PDF,
        inline=True,
    )
