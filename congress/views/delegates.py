"""Pages of delegates: the list of a term with its composition, one delegate, adding, ending."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import delegates as actions
from congress.actions.makeup import Standing, term_findings
from congress.forms import delegates as forms
from congress.models import CongressTerm, Delegate
from congress.models.delegates import Kind
from congress.papers import delegates as papers
from congress.tables import composition
from congress.tables import delegates as tables
from congress.tables.term_tabs import tabs
from congress.views.found import delegate_of, term_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest


@requires("congress.view")
def delegates_now(request: SeatRequest) -> HttpResponse:
    """The delegates of the term in force today, or on the day of ?on=."""
    day = Asked(request.GET).day("on") or timezone.localdate()
    terms = CongressTerm.objects.visible_to(request.seat).select_related("union")
    term = terms.in_force(day).for_list().first()
    if term is None:
        context = {"may_manage": request.seat.can("congress.manage")}
        return render(request, "congress/delegates/none.html", context)
    return _page(request, term)


@requires("congress.view")
def delegate_list(request: SeatRequest, term_id: int) -> HttpResponse:
    return _page(request, term_of(request, term_id))


def _page(request: SeatRequest, term: CongressTerm) -> HttpResponse:
    asked, today = Asked(request.GET), timezone.localdate()
    standing = Standing.of(term, today=today)
    listed = tables.Question(standing, request.seat, asked, today=today).listed()
    may_manage = request.seat.can("congress.manage")
    context = {
        "term": term,
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "standing": standing,
        "tiles": composition.tiles(standing),
        "bars": composition.bars(standing, request.seat),
        "findings": term_findings(term, standing) if may_manage else [],
        "differs": standing.is_registered and term.full_delegates != standing.makeup.n,
        "is_assembly": term.form == CongressTerm.Form.ASSEMBLY,
        "papers": papers.offered(term) if may_manage and standing.is_registered else [],
        "may_manage": may_manage,
        "tabs": tabs(term, request.seat, "congress:delegate_list"),
        "trail": [*tables.trail(term)[:1], (f"{term}代表", "")],
    }
    return render(request, "congress/delegates/list.html", context)


@requires("congress.view")
def delegate_export(request: SeatRequest, term_id: int) -> HttpResponse:
    term, today = term_of(request, term_id), timezone.localdate()
    standing, asked = Standing.of(term, today=today), Asked(request.GET)
    question = tables.Question(standing, request.seat, asked, today=today)
    return workbook(f"{term}代表", tables.columns(request.seat), question.rows())


@requires("congress.view")
def delegate(request: SeatRequest, delegate_id: int) -> HttpResponse:
    found = delegate_of(request, delegate_id)
    may_manage = request.seat.can("congress.manage")
    context = {
        "delegate": found,
        "facts": tables.facts(found, request.seat),
        "events": tables.history(found, request.seat),
        "trail": [*tables.trail(found.term), (found.name, "")],
        "may_manage": may_manage,
        "may_link": request.seat.can("members.view"),
        "may_print": may_manage or papers.is_own(found, request.seat),
        "follower": Delegate.objects.visible_to(request.seat).filter(replaces=found).first(),
        "is_full": found.kind == Kind.FULL,
    }
    return render(request, "congress/delegates/detail.html", context)


@requires("congress.manage")
def delegate_new(request: SeatRequest, term_id: int) -> HttpResponse:
    """By hand: 补选 of ?replaces=, 增补, or with ?guest=1 somebody who observes or is invited."""
    term, today, asked = term_of(request, term_id), timezone.localdate(), Asked(request.GET)
    is_guest, former = bool(asked.one_of("guest", ["1"])), None
    if (number := asked.number("replaces")) is not None:
        rows = Delegate.objects.visible_to(request.seat).filter(term=term)
        former = get_object_or_404(rows, pk=number)
    kind = forms.GuestForm if is_guest else forms.DelegateForm
    initial = forms.new_delegate(term, former, today)
    form = kind(request.POST or None, initial=initial, term=term, seat=request.seat)
    given = {"term": term, "by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.add_delegate, **given)):
        messages.success(request, f"{made}已登记为{made.get_kind_display()}。")
        return redirect("congress:delegate", delegate_id=made.pk)
    title = f"补选代表，接替{former}" if former else "登记代表"
    title = "登记列席、特邀代表" if is_guest else title
    return form_page(request, form, title=title, trail=tables.trail(term))


@requires("congress.manage")
def delegate_edit(request: SeatRequest, delegate_id: int) -> HttpResponse:
    found, today = delegate_of(request, delegate_id), timezone.localdate()
    is_full = found.kind == Kind.FULL
    kind = forms.ChangeDelegateForm if is_full else forms.ChangeGuestForm
    form = kind(
        request.POST or None, initial=model_to_dict(found), term=found.term, seat=request.seat
    )
    given = {"delegate": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.change_delegate, **given):
        messages.success(request, "代表信息已修改；已确认的会议名册不受影响。")
        return redirect("congress:delegate", delegate_id=delegate_id)
    trail = tables.trail(found.term, (found.name, reverse("congress:delegate", args=[delegate_id])))
    return form_page(request, form, title="修改代表", trail=trail)


@requires("congress.manage")
def delegate_end(request: SeatRequest, delegate_id: int) -> HttpResponse:
    found, today = delegate_of(request, delegate_id), timezone.localdate()
    form = forms.EndForm(request.POST or None, initial={"ended_on": today})
    given = {"delegate": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.end_delegate, **given):
        messages.success(request, f"{found}的代表资格已终止。缺额可以从本页办理补选。")
        return redirect("congress:delegate", delegate_id=delegate_id)
    trail = tables.trail(found.term, (found.name, reverse("congress:delegate", args=[delegate_id])))
    lead = f"{found}，{found.get_kind_display()}。已确认的会议名册不受影响。"
    return form_page(
        request,
        form,
        title="终止代表资格",
        trail=trail,
        lead=lead,
        submit="终止代表资格",
        is_destructive=True,
    )


@require_POST
@requires("congress.manage")
def delegate_fill(request: SeatRequest, term_id: int) -> HttpResponse:
    term = term_of(request, term_id)
    try:
        made = actions.fill_from_roster(term=term, by=request.seat, today=timezone.localdate())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"已列入 {len(made)} 人。")
    return redirect("congress:delegate_list", term_id=term_id)


@require_POST
@requires("congress.manage")
def delegate_match(request: SeatRequest, term_id: int) -> HttpResponse:
    term = term_of(request, term_id)
    try:
        actions.match_number(term=term, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"本届正式代表人数已更新为 {term.full_delegates} 人。")
    return redirect("congress:delegate_list", term_id=term_id)
