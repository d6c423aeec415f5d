"""Pages of selections: the list, one selection and its steps, one nominee, its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from members.actions import selections as actions
from members.checks.selections import earliest_end
from members.forms import selections as forms
from members.forms.honours import ConfirmForm, NoteForm
from members.models import HonourTitle, Nominee, Selection
from members.papers import honours as papers
from members.tables import selections as tables
from members.workflow.selections import SELECTION
from union_site.door import requires
from union_site.forms import ActForm, form_page
from union_site.listing import Asked, timeline, workbook
from union_site.norms import norm
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

State = Selection.State


def _selection(request: SeatRequest, selection_id: int) -> Selection:
    mine = Selection.objects.visible_to(request.seat).for_list()
    return get_object_or_404(mine.select_related("union__parent", "honour_title"), pk=selection_id)


def _nominees(request: SeatRequest, selection: Selection) -> Any:
    return Nominee.objects.visible_to(request.seat).filter(selection=selection).for_list()


@requires("honours.view")
def selection_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.selections(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows),
        "query": asked.query,
        "trail": tables.selection_list_trail(),
        "may_manage": request.seat.can("honours.manage"),
    }
    return render(request, "members/honours/selections.html", context)


@requires("honours.view")
def selection_export(request: SeatRequest) -> HttpResponse:
    rows = tables.selections(request.seat, Asked(request.GET)).rows
    return workbook("评选推荐", tables.COLUMNS, rows)


@requires("honours.view")
def selection(request: SeatRequest, selection_id: int) -> HttpResponse:
    found, today, seat = _selection(request, selection_id), timezone.localdate(), request.seat
    consent = actions.rule(actions.CONSENT, found, today)
    may_manage = seat.can("honours.manage")
    context = {
        "selection": found,
        "trail": [*tables.trail_of(found)[:-1], (f"{found.year}年{found.honour_title}", "")],
        "facts": tables.facts(found, seat),
        "rows": tables.nominee_rows(_nominees(request, found), seat, consent),
        "consent": consent,
        "sees_votes": may_manage or seat.can("reports.view"),
        "steps": tables.steps(found, seat, today),
        "waiting": tables.waiting_for(found, today) if may_manage else None,
        "events": timeline(found, seat) if may_manage else [],
        "awards": found.awards.visible_to(seat).for_list(),
        "may_nominate": may_manage and found.state == State.NOMINATING,
        "may_count": may_manage and found.state == State.APPRAISING,
        "is_counted": found.appraised_on is not None,
        "may_change": may_manage and found.state in (State.NOMINATING, State.APPRAISING),
        "has_notice": bool(found.notice_from),
    }
    return render(request, "members/honours/selection.html", context)


@requires("honours.manage")
def selection_new(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    if not HonourTitle.objects.visible_to(request.seat).offered().exists():
        messages.info(request, "先加入荣誉称号，再发起评选推荐。")
        return redirect("honours:titles")
    limit = norm(actions.DEEDS, union=request.seat.union, on=today).number
    initial = {**forms.begun(today), "deeds_limit": limit}
    form = forms.SelectionForm(request.POST or None, seat=request.seat, initial=initial)
    given = {"by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.open_selection, **given)):
        messages.success(request, "已发起，接着登记推荐对象。")
        return redirect("honours:selection", selection_id=made.pk)
    return form_page(request, form, title="发起评选推荐", trail=tables.selection_trail())


@requires("honours.manage")
def selection_edit(request: SeatRequest, selection_id: int) -> HttpResponse:
    found = _selection(request, selection_id)
    names = ("quota", "deeds_limit", "opens_on", "closes_on", "conditions")
    initial = {name: getattr(found, name) for name in names}
    form = forms.SelectionForm(
        request.POST or None, seat=request.seat, selection=found, initial=initial
    )
    return _step(request, found, form, actions.change_selection, "修改评选推荐", "已修改。")


def _step(
    request: SeatRequest,
    found: Selection,
    form: ActForm,
    act: Callable[..., Any],
    title: str,
    done: str,
    *,
    lead: str = "",
    is_destructive: bool = False,
    **given: Any,
) -> HttpResponse:
    """The page of one step: its form, its act, and back to the selection."""
    trail = tables.trail_of(found)
    if request.method == "POST" and form.submit(act, selection=found, by=request.seat, **given):
        messages.success(request, done)
        return redirect("honours:selection", selection_id=found.pk)
    return form_page(
        request,
        form,
        title=title,
        trail=trail,
        lead=lead,
        submit=title if is_destructive else "确定",
        is_destructive=is_destructive,
    )


def _too_late(request: SeatRequest, found: Selection, step: str) -> HttpResponse | None:
    """Nobody's fault: the page was old, or somebody else was faster."""
    if SELECTION.allows(found, step, request.seat):
        return None
    label = SELECTION.step(step).label
    messages.warning(request, f"现在是“{found.get_state_display()}”，不能“{label}”。")
    return redirect("honours:selection", selection_id=found.pk)


