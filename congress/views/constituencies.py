"""Pages of constituencies: making them, sharing out seats, the election in each."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import quotas as actions
from congress.actions import results
from congress.actions.makeup import Standing
from congress.forms import constituencies as forms
from congress.models import CongressTerm
from congress.models.delegates import Method
from congress.papers import delegates as papers
from congress.tables import constituencies as tables
from congress.tables.delegates import trail
from congress.tables.term_tabs import tabs
from congress.views.found import constituency_of, term_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import workbook
from union_site.requests import SeatRequest


def _trail(term: CongressTerm) -> list[tuple[str, str]]:
    return trail(term, ("选区和名额", reverse("congress:constituency_list", args=[term.pk])))


@requires("congress.view")
def constituency_list(request: SeatRequest, term_id: int) -> HttpResponse:
    """The quota sheet of a term. All on one page: a school has a handful."""
    term = term_of(request, term_id)
    rows = list(tables.constituencies(request.seat, term))
    standing = Standing.of(term, today=timezone.localdate())
    may_manage = request.seat.can("congress.manage")
    context = {
        "term": term,
        "rows": [(row, tables.election_facts(row)) for row in rows],
        "totals": tables.totals(rows),
        "suggestions": tables.suggested(standing, rows),
        "findings": tables.findings(standing, rows),
        "staff": standing.staff.n,
        "is_assembly": term.form == CongressTerm.Form.ASSEMBLY,
        "papers": papers.offered(term, "quota_sheet") if rows and may_manage else [],
        "may_manage": may_manage,
        "may_share_out": rows and not any(row.elected_on for row in rows),
        "tabs": tabs(term, request.seat, "congress:constituency_list"),
        "trail": trail(term, ("选区和名额", "")),
    }
    return render(request, "congress/delegates/constituencies.html", context)


@requires("congress.view")
def constituency_export(request: SeatRequest, term_id: int) -> HttpResponse:
    term = term_of(request, term_id)
    rows = tables.constituencies(request.seat, term)
    return workbook(f"{term}代表名额分配表", tables.COLUMNS, rows)


@require_POST
@requires("congress.manage")
def constituency_lay(request: SeatRequest, term_id: int) -> HttpResponse:
    term = term_of(request, term_id)
    try:
        made = actions.lay_constituencies(term=term, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"已按工会小组建立或更新 {len(made)} 个选区，接着分配名额。")
    return redirect("congress:constituency_list", term_id=term_id)


@requires("congress.manage")
def constituency_new(request: SeatRequest, term_id: int) -> HttpResponse:
    term = term_of(request, term_id)
    last = term.constituencies.aggregate(last=Max("position"))["last"] or 0
    form = forms.ConstituencyForm(
        request.POST or None, initial={"position": last + 1}, seat=request.seat
    )
    given = {"term": term, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.add_constituency, **given)):
        messages.success(request, f"选区“{made}”已登记。")
        return redirect("congress:constituency_list", term_id=term_id)
    return form_page(request, form, title="登记选区", trail=_trail(term))


@requires("congress.manage")
def constituency_edit(request: SeatRequest, constituency_id: int) -> HttpResponse:
    found = constituency_of(request, constituency_id)
    form = forms.ConstituencyForm(
        request.POST or None, initial=model_to_dict(found), seat=request.seat
    )
    given = {"constituency": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_constituency, **given):
        messages.success(request, "选区已修改。")
        return redirect("congress:constituency_list", term_id=found.term_id)
    return form_page(request, form, title="修改选区", trail=_trail(found.term))


@require_POST
@requires("congress.manage")
def constituency_remove(request: SeatRequest, constituency_id: int) -> HttpResponse:
    found = constituency_of(request, constituency_id)
    term_id = found.term_id
    try:
        actions.remove_constituency(constituency=found, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "选区已删去，操作记录中留有名称。")
    return redirect("congress:constituency_list", term_id=term_id)


@requires("congress.manage")
def seats(request: SeatRequest, term_id: int) -> HttpResponse:
    """The number that the chair chooses, shared out over the constituencies."""
    term, today = term_of(request, term_id), timezone.localdate()
    rows = list(tables.constituencies(request.seat, term))
    standing = Standing.of(term, today=today)
    suggested = tables.suggested(standing, rows)
    total = tables.proposed_total(term, suggested)
    form = forms.SharesForm(request.POST or None, initial={"total": total})
    given = {"term": term, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.share_out_seats, **given):
        messages.success(request, "名额已按各选区人数分配，可以逐个调整。")
        return redirect("congress:constituency_list", term_id=term_id)
    lead = tables.shares_lead(term, rows, suggested)
    submit = "分配名额"
    return form_page(
        request, form, title="分配代表名额", trail=_trail(term), lead=lead, submit=submit
    )


@requires("congress.manage")
def constituency_result(request: SeatRequest, constituency_id: int) -> HttpResponse:
    """Who was elected, all at once; later the facts of the election alone."""
    found = constituency_of(request, constituency_id)
    is_known = found.delegates.in_office().full().exists()
    initial = model_to_dict(found)
    initial |= {"method": found.method or Method.COMPETITIVE}
    form = forms.ResultForm(
        request.POST or None,
        initial=initial,
        constituency=found,
        seat=request.seat,
        count=0 if is_known else max(found.seats, 1),
    )
    given = {"constituency": found, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and (made := form.submit(results.enter_result, **given)):
        messages.success(request, f"“{found}”的选举结果已登记，当选代表 {len(made)} 人。")
        return redirect("congress:constituency_list", term_id=found.term_id)
    context = {
        "form": form,
        "constituency": found,
        "is_known": is_known,
        "lead": tables.election_line(found),
        "trail": [*_trail(found.term), ("选举结果", "")],
    }
    return render(request, "congress/delegates/result.html", context)
