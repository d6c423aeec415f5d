"""Pages of letters of appointment: the register, one letter, issuing, revoking."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from members.actions import letters as actions
from members.forms import letters as forms
from members.models import AppointmentLetter, LetterSeries
from members.papers import letters as papers
from members.tables import letters as tables
from members.tables import organisation as body_tables
from members.views.terms import _post, _term
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked, timeline, workbook
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


def _letter(request: SeatRequest, letter_id: int) -> AppointmentLetter:
    rows = AppointmentLetter.objects.visible_to(request.seat)
    return get_object_or_404(rows.select_related("member", "union", "post__term"), pk=letter_id)


@requires("organisation.view")
def letter_list(request: SeatRequest) -> HttpResponse:
    asked = Asked(request.GET)
    listed = tables.letters(request.seat, asked)
    page = asked.page(listed.rows, count=listed.count)
    context = {
        "listed": listed,
        "page": page,
        "rows": [(letter, tables.span(letter)) for letter in page.object_list],
        "query": asked.query,
        "may_manage": request.seat.can("organisation.manage"),
    }
    return render(request, "members/letters/list.html", context)


@requires("organisation.manage")
def letter_export(request: SeatRequest) -> HttpResponse:
    """The register 台账, as filtered."""
    rows = tables.letters(request.seat, Asked(request.GET)).rows
    return workbook("聘书台账", tables.COLUMNS, rows)


@requires("organisation.view")
def letter(request: SeatRequest, letter_id: int) -> HttpResponse:
    found = _letter(request, letter_id)
    may_manage = request.seat.can("organisation.manage")
    context = {
        "letter": found,
        "tone": tables.TONES[tables.State(found.state)],
        "trail": [*tables.trail(), (found.number_text, "")],
        "facts": tables.facts(found, request.seat),
        "events": timeline(found, request.seat) if may_manage else [],
        "may_print": tables.may_print(found, request.seat),
        "may_revoke": may_manage and found.is_issued,
    }
    return render(request, "members/letters/letter.html", context)


def _paper(request: SeatRequest, letter_id: int) -> tuple[AppointmentLetter, papers.Document]:
    found = _letter(request, letter_id)
    if not tables.may_print(found, request.seat):
        raise PermissionDenied
    return found, papers.letter(found)


@requires("organisation.view")
def letter_pdf(request: SeatRequest, letter_id: int) -> HttpResponse:
    found, paper = _paper(request, letter_id)
    return answer_paper(paper, name=f"聘书{found.number_text}", inline=False)


@requires("organisation.view")
def letter_docx(request: SeatRequest, letter_id: int) -> HttpResponse:
    found, paper = _paper(request, letter_id)
    return answer_paper(paper, name=f"聘书{found.number_text}", wanted="docx")


@requires("organisation.manage")
def letter_new(request: SeatRequest) -> HttpResponse:
    """A letter for any post, also to somebody from outside."""
    today = timezone.localdate()
    initial = {"starts_on": today, "issued_on": today, "address": "同志"}
    form = forms.LetterForm(request.POST or None, initial=initial, seat=request.seat)
    if request.method == "POST" and (made := form.submit(actions.issue_letter, by=request.seat)):
        messages.success(request, f"{made.number_text}已签发。")
        return redirect("members:letter", letter_id=made.pk)
    return form_page(request, form, title="签发聘书", trail=tables.trail(), submit="签发")


@requires("organisation.manage")
def letter_for_post(request: SeatRequest, post_id: int) -> HttpResponse:
    """A letter for a post that somebody holds."""
    post, today = _post(request, post_id), timezone.localdate()
    initial = forms.letter_of(post, today)
    form = forms.PostLetterForm(request.POST or None, initial=initial, seat=request.seat)
    given = {"by": request.seat, "post": post, "member": post.member}
    if request.method == "POST" and (made := form.submit(actions.issue_letter, **given)):
        messages.success(request, f"{made.number_text}已签发。")
        return redirect("members:letter", letter_id=made.pk)
    trail = body_tables.trail(post.term.body, post.term)
    lead = f"受聘人：{post.member}"
    return form_page(request, form, title="签发聘书", trail=trail, lead=lead, submit="签发")


@requires("organisation.manage")
def term_letters(request: SeatRequest, body_term_id: int) -> HttpResponse:
    """Letters for all of a term who have none."""
    found, today = _term(request, body_term_id), timezone.localdate()
    form = forms.TermLettersForm(
        request.POST or None, initial={"issued_on": today}, term=found, seat=request.seat
    )
    if not form.has_posts:
        messages.info(request, f"{found}的在任委员都已有聘书。")
        return redirect("members:body_term", body_term_id=body_term_id)
    given = {"term": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.issue_for_term, **given)):
        messages.success(request, f"已签发 {len(made)} 份聘书。")
        return redirect("members:letter_list")
    return form_page(
        request,
        form,
        title="批量签发聘书",
        trail=body_tables.trail(found.body, found),
        lead=f"{found}：已有聘书的不在其列；编号按职务顺序连续取得。",
        submit="签发",
    )


@requires("organisation.manage")
def letter_revoke(request: SeatRequest, letter_id: int) -> HttpResponse:
    found = _letter(request, letter_id)
    form = forms.RevokeForm(request.POST or None)
    given = {"letter": found, "by": request.seat, "today": timezone.localdate()}
    if request.method == "POST" and form.submit(actions.revoke_letter, **given):
        messages.success(request, f"{found.number_text}已撤销。")
        return redirect("members:letter", letter_id=letter_id)
    return form_page(
        request,
        form,
        title="撤销聘书",
        trail=tables.trail(found),
        lead=f"{found.person_name}，{found.post_text}",
        submit="撤销",
        is_destructive=True,
    )


@requires("organisation.manage")
def letter_prefix(request: SeatRequest) -> HttpResponse:
    series = LetterSeries.objects.visible_to(request.seat).first() or LetterSeries()
    form = forms.PrefixForm(request.POST or None, initial={"words": series.prefix})
    if request.method == "POST" and form.submit(actions.set_prefix, by=request.seat):
        messages.success(request, "编号字头已设置，从下一份聘书起使用。")
        return redirect("members:letter_list")
    return form_page(request, form, title="编号设置", trail=tables.trail())
