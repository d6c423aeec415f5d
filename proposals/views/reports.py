"""Pages of the report on proposal work: the list, one report with linked numbers, its words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from proposals.actions import reports as actions
from proposals.checks.statistics import OWED, Scope, last_ratings
from proposals.forms import reports as forms
from proposals.models import ProposalReport, Rating, Satisfaction
from proposals.papers import report as papers
from proposals.tables import documents as documents_table
from proposals.tables import reports as tables
from proposals.tables.tabs import tabs
from proposals.views.documents import require_reader
from proposals.workflow.reports import REPORT
from union_site.documents import chart_svg
from union_site.door import requires
from union_site.forms import ActForm, form_page
from union_site.listing import Asked, timeline
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("提案工作报告", reverse("proposals:reports")), *more]


def _report(request: SeatRequest, proposal_report_id: int) -> ProposalReport:
    rows = ProposalReport.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows, pk=proposal_report_id)


@requires("proposals.own")
def report_list(request: SeatRequest) -> HttpResponse:
    """Reports of all sessions and years; for delegates those that are finished."""
    asked = Asked(request.GET)
    rows = ProposalReport.objects.visible_to(request.seat).for_list()
    context = {
        "page": asked.page(rows),
        "query": asked.query,
        "may_write": actions.may_write(request.seat),
        "tabs": tabs(request.seat, "proposals:reports"),
    }
    return render(request, "proposals/reports/list.html", context)


@requires("proposals.own")
def report_new(request: SeatRequest) -> HttpResponse:
    if not actions.may_write(request.seat):
        raise PermissionDenied
    form = forms.NewReportForm(request.POST or None, seat=request.seat)
    made = form.submit(actions.begin_report, by=request.seat) if request.method == "POST" else None
    if made:
        messages.success(request, "已按现在的统计数字生成初稿，请补写文字。")
        return redirect("proposals:report", made.pk)
    lead = "收到过提案的会议和年度可以各写一份报告。正文和图表由统计数字生成，另外三段由您补写。"
    return form_page(
        request, form, title="撰写提案工作报告", trail=_trail(), lead=lead, submit="生成初稿"
    )


@requires("proposals.own")
def report(request: SeatRequest, proposal_report_id: int) -> HttpResponse:
    """Its text, its numbers as links to their rows, its charts."""
    found = _report(request, proposal_report_id)
    figures, scope = actions.figures_of(found), actions.scope_of(found)
    drawn = _paper(found, figures)
    may_follow = actions.may_read(request.seat)
    context = {
        "report": found,
        "may_follow": may_follow,
        "steps": tables.buttons(found, REPORT.open_to(found, request.seat)),
        "totals": tables.totals(scope, figures),
        "rates": tables.rates(scope, figures),
        "grids": tables.grids(scope, figures),
        "sections": papers.sections_of(drawn),
        "charts": [chart_svg(chart) for chart in papers.charts_of(drawn)],
        "events": timeline(found, request.seat),
        "trail": _trail((found.scope_label, "")),
    }
    return render(request, "proposals/reports/detail.html", context)


def _paper(found: ProposalReport, figures: Any) -> Any:
    finished = timezone.localdate(found.finished_at) if found.finished_at else timezone.localdate()
    return papers.report(found, figures, suggested=actions.suggested_words(figures), on=finished)


@requires("proposals.own")
def report_paper(request: SeatRequest, proposal_report_id: int) -> HttpResponse:
    found = _report(request, proposal_report_id)
    drawn = _paper(found, actions.figures_of(found))
    return answer_paper(drawn, name=str(found), wanted=request.GET.get("format", ""))


def _opens(request: SeatRequest, found: ProposalReport, name: str) -> bool:
    """Whether the step may be taken now; says so where somebody was faster.

    Raises PermissionDenied for who may never take it.
    """
    step = REPORT.step(name)
    if not step.may_be_taken_by(found, request.seat):
        raise PermissionDenied
    if REPORT.allows(found, name, request.seat):
        return True
    state = found.get_state_display()
    messages.warning(request, f"报告现在是“{state}”，不能“{step.label}”。可能有人刚刚办理过。")
    return False


@requires("proposals.own")
def report_words(request: SeatRequest, proposal_report_id: int) -> HttpResponse:
    """What was typed while another finished the report comes back, refused by the act."""
    found = _report(request, proposal_report_id)
    if request.method != "POST" and not _opens(request, found, "write"):
        return redirect("proposals:report", found.pk)
    suggested = actions.suggested_words(actions.figures_of(found))
    initial = {"cases": found.cases, "seen": found.words_mark}
    initial |= {name: getattr(found, name) or suggested[name] for name in suggested}
    form = forms.WordsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.submit(
        actions.write_report, report=found, by=request.seat
    ):
        messages.success(request, "已保存。")
        return redirect("proposals:report", found.pk)
    if form.is_bound and form.non_field_errors():
        # Who was told of newer words may save after having read them.
        form.data = {**request.POST.dict(), "seen": found.words_mark}
    here = (found.scope_label, reverse("proposals:report", args=[found.pk]))
    return form_page(request, form, title="修改文字", trail=_trail(here))


@requires("proposals.own")
def report_finish(request: SeatRequest, proposal_report_id: int) -> HttpResponse:
    """Approves: asked on a page of its own, since the figures stay as they are."""
    found = _report(request, proposal_report_id)
    if not _opens(request, found, "finish"):
        return redirect("proposals:report", found.pk)
    form = ActForm(request.POST if request.method == "POST" else None)
    form.has_checks = False
    given = {"report": found, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and form.submit(actions.finish_report, **given):
        messages.success(request, "已定稿，数字不再变动。")
        return redirect("proposals:report", found.pk)
    here = (found.scope_label, reverse("proposals:report", args=[found.pk]))
    lead = "定稿以后，报告里的数字保持今天的样子，全体教职工可以看到报告。"
    return form_page(request, form, title="定稿", trail=_trail(here), lead=lead, submit="定稿")


@requires("proposals.own")
def report_reopen(request: SeatRequest, proposal_report_id: int) -> HttpResponse:
    found = _report(request, proposal_report_id)
    if not _opens(request, found, "reopen"):
        return redirect("proposals:report", found.pk)
    form = forms.ReopenForm(request.POST or None)
    if request.method == "POST" and form.submit(
        actions.reopen_report, report=found, by=request.seat
    ):
        messages.success(request, "已退回修改，数字按现在的情况重新统计。")
        return redirect("proposals:report", found.pk)
    here = (found.scope_label, reverse("proposals:report", args=[found.pk]))
    return form_page(
        request, form, title="退回修改", trail=_trail(here), submit="退回修改", is_destructive=True
    )


@requires("proposals.own")
def ratings(request: SeatRequest) -> HttpResponse:
    """The ratings behind the numbers: of the last reply to each of the proposals asked for."""
    require_reader(request)
    asked, chosen = Asked(request.GET), documents_table.chosen(request)
    owed = chosen.rows.order_by().filter(OWED).values("pk")
    rows = last_ratings(union=request.seat.union, reply__proposal__in=owed)
    for name, values in (("part", Rating.Part.values), ("satisfaction", Satisfaction.values)):
        if value := asked.one_of(name, values):
            rows = rows.filter(**{name: value})
    rows = rows.for_list().select_related("seat__user", "reply__proposal")
    context = {
        "page": asked.page(rows),
        "query": asked.query,
        "label": chosen.scope.label or Scope(request.seat.union).label,
        "trail": _trail(("评价", "")),
    }
    return render(request, "proposals/reports/ratings.html", context)