@requires("honours.manage")
def appraise(request: SeatRequest, selection_id: int) -> HttpResponse:
    found = _selection(request, selection_id)
    lead = "转入民主测评后不再接受新的推荐；如需补充，可以退回。"
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    return _too_late(request, found, "appraise") or _step(
        request, found, form, actions.begin_appraisal, "转入民主测评", "已转入民主测评。", lead=lead
    )


@requires("honours.manage")
def reopen(request: SeatRequest, selection_id: int) -> HttpResponse:
    found = _selection(request, selection_id)
    lead = "已登记的票数保留，补充推荐后可再转入民主测评。"
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    act = actions.reopen_nominations
    return _too_late(request, found, "reopen") or _step(
        request, found, form, act, "退回补充推荐", "可以继续登记推荐对象。", lead=lead
    )


@requires("honours.manage")
def votes(request: SeatRequest, selection_id: int) -> HttpResponse:
    """What was counted for each nominee, entered by hand."""
    found, today = _selection(request, selection_id), timezone.localdate()
    nominees = list(_nominees(request, found).standing())
    initial = {"appraised_on": found.appraised_on or today}
    form = forms.VotesForm(request.POST or None, nominees=nominees, initial=initial)
    given = {"selection": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.count_votes, **given):
        messages.success(request, "测评结果已登记。")
        return redirect("honours:selection", selection_id=selection_id)
    trail = tables.trail_of(found)
    context = {"form": form, "trail": [*trail, ("登记测评结果", "")], "back": trail[-1][1]}
    return render(request, "members/honours/votes.html", context)


@requires("honours.manage")
def publish(request: SeatRequest, selection_id: int) -> HttpResponse:
    found, today = _selection(request, selection_id), timezone.localdate()
    nominees = _nominees(request, found).standing()
    days = actions.rule(actions.NOTICE, found, today)
    consent = actions.rule(actions.CONSENT, found, today)
    initial = {
        "chosen": tables.likely(nominees, found.quota, consent),
        "notice_from": today,
        "notice_until": earliest_end(today, days.number),
    }
    form = forms.PublishForm(request.POST or None, nominees=nominees, initial=initial)
    lead = f"名额 {found.quota} 个，同意比例不低于 {consent.shown}，公示不少于 {days.shown}。"
    return _too_late(request, found, "publish") or _step(
        request,
        found,
        form,
        actions.publish,
        "公示",
        "已公示，会员可以查看。",
        lead=lead,
        today=today,
    )


@requires("honours.manage")
def retract(request: SeatRequest, selection_id: int) -> HttpResponse:
    found = _selection(request, selection_id)
    form = NoteForm(request.POST or None)
    lead = "撤下后回到民主测评，推荐对象全部重新参评。"
    return _too_late(request, found, "retract") or _step(
        request, found, form, actions.retract, "撤下公示", "公示已撤下。", lead=lead
    )


@requires("honours.manage")
def report(request: SeatRequest, selection_id: int) -> HttpResponse:
    found, today = _selection(request, selection_id), timezone.localdate()
    upper = found.union.parent
    initial = {"reported_on": today, "reported_to": upper.name if upper else ""}
    form = forms.ReportForm(request.POST or None, initial=initial)
    return _too_late(request, found, "report") or _step(
        request, found, form, actions.report, "上报", "已登记上报。", today=today
    )


