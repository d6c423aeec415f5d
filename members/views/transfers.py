"""Pages of transfers, for the union that lets go and for the one that takes in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from members.actions import transfer_requests
from members.actions import transfers as actions
from members.actions.history import note_export
from members.forms import transfers as forms
from members.models import Transfer
from members.papers import membership as papers
from members.tables import transfers as tables
from members.tables.membership import places
from members.tables.membership import trail as place_trail
from members.workflow.transfers import TRANSFERRING
from union_site.door import requires
from union_site.forms import ActForm, form_page
from union_site.listing import Asked, workbook
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

ASKED = "请求已发出，若该会员在册，原工会会收到。"


def _trail() -> list[tuple[str, str]]:
    return [*place_trail("")[:1], ("会员转接", reverse("members:transfers"))]


def _transfer(request: SeatRequest, transfer_id: int) -> Transfer:
    return get_object_or_404(Transfer.objects.visible_to(request.seat).for_list(), pk=transfer_id)


@requires("members.view")
def transfer_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.transfers(request.seat, asked)
    page = asked.page(listed.rows, count=listed.count)
    context = {
        "places": places(request.seat, "transfers"),
        "trail": place_trail("会员转接"),
        "listed": listed,
        "page": page,
        "rows": tables.rows(page.object_list, request.seat),
        "requests": tables.requests(request.seat, timezone.localdate()),
        "query": asked.query,
        "may_manage": request.seat.can("membership.manage"),
    }
    return render(request, "members/transfers/list.html", context)


@requires("members.view")
def transfer_export(request: SeatRequest) -> HttpResponse:
    listed = tables.transfers(request.seat, Asked(request.GET))
    note_export(by=request.seat, what="会员转接", count=listed.count or 0)
    return workbook("会员转接", tables.COLUMNS, listed.rows)


@never_cache
@requires("members.view")
def transfer(request: SeatRequest, transfer_id: int) -> HttpResponse:
    found = _transfer(request, transfer_id)
    is_coming = tables.is_coming(found, request.seat)
    own = found.arrived if found.to_union_id == request.seat.union_id else found.member
    context = {
        "transfer": found,
        "way": "转入" if is_coming else "转出",
        "badge": tables.badge(found),
        "facts": tables.facts(found, request.seat),
        "hindrance": tables.hindrance(found, request.seat),
        "waiting": tables.waiting_for(found),
        "steps": tables.steps(found, request.seat),
        "events": tables.timeline(found),
        "own": own,
        "trail": [*_trail(), (found.member.name, "")],
    }
    return render(request, "members/transfers/detail.html", context)


@never_cache
@requires("members.view")
def transfer_letter(request: SeatRequest, transfer_id: int) -> HttpResponse:
    """《工会会员组织关系转移介绍信》, once it has its number."""
    found = _transfer(request, transfer_id)
    if not found.number:
        raise Http404
    name = f"会员组织关系转移介绍信（{found.member.name}）"
    return answer_paper(papers.letter(found), name=name)


@requires("membership.manage")
def transfer_new(request: SeatRequest) -> HttpResponse:
    """The member's union begins."""
    is_sent = request.method == "POST"
    initial = {"member": request.GET.get("member")}
    data = request.POST if is_sent else None
    form = forms.StartForm(data, seat=request.seat, initial=initial)
    given = {"by": request.seat, "today": timezone.localdate()}
    if is_sent and (made := form.submit(actions.start, **given)):
        messages.success(request, "已发起转出。核对会费和本人同意后，点“同意转出”开介绍信。")
        return redirect("members:transfer", transfer_id=made.pk)
    return form_page(request, form, title="发起转出", trail=_trail(), submit="发起")


@requires("membership.manage")
def transfer_ask(request: SeatRequest) -> HttpResponse:
    """The receiving union begins. The answer is the same whether or not anybody was found."""
    is_sent = request.method == "POST"
    form = forms.AskForm(request.POST if is_sent else None)
    given = {"by": request.seat, "today": timezone.localdate()}
    if is_sent and form.submit(transfer_requests.ask, **given):
        messages.success(request, ASKED)
        return redirect("members:transfers")
    lead = "只按证件号码在本区各工会中逐字查找。找到与否都不会告诉您，由原工会决定是否办理。"
    return form_page(request, form, title="请求转入", trail=_trail(), lead=lead, submit="发出请求")


@requires("membership.manage")
def transfer_bring_in(request: SeatRequest) -> HttpResponse:
    """From a union outside the district, on its letter."""
    is_sent, today = request.method == "POST", timezone.localdate()
    initial = {"on": today, "agreed_on": today, "id_kind": "resident_id"}
    data = request.POST if is_sent else None
    form = forms.BringInForm(data, seat=request.seat, initial=initial)
    if is_sent and (made := form.submit(actions.bring_in, by=request.seat, today=today)):
        messages.success(request, f"{made.member.name}已转入并登记入册。")
        return redirect("members:transfer", transfer_id=made.pk)
    lead = "凭区外工会的介绍信登记。区内学校之间的转接请用“请求转入”，由原工会转来。"
    return form_page(request, form, title="区外转入", trail=_trail(), lead=lead, submit="登记")


_PAGES: dict[str, tuple[type[ActForm], Any, str]] = {
    "release": (forms.ReleaseForm, actions.release, "已同意转出，介绍信可以打印。"),
    "accept": (forms.AcceptForm, actions.accept, "已接收并登记入册。"),
    "complete": (forms.CompleteForm, actions.complete, "转出已办结。"),
    "send_back": (forms.NoteForm, actions.send_back, "已退回原工会。"),
    "withdraw": (forms.NoteForm, actions.withdraw, "转接已撤销。"),
}


@never_cache
@requires("membership.manage")
def transfer_step(request: SeatRequest, transfer_id: int, name: str) -> HttpResponse:
    found, today = _transfer(request, transfer_id), timezone.localdate()
    if name not in _PAGES:
        raise Http404
    form_class, act, done = _PAGES[name]
    step = TRANSFERRING.step(name)
    if not TRANSFERRING.allows(found, name, request.seat):
        messages.warning(request, f"现在是“{found.get_state_display()}”，您不能“{step.label}”。")
        return redirect("members:transfer", transfer_id=transfer_id)
    data = request.POST if request.method == "POST" else None
    form = forms.step_form(form_class, data, seat=request.seat, found=found, today=today)
    given: dict[str, Any] = {"transfer": found, "by": request.seat}
    if not step.needs_note:
        given["today"] = today
    if data is not None and form.submit(act, **given):
        messages.success(request, done)
        return redirect("members:transfer", transfer_id=transfer_id)
    return form_page(
        request,
        form,
        title=f"{step.label}：{found.member.name}",
        trail=tables.trail(found),
        submit=step.label,
        is_destructive=step.is_destructive,
    )
