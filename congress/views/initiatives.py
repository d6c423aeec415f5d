"""Pages of initiatives: for delegates on their phones, and for the chair who answers."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from congress.actions import initiatives as actions
from congress.forms import initiatives as forms
from congress.models import Initiative, InitiativeSignature
from congress.papers import initiatives as papers
from congress.tables import initiatives as tables
from congress.tables.me import may_start
from congress.views.found import tabs_of_asked
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline, workbook
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

DONE = {
    "submit": "已提交工会，已通知主席。",
    "withdraw": "提议已撤回。",
    "sign": "您已联名。",
    "unsign": "您的联名已撤回。",
}


def _initiative(request: SeatRequest, initiative_id: int) -> Initiative:
    """404 for another union, 403 for who is neither a delegate of the term nor the chair."""
    rows = Initiative.objects.visible_to(request.seat).for_list()
    found: Initiative = get_object_or_404(rows, pk=initiative_id)
    if not tables.readable(request.seat).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def _qr(address: str) -> SafeString:
    made = segno.make(address, error="m", micro=False)
    drawn = made.svg_inline(border=2, omitsize=True, title="联名提议二维码", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn from an address of ours


@requires("congress.own")
def initiative_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.initiatives(request.seat, asked)
    context = {
        "listed": listed,
        "page": asked.page(listed.rows, count=listed.count),
        "query": asked.query,
        "tabs": tabs_of_asked(request, "congress:initiative_list"),
        "trail": [*tables.trail()[:1], ("联名提议", "")],
        "may_start": may_start(request.seat, timezone.localdate()),
    }
    return render(request, "congress/initiatives/list.html", context)


@requires("congress.own")
def initiative_export(request: SeatRequest) -> HttpResponse:
    rows = tables.initiatives(request.seat, Asked(request.GET)).rows
    return workbook("联名提议", tables.INITIATIVE_COLUMNS, rows)


@requires("congress.own")
def initiative_new(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    if not may_start(request.seat, today):
        raise PermissionDenied
    form = forms.InitiativeForm(request.POST or None)
    given = {"by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.open_initiative, **given)):
        messages.success(request, "已发起，已通知其他正式代表。把本页的二维码发给同事也可以。")
        return redirect("congress:initiative", initiative_id=made.pk)
    lead = "全体正式代表的三分之一及以上联名，可以提议召开临时会议。您是第一个联名的人。"
    return form_page(
        request, form, title="发起联名提议", trail=tables.trail(), lead=lead, submit="发起"
    )


@never_cache
@requires("congress.own")
def initiative(request: SeatRequest, initiative_id: int) -> HttpResponse:
    """What is asked for, how far it has come, the own signature, who has signed."""
    found, today = _initiative(request, initiative_id), timezone.localdate()
    place = actions.place_of(request.seat, today=today)
    is_mine = place is not None and place.term_id == found.term_id
    progress = tables.progress(found, today=today)
    address = request.build_absolute_uri(reverse("congress:initiative", args=[found.pk]))
    signatures = InitiativeSignature.objects.visible_to(request.seat).filter(initiative=found)
    context = {
        "initiative": found,
        "progress": progress,
        "facts": tables.facts(found),
        "signatures": signatures.valid().for_list(),
        "has_signed": is_mine and signatures.filter(delegate=place).exists(),
        "may_sign": is_mine and found.is_collecting,
        "is_opener": is_mine and place is not None and found.opened_by_id == place.pk,
        "steps": tables.steps(found, request.seat, is_reached=progress["is_reached"]),
        "links": tables.links(found, request.seat),
        "events": timeline(found, request.seat),
        "address": address,
        "qr": _qr(address) if found.is_collecting else "",
        "may_print": request.seat.can("congress.manage"),
        "trail": [*tables.trail(), (found.matter, "")],
    }
    return render(request, "congress/initiatives/detail.html", context)


@require_POST
@requires("congress.own")
def initiative_step(request: SeatRequest, initiative_id: int) -> HttpResponse:
    """One's own signature given or taken back; the opener's submission or withdrawal."""
    found, step = _initiative(request, initiative_id), request.POST.get("step", "")
    given: dict[str, Any] = {"initiative": found, "by": request.seat}
    today = timezone.localdate()
    try:
        if step == "sign":
            actions.sign_initiative(**given, today=today)
        elif step == "unsign":
            actions.unsign_initiative(**given, today=today)
        elif step == "submit":
            actions.submit_initiative(**given, now=timezone.now())
        elif step == "withdraw":
            actions.withdraw_initiative(**given)
        else:
            raise Http404
        messages.success(request, DONE[step])
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:initiative", initiative_id=initiative_id)


@requires("congress.manage")
def initiative_accept(request: SeatRequest, initiative_id: int) -> HttpResponse:
    """The extraordinary session the delegates asked for."""
    found, today = _initiative(request, initiative_id), timezone.localdate()
    form = forms.AcceptForm(request.POST or None, initial=forms.session_for(found, today=today))
    given = {"initiative": found, "by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.accept_initiative, **given)):
        messages.success(request, f"{made}已登记，已通知全体代表。")
        return redirect("congress:session", session_id=made.pk)
    lead = tables.progress(found, today=today)
    return form_page(
        request,
        form,
        title="登记临时会议",
        trail=tables.one_trail(found),
        lead=f"已有 {lead['signed']} 名代表联名。{lead['line']}",
    )


@requires("congress.manage")
def initiative_decline(request: SeatRequest, initiative_id: int) -> HttpResponse:
    found = _initiative(request, initiative_id)
    form = forms.DeclineForm(request.POST or None)
    given = {"initiative": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.decline_initiative, **given):
        messages.success(request, "已答复，已通知联名的代表。")
        return redirect("congress:initiative", initiative_id=initiative_id)
    return form_page(
        request,
        form,
        title="不予采纳",
        trail=tables.one_trail(found),
        lead="达到规定人数的提议一般应当召开临时会议。不召开的，理由会告知每一位联名的代表。",
        submit="答复",
        is_destructive=True,
    )


@requires("congress.manage")
def initiative_paper(request: SeatRequest, initiative_id: int, form: str) -> HttpResponse:
    """The list of those who signed, as PDF or DOCX."""
    found, today = _initiative(request, initiative_id), timezone.localdate()
    signatures = InitiativeSignature.objects.visible_to(request.seat).filter(initiative=found)
    line = tables.progress(found, today=today)["line"]
    paper = papers.signers(found, list(signatures.valid().for_list()), line=line, on=today)
    name = f"联名提议名单-{found.matter[:30]}"
    return answer_paper(paper, name=name, wanted=form, inline=False)
