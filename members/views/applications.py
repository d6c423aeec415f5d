"""Pages of joining: the form behind the poster, its receipt, and the union's side."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import applications as actions
from members.actions.history import note_export
from members.forms import applications as forms
from members.models import Application, JoinAddress
from members.papers import membership as papers
from members.tables import applications as tables
from members.tables.membership import places
from members.tables.membership import trail as place_trail
from members.workflow.applications import APPLYING
from union_site.accounts import client_address
from union_site.door import any_seat, public, requires
from union_site.forms import ActForm, form_page
from union_site.listing import Asked, timeline, workbook
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

# --- for those who wish to join -----------------------------------------------------------


@never_cache
@public
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the QR code. Needs no login: who is not a member has no account."""
    union = actions.union_at(token)
    if union is None:
        raise Http404
    is_sent = request.method == "POST"
    form = forms.ApplyForm(request.POST if is_sent else None, union=union)
    given = {"union": union, "client": client_address(request), "today": timezone.localdate()}
    if is_sent and (receipt := form.submit(actions.apply, **given)):
        context = {"receipt": receipt, "union": union}
        return render(request, "members/applications/receipt.html", context)
    context = {"form": form, "union": union}
    return render(request, "members/applications/join.html", context)


@never_cache
@public
def progress(request: HttpRequest) -> HttpResponse:
    """For the holder of a receipt: how it stands, and taking it back."""
    code = request.POST.get("code", "")
    form = forms.CodeForm(request.POST if "code" in request.POST else None)
    context: dict[str, Any] = {"form": form, "found": None}
    if form.is_bound and form.is_valid():
        found = actions.find_by_receipt(code, client=client_address(request))
        if found is None:
            form.add_error("code", "没有这个回执码，请核对字母和数字。")
        else:
            context |= _by_receipt(request, found, code)
    return render(request, "members/applications/progress.html", context)


def _by_receipt(request: HttpRequest, found: Application, code: str) -> dict[str, Any]:
    if request.POST.get("step") == "withdraw":
        try:
            found = actions.withdraw(application=found)
            messages.success(request, "申请已撤回，您填写的证件号码已删除。")
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    return {
        "found": found,
        "code": code,
        "badge": tables.badge(found),
        "waiting": tables.waiting_for(found),
        "events": tables.for_applicant(found),
    }


@any_seat
def apply(request: SeatRequest) -> HttpResponse:
    """To the same form, for somebody who is logged in at the school already."""
    return redirect("join:form", token=actions.open_address(by=request.seat).token)


# --- the address --------------------------------------------------------------------------


def _address(found: JoinAddress) -> str:
    """Where phones reach the form: the site's own address, not the one this page was opened by."""
    return settings.SITE_URL + reverse("join:form", args=[found.token])


@requires("members.view")
def join_address(request: SeatRequest) -> HttpResponse:
    """The QR code, its poster, and a new address when the old one leaks."""
    found = actions.open_address(by=request.seat)
    address = _address(found)
    context = {
        "found": found,
        "address": address,
        "qr": papers.qr(address),
        "may_manage": request.seat.can("membership.manage"),
        "trail": [
            *place_trail("")[:1],
            ("入会申请", reverse("members:applications")),
            ("入会二维码", ""),
        ],
    }
    return render(request, "members/applications/address.html", context)


@require_POST
@requires("membership.manage")
def join_address_renew(request: SeatRequest) -> HttpResponse:
    actions.renew_address(by=request.seat)
    messages.success(request, "已换新的二维码，旧海报不再有效，请重新打印张贴。")
    return redirect("members:join_address")


@requires("members.view")
def join_poster(request: SeatRequest) -> HttpResponse:
    found = actions.open_address(by=request.seat)
    return answer_paper(papers.poster(found, _address(found)), name="入会申请二维码海报")


# --- the union's side ---------------------------------------------------------------------


@requires("members.view")
def application_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.applications(request.seat, asked)
    page = asked.page(listed.rows, count=listed.count)
    context = {
        "places": places(request.seat, "applications"),
        "trail": place_trail("入会申请"),
        "listed": listed,
        "page": page,
        "rows": tables.rows(page.object_list),
        "query": asked.query,
    }
    return render(request, "members/applications/list.html", context)


@requires("members.view")
def application_export(request: SeatRequest) -> HttpResponse:
    listed = tables.applications(request.seat, Asked(request.GET))
    note_export(by=request.seat, what="入会申请", count=listed.count or 0)
    return workbook("入会申请", tables.COLUMNS, listed.rows)


def _application(request: SeatRequest, application_id: int) -> Application:
    rows = Application.objects.visible_to(request.seat).select_related("union").for_list()
    return get_object_or_404(rows, pk=application_id)


@never_cache
@requires("own.view")
def application(request: SeatRequest, application_id: int) -> HttpResponse:
    """For officers, and for the head of the group that was named."""
    found = _application(request, application_id)
    context = {
        "application": found,
        "badge": tables.badge(found),
        "facts": tables.facts(found, request.seat),
        "warning": tables.duplicate_warning(found, request.seat),
        "waiting": tables.waiting_for(found),
        "steps": tables.steps(found, request.seat),
        "events": timeline(found, request.seat),
        "trail": [*_trail(request, found)[:-1], (found.name, "")],
        "may_see_member": request.seat.can("members.view"),
    }
    return render(request, "members/applications/detail.html", context)


def _trail(request: SeatRequest, found: Application) -> list[tuple[str, str]]:
    """A group's head sees this one page of them."""
    whole = tables.trail(found)
    return whole if request.seat.can("members.view") else [("首页", reverse("home")), whole[-1]]


@never_cache
@requires("members.view")
def application_paper(request: SeatRequest, application_id: int) -> HttpResponse:
    found = _application(request, application_id)
    paper = papers.registration(member=found.member, application=found, today=timezone.localdate())
    return answer_paper(paper, name=f"入会申请书（{found.name}）")


_STEPS: dict[str, tuple[type[ActForm], Any, str]] = {
    "endorse": (forms.EndorseForm, actions.endorse, "小组意见已记下，等工会委员会审批。"),
    "approve": (forms.ApproveForm, actions.approve, "已批准入会并登记入册。"),
    "reject": (forms.RejectForm, actions.reject, "已记下，申请人凭回执码可以看到。"),
}


def _given(name: str, today: datetime.date) -> dict[str, Any]:
    return {} if name == "endorse" else {"today": today}


@never_cache
@requires("own.view")
def application_step(request: SeatRequest, application_id: int, name: str) -> HttpResponse:
    found, today = _application(request, application_id), timezone.localdate()
    if name not in _STEPS:
        raise Http404
    form_class, act, done = _STEPS[name]
    step = APPLYING.step(name)
    if not APPLYING.allows(found, name, request.seat):
        messages.warning(request, f"现在是“{found.get_state_display()}”，您不能“{step.label}”。")
        return redirect("members:application", application_id=application_id)
    data = request.POST if request.method == "POST" else None
    form = form_class(data, initial=forms.approve_initial(today))
    given = {"application": found, "by": request.seat, **_given(name, today)}
    if data is not None and form.submit(act, **given):
        messages.success(request, done)
        return redirect("members:application", application_id=application_id)
    return form_page(
        request,
        form,
        title=f"{step.label}：{found.name}",
        trail=_trail(request, found),
        lead=tables.duplicate_warning(found, request.seat),
        submit=step.label,
        is_destructive=step.is_destructive,
    )
