"""Pages of a term: opening it step by step, its posts, its papers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from members.actions import organisation as actions
from members.actions import posts as post_actions
from members.forms import organisation as forms
from members.models import AppointmentLetter, BodyTerm, Post
from members.papers import organisation as papers
from members.tables import organisation as tables
from members.views.organisation import _body, _now
from union_site.door import requires
from union_site.forms import form_page
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


def _term(request: SeatRequest, body_term_id: int) -> BodyTerm:
    rows = BodyTerm.objects.visible_to(request.seat).select_related("body", "union__parent")
    return get_object_or_404(rows, pk=body_term_id)


def _post(request: SeatRequest, post_id: int) -> Post:
    rows = Post.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows, pk=post_id)


@requires("organisation.manage")
def term_new(request: SeatRequest, body_id: int) -> HttpResponse:
    """换届, the first step: the term and its election. The result is the second."""
    found, today, now = _body(request, body_id), timezone.localdate(), _now(request)
    former, years = now.terms.get(found.pk), now.rules.term_years
    initial = forms.opening_days(today) | forms.next_term(found, former, years=years)
    form = forms.TermForm(request.POST or None, initial=initial, body=found, years=years)
    given = {"body": found, "by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.open_term, **given)):
        messages.success(request, f"{made}已登记，第二步：登记选举结果。")
        return redirect("members:term_result", body_term_id=made.pk)
    lead = f"保存后，{former}到新一届任期起的前一天结束，其中的职务一并卸任。" if former else ""
    return form_page(
        request,
        form,
        title="登记换届" if former else "登记本届",
        trail=tables.trail(found),
        lead=lead,
        submit="保存，下一步登记选举结果",
    )


@requires("organisation.manage")
def term_past(request: SeatRequest, body_id: int) -> HttpResponse:
    found, now = _body(request, body_id), _now(request)
    form = forms.PastTermForm(request.POST or None, body=found, years=now.rules.term_years)
    given = {"body": found, "by": request.seat, "today": now.today}
    if request.method == "POST" and (made := form.submit(actions.record_past_term, **given)):
        messages.success(request, f"{made}已补登。")
        return redirect("members:body", body_id=body_id)
    return form_page(request, form, title="补登往届", trail=tables.trail(found))


@requires("organisation.view")
def body_term(request: SeatRequest, body_term_id: int) -> HttpResponse:
    found, now = _term(request, body_term_id), _now(request)
    issued = AppointmentLetter.objects.visible_to(request.seat).issued()
    rows = Post.objects.visible_to(request.seat).filter(term=found).for_list().in_order()
    rows = rows.prefetch_related("member__seat__grants")
    rows = rows.annotate(has_letter=Exists(issued.filter(post=OuterRef("pk"))))
    held = [post for post in rows if post.until is None]
    may_manage = request.seat.can("organisation.manage")
    context = {
        "term": found,
        "trail": [*tables.trail(found.body), (str(found), "")],
        "badge": tables.left(found, now),
        "facts": tables.term_facts(found),
        "held": tables.holders(held, now.today),
        "former": tables.holders([post for post in rows if post.until is not None], now.today),
        "findings": tables.findings(found, now, request.seat),
        "acts": tables.term_acts(found, len(held)) if may_manage else [],
        "without_letter": sum(not post.has_letter for post in held),
        "papers": papers.offered(found, has_posts=bool(rows)) if may_manage else [],
        "may_manage": may_manage,
    }
    return render(request, "members/organisation/term.html", context)


@requires("organisation.manage")
def term_edit(request: SeatRequest, body_term_id: int) -> HttpResponse:
    found, now = _term(request, body_term_id), _now(request)
    form = forms.ChangeTermForm(
        request.POST or None,
        initial=model_to_dict(found),
        body=found.body,
        years=now.rules.term_years,
    )
    given = {"term": found, "by": request.seat, "today": now.today}
    if request.method == "POST" and form.submit(actions.change_term, **given):
        messages.success(request, "任期已修改。")
        return redirect("members:body_term", body_term_id=body_term_id)
    return form_page(request, form, title="修改任期", trail=tables.trail(found.body, found))


@requires("organisation.manage")
def term_result(request: SeatRequest, body_term_id: int) -> HttpResponse:
    """换届, the second step: who was elected, all at once."""
    found, today = _term(request, body_term_id), timezone.localdate()
    form = forms.ResultForm(request.POST or None, term=found, seat=request.seat)
    given = {"term": found, "by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(actions.enter_result, **given)):
        messages.success(request, f"{found}的 {len(made)} 人已登记，名册上的工会职务随即更新。")
        return redirect("members:body_term", body_term_id=body_term_id)
    context = {
        "form": form,
        "term": found,
        "facts": tables.term_facts(found)[:6],
        "trail": [*tables.trail(found.body, found), ("登记选举结果", "")],
    }
    return render(request, "members/organisation/result.html", context)


@requires("organisation.manage")
def term_postpone(request: SeatRequest, body_term_id: int) -> HttpResponse:
    found, now = _term(request, body_term_id), _now(request)
    form = forms.PostponeForm(request.POST or None, initial={"until": found.postponed_until})
    given = {"term": found, "by": request.seat, "today": now.today}
    if request.method == "POST" and form.submit(actions.postpone_term, **given):
        messages.success(request, "延期已登记。")
        return redirect("members:body_term", body_term_id=body_term_id)
    lead = f"本届应于{tables.day(found.planned_end)}届满。延期须报上级工会同意。"
    trail = tables.trail(found.body, found)
    return form_page(request, form, title="延期换届", trail=trail, lead=lead)


@requires("organisation.manage")
def term_end(request: SeatRequest, body_term_id: int) -> HttpResponse:
    found, today = _term(request, body_term_id), timezone.localdate()
    form = forms.EndTermForm(request.POST or None, initial={"ended_on": today})
    given = {"term": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(actions.end_term, **given):
        messages.success(request, f"{found}已结束。")
        return redirect("members:body", body_id=found.body_id)
    return form_page(
        request,
        form,
        title="结束任期",
        trail=tables.trail(found.body, found),
        lead="只用于不再有下一届的情形；正常换届请用“登记换届”，上一届会自动结束。",
        submit="结束任期",
        is_destructive=True,
    )


@requires("organisation.manage")
def term_paper(request: SeatRequest, body_term_id: int, kind: str, form: str) -> HttpResponse:
    """One of the papers of a term, as PDF or DOCX."""
    found, now = _term(request, body_term_id), _now(request)
    posts = Post.objects.visible_to(request.seat).filter(term=found).in_order().for_list()
    paper = papers.PAPERS[kind].draw(found, list(posts), now)
    name = f"{found}{papers.PAPERS[kind].label}"
    return answer_paper(paper, name=name, wanted=form, inline=False)


# --- posts --------------------------------------------------------------------------------


@requires("organisation.manage")
def post_new(request: SeatRequest, body_term_id: int) -> HttpResponse:
    found, today = _term(request, body_term_id), timezone.localdate()
    form = forms.PostForm(
        request.POST or None, initial={"since": today}, term=found, seat=request.seat
    )
    given = {"term": found, "by": request.seat, "today": today}
    if request.method == "POST" and (made := form.submit(post_actions.add_post, **given)):
        messages.success(request, f"{made.member}已任{made.label}。")
        return redirect("members:body_term", body_term_id=body_term_id)
    trail = tables.trail(found.body, found)
    return form_page(request, form, title="补选、增补", trail=trail)


@requires("organisation.manage")
def post_edit(request: SeatRequest, post_id: int) -> HttpResponse:
    found, today = _post(request, post_id), timezone.localdate()
    form = forms.ChangePostForm(
        request.POST or None, initial=forms.initial_of(found), term=found.term, seat=request.seat
    )
    given = {"post": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(post_actions.change_post, **given):
        messages.success(request, "任职已修改。")
        return redirect("members:body_term", body_term_id=found.term_id)
    trail, lead = tables.trail(found.term.body, found.term), f"{found.member}，{found.label}"
    return form_page(request, form, title="修改任职", trail=trail, lead=lead)


@requires("organisation.manage")
def post_end(request: SeatRequest, post_id: int) -> HttpResponse:
    found, today = _post(request, post_id), timezone.localdate()
    form = forms.EndPostForm(request.POST or None, initial={"until": today}, post=found)
    given = {"post": found, "by": request.seat, "today": today}
    if request.method == "POST" and form.submit(post_actions.end_post, **given):
        messages.success(request, f"{found.member}已卸任{found.label}，相应权限一并收回。")
        return redirect("members:body_term", body_term_id=found.term_id)
    return form_page(
        request,
        form,
        title="办理卸任",
        trail=tables.trail(found.term.body, found.term),
        lead=f"{found.member}，{found.term}{found.label}",
        submit="卸任",
        is_destructive=True,
    )


@require_POST
@requires("organisation.manage")
def post_grant(request: SeatRequest, post_id: int) -> HttpResponse:
    """Gives the seat of who holds the post the role of it."""
    found = _post(request, post_id)
    try:
        grant = post_actions.grant_role(post=found, by=request.seat, today=timezone.localdate())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"{found.member}已获得“{grant.get_role_display()}”权限。")
    return redirect("members:body_term", body_term_id=found.term_id)