@requires("honours.manage")
def conclude(request: SeatRequest, selection_id: int) -> HttpResponse:
    found, today = _selection(request, selection_id), timezone.localdate()
    title = found.honour_title
    initial = {
        "result_on": today,
        "issuer": found.reported_to or title.usual_issuer,
        "level_label": title.level_label,
    }
    nominees = _nominees(request, found).chosen()
    form = forms.ResultForm(request.POST or None, nominees=nominees, initial=initial)
    lead = "获评的对象会自动登记为荣誉，计入统计。"
    return _too_late(request, found, "conclude") or _step(
        request, found, form, actions.conclude, "登记结果", "结果已登记。", lead=lead, today=today
    )


@requires("honours.manage")
def cancel(request: SeatRequest, selection_id: int) -> HttpResponse:
    found = _selection(request, selection_id)
    form = NoteForm(request.POST or None)
    done = "评选已取消。"
    return _too_late(request, found, "cancel") or _step(
        request, found, form, actions.cancel, "取消评选", done, is_destructive=True
    )


# --- nominees -----------------------------------------------------------------------------


def _nominee(request: SeatRequest, nominee_id: int) -> Nominee:
    mine = Nominee.objects.visible_to(request.seat).for_list()
    return get_object_or_404(mine.select_related("selection__union__parent"), pk=nominee_id)


@requires("honours.manage")
def nominee_new(request: SeatRequest, selection_id: int) -> HttpResponse:
    found = _selection(request, selection_id)
    form = forms.NomineeForm(request.POST or None, seat=request.seat, selection=found)
    return _step(
        request,
        found,
        form,
        actions.nominate,
        "登记推荐对象",
        "推荐对象已登记。",
        today=timezone.localdate(),
    )


@requires("honours.view")
def nominee(request: SeatRequest, nominee_id: int) -> HttpResponse:
    found, seat = _nominee(request, nominee_id), request.seat
    consent = actions.rule(actions.CONSENT, found.selection, timezone.localdate())
    row = tables.nominee_rows([found], seat, consent)[0]
    may_manage = seat.can("honours.manage")
    context = {
        "nominee": found,
        "row": row,
        "consent": consent,
        "trail": [*tables.trail_of(found.selection), (found.shown, "")],
        "facts": tables.nominee_facts(row),
        "events": timeline(found, seat) if may_manage else [],
        "may_manage": may_manage,
        "may_change": tables.may_change(found, seat),
        "may_withdraw": tables.may_withdraw(found, seat),
    }
    return render(request, "members/honours/nominee.html", context)


@never_cache
@requires("honours.manage")
def nominee_edit(request: SeatRequest, nominee_id: int) -> HttpResponse:
    found = _nominee(request, nominee_id)
    form = forms.NomineeForm(
        request.POST or None, seat=request.seat, selection=found.selection, nominee=found
    )
    given = {"nominee": found, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and form.submit(actions.change_nominee, **given):
        messages.success(request, "推荐材料已修改。")
        return redirect("honours:nominee", nominee_id=nominee_id)
    return form_page(request, form, title="修改推荐材料", trail=tables.nominee_trail(found))


@requires("honours.manage")
def nominee_withdraw(request: SeatRequest, nominee_id: int) -> HttpResponse:
    found = _nominee(request, nominee_id)
    form = NoteForm(request.POST or None)
    given = {"nominee": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.withdraw_nominee, **given):
        messages.success(request, "推荐已撤回。")
        return redirect("honours:selection", selection_id=found.selection_id)
    trail = tables.nominee_trail(found)
    return form_page(
        request, form, title="撤回推荐", trail=trail, submit="撤回推荐", is_destructive=True
    )


# --- papers -------------------------------------------------------------------------------


@requires("honours.manage")
def nominee_paper(request: SeatRequest, nominee_id: int, ending: str) -> HttpResponse:
    """登记表 or 推荐表. It holds more of a person than the notice: for those who keep it."""
    found = actions.note_form(nominee=_nominee(request, nominee_id), by=request.seat)
    name = f"{papers.form_name(found.selection)}（{found}）"
    return answer_paper(papers.nominee_form(found), name=name, wanted=ending)


@requires("honours.view")
def notice_paper(request: SeatRequest, selection_id: int, ending: str) -> HttpResponse:
    found = _selection(request, selection_id)
    if not found.notice_from:
        messages.info(request, "还没有公示。")
        return redirect("honours:selection", selection_id=selection_id)
    rows = _nominees(request, found).put_forward()
    paper = papers.public_notice(found, list(rows), contact=f"{found.union.name}")
    return answer_paper(paper, name=f"{found}公示", wanted=ending)
