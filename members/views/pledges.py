"""Pages of pledges: for the chair the list and one pledge, for a member the text to sign."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import pledges as actions
from members.checks import pledges as checks
from members.forms import pledges as forms
from members.models import Pledge, PledgeSignature
from members.papers import pledges as papers
from members.tables import pledges as tables
from members.tables.privacy import lines_of
from members.workflow.pledges import PLEDGING
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline, workbook
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest

DONE = {
    "open": "签订已开始，已通知有账号的会员。",
    "remind": "已提醒还没有签订的会员。",
    "close": "签订已结束，未签订的名单已记下。",
}


def _pledge(request: SeatRequest, pledge_id: int) -> Pledge:
    rows = Pledge.objects.visible_to(request.seat).select_related("union", "group")
    return get_object_or_404(rows, pk=pledge_id)


# --- the chair ------------------------------------------------------------------------------


@requires("pledges.manage")
def pledge_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.pledges(request.seat, asked)
    page = asked.page(listed.rows)
    context = {
        "listed": listed,
        "page": page,
        "rows": tables.rows_of(page.object_list, request.seat),
        "query": asked.query,
    }
    return render(request, "members/pledges/list.html", context)


@requires("pledges.manage")
def pledge_new(request: SeatRequest) -> HttpResponse:
    today = timezone.localdate()
    initial = {"audience": "all", "opens_on": today}
    form = forms.PledgeForm(request.POST or None, seat=request.seat, initial=initial)
    if request.method == "POST" and (made := form.submit(actions.draw_up, by=request.seat)):
        messages.success(request, "草稿已保存。看过正文后点“开始签订”。")
        return redirect("members:pledge", pledge_id=made.pk)
    return form_page(request, form, title="拟定承诺书", trail=tables.trail())


@requires("pledges.manage")
def pledge_edit(request: SeatRequest, pledge_id: int) -> HttpResponse:
    found = _pledge(request, pledge_id)
    names = (*actions.WORDS, "opens_on", "closes_on")
    initial = {name: getattr(found, name) for name in names}
    form = forms.PledgeForm(request.POST or None, seat=request.seat, pledge=found, initial=initial)
    given = {"pledge": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change, **given):
        messages.success(request, "已保存。")
        return redirect("members:pledge", pledge_id=pledge_id)
    here = (str(found), reverse("members:pledge", args=[pledge_id]))
    lead = "" if found.is_draft else "已经开始签订，只能调整截止日期。"
    return form_page(request, form, title="修改承诺书", trail=[*tables.trail(), here], lead=lead)


@requires("pledges.manage")
def pledge(request: SeatRequest, pledge_id: int) -> HttpResponse:
    """The text, who has signed and who has not, the share of each group."""
    found, asked = _pledge(request, pledge_id), Asked(request.GET)
    people = tables.people(found, asked)
    page, group = asked.page(people.rows), asked.number("group")
    steps = PLEDGING.open_to(found, request.seat)
    context = {
        "pledge": found,
        "lines": lines_of(found.text),
        "facts": tables.facts(found),
        "people": people,
        "page": page,
        "query": asked.query,
        "words": asked.words,
        "carried": [] if group is None else [("group", group)],
        "steps": steps,
        "may_edit": found.is_draft or found.is_open,
        "events": timeline(found, request.seat),
        "trail": [*tables.trail(), (str(found), "")],
    }
    return render(request, "members/pledges/detail.html", context)


@require_POST
@requires("pledges.manage")
def pledge_step(request: SeatRequest, pledge_id: int) -> HttpResponse:
    found, step = _pledge(request, pledge_id), request.POST.get("step", "")
    try:
        if step == "open":
            actions.open_signing(pledge=found, by=request.seat)
        elif step == "remind":
            actions.remind(pledge=found, by=request.seat, today=timezone.localdate())
        elif step == "close":
            actions.close_signing(pledge=found, by=request.seat)
        else:
            raise Http404
        messages.success(request, DONE[step])
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("members:pledge", pledge_id=pledge_id)


@require_POST
@requires("pledges.manage")
def pledge_revise(request: SeatRequest, pledge_id: int) -> HttpResponse:
    found = _pledge(request, pledge_id)
    draft = actions.revise(pledge=found, by=request.seat, today=timezone.localdate())
    return redirect("members:pledge_edit", pledge_id=draft.pk)


@require_POST
@requires("pledges.manage")
def pledge_paper(request: SeatRequest, pledge_id: int) -> HttpResponse:
    """Writes down who signed the printed text."""
    found = _pledge(request, pledge_id)
    picked = [int(pk) for pk in request.POST.getlist("member") if pk.isascii() and pk.isdigit()]
    try:
        count = actions.sign_on_paper(
            pledge=found, members=picked, by=request.seat, now=timezone.now()
        )
        messages.success(request, f"已登记 {count} 人的纸质签订。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("members:pledge", pledge_id=pledge_id)


@requires("pledges.manage")
def pledge_export(request: SeatRequest, pledge_id: int) -> HttpResponse:
    found = _pledge(request, pledge_id)
    rows = tables.people(found, Asked(request.GET)).rows
    return workbook(f"{found.title}签订情况", tables.PEOPLE_COLUMNS, rows)


@requires("pledges.manage")
def pledge_text_pdf(request: SeatRequest, pledge_id: int) -> HttpResponse:
    found = _pledge(request, pledge_id)
    return answer_paper(papers.text_to_sign(found, on=timezone.localdate()), name=found.title)


@requires("pledges.manage")
def pledge_list_pdf(request: SeatRequest, pledge_id: int) -> HttpResponse:
    found = _pledge(request, pledge_id)
    people = found.people().for_list().in_order("strokes")
    paper = papers.signed_list(found, people, on=timezone.localdate())
    return answer_paper(paper, name=f"{found.title}签订情况")


# --- the member -----------------------------------------------------------------------------


@never_cache
@requires("own.view")
def pledge_sign(request: SeatRequest, pledge_id: int) -> HttpResponse:
    """The text on the phone; one tap signs it."""
    found = _pledge(request, pledge_id)
    if request.method == "POST":
        return _sign(request, found)
    signatures = PledgeSignature.objects.visible_to(request.seat)
    mine = signatures.filter(pledge=found, member__seat=request.seat).first()
    today = timezone.localdate()
    is_asked = found.circle().filter(seat=request.seat).exists()
    context = {
        "pledge": found,
        "lines": lines_of(found.text),
        "signature": mine,
        "refusal": "" if mine else checks.not_signable(found, today=today),
        "is_asked": is_asked,
    }
    return render(request, "members/pledges/sign.html", context)


def _sign(request: SeatRequest, found: Pledge) -> HttpResponse:
    try:
        actions.sign(
            pledge=found,
            by=request.seat,
            agreed=request.POST.get("agreed") == "yes",
            seen=request.POST.get("seen", ""),
            now=timezone.now(),
        )
        messages.success(request, f"您已签订《{found}》。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("members:pledge_sign", pledge_id=found.pk)


@requires("own.view")
def signature_pdf(request: SeatRequest, signature_id: int) -> HttpResponse:
    """One person's signed pledge: for that person, and for the chair."""
    rows = PledgeSignature.objects.visible_to(request.seat).for_list()
    signature = get_object_or_404(rows, pk=signature_id)
    paper = papers.own_pledge(signature)
    return answer_paper(paper, name=f"{signature.pledge.title}-{signature.member.name}")
