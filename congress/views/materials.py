"""Pages of papers for who manages the session: drafts, sending, readers, opinions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import comments as comment_actions
from congress.actions import materials as actions
from congress.actions.audience import audience
from congress.forms import materials as forms
from congress.models import SessionPaper, State
from congress.tables import materials as tables
from congress.tables.session_tabs import tabs
from congress.views.found import session_of
from congress.views.found_preparation import comment_of, file_of, paper_of
from union_site.door import requires
from union_site.forms import form_page, take_errors
from union_site.listing import Asked, workbook
from union_site.requests import SeatRequest


@requires("congress.manage")
def paper_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    form = forms.PaperForm(request.POST or None, session=found)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.draft_paper, **given)):
        messages.success(request, "草稿已保存，可以上传文件，印发前代表看不到。")
        return redirect("congress:paper_manage", session_paper_id=made.pk)
    trail = tables.trail(found, request.seat)
    return form_page(request, form, title="拟定材料", trail=trail)


@requires("congress.manage")
def paper_edit(request: SeatRequest, session_paper_id: int) -> HttpResponse:
    paper = paper_of(request, session_paper_id)
    form = forms.PaperForm(
        request.POST or None, session=paper.session, initial=model_to_dict(paper)
    )
    given = {"paper": paper, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_paper, **given):
        messages.success(request, "材料已修改。")
        return redirect("congress:paper_manage", session_paper_id=paper.pk)
    here = (paper.title, reverse("congress:paper_manage", args=[paper.pk]))
    trail = [*tables.trail(paper.session, request.seat), here]
    return form_page(request, form, title="修改材料", trail=trail)


@requires("congress.manage")
def paper_manage(request: SeatRequest, session_paper_id: int) -> HttpResponse:
    return _paper_page(request, paper_of(request, session_paper_id), forms.FileForm())


def _paper_page(request: SeatRequest, paper: SessionPaper, form: forms.FileForm) -> HttpResponse:
    """One paper: its files while it is a draft, its readers once it is out."""
    asked = Asked(request.GET)
    rows, chips = tables.people(paper, asked)
    context = {
        "paper": paper,
        "session": paper.session,
        "tabs": tabs(paper.session, request.seat, "congress:materials"),
        "files": paper.files.select_related("file").order_by("pk"),
        "form": form,
        "page": asked.page(rows) if paper.is_sent else None,
        "chips": chips,
        "query": asked.query,
        "read": paper.receipts.count(),
        "may_change": paper.session.state == State.PLANNED,
        "trail": [*tables.trail(paper.session, request.seat), (str(paper), "")],
    }
    return render(request, "congress/materials/manage.html", context)


@require_POST
@requires("congress.manage")
def paper_attach(request: SeatRequest, session_paper_id: int) -> HttpResponse:
    paper = paper_of(request, session_paper_id)
    form = forms.FileForm(request.POST, files=request.FILES)
    if form.is_valid():
        upload: Any = form.cleaned_data["file"]
        given = {"content": upload.read(), "name": upload.name or ""}
        try:
            actions.attach(paper=paper, by=request.seat, **given)
            messages.success(request, "文件已上传。")
            return redirect("congress:paper_manage", session_paper_id=paper.pk)
        except ValidationError as refusal:
            take_errors(form, refusal)
    return _paper_page(request, paper, form)


@require_POST
@requires("congress.manage")
def paper_detach(request: SeatRequest, paper_file_id: int) -> HttpResponse:
    found = file_of(request, paper_file_id)
    paper_id = found.paper_id
    try:
        actions.detach(file=found, by=request.seat)
        messages.success(request, "文件已删去。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:paper_manage", session_paper_id=paper_id)


@require_POST
@requires("congress.manage")
def paper_step(request: SeatRequest, session_paper_id: int) -> HttpResponse:
    """The next version, or a draft thrown away."""
    paper = paper_of(request, session_paper_id)
    if request.POST.get("step") == "revise":
        made = actions.revise_paper(paper=paper, by=request.seat)
        return redirect("congress:paper_edit", session_paper_id=made.pk)
    try:
        actions.remove_paper(paper=paper, by=request.seat)
        messages.success(request, "草稿已删去。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:materials", session_id=paper.session_id)


@requires("congress.manage")
def papers_send(request: SeatRequest, session_id: int) -> HttpResponse:
    """All drafts at once, with the warning of C-10 to accept."""
    found = session_of(request, session_id)
    form = forms.SendForm(request.POST or None)
    given = {"session": found, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and (sent := form.submit(actions.send_papers, **given)):
        messages.success(request, f"已印发 {len(sent)} 份材料，{sent[0].sent_to} 人。")
        return redirect("congress:materials", session_id=session_id)
    drafts = found.session_papers.drafts().for_list()
    context = {
        "form": form,
        "session": found,
        "drafts": drafts,
        "people": audience(found).count(),
        "early": actions.send_findings(found, today=timezone.localdate()),
        "back": reverse("congress:materials", args=[session_id]),
        "trail": [*tables.trail(found, request.seat), ("印发", "")],
    }
    return render(request, "congress/materials/send.html", context)


@require_POST
@requires("congress.manage")
def papers_remind(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    try:
        count = actions.remind_unread(session=found, by=request.seat, today=timezone.localdate())
        messages.success(request, f"已提醒 {count} 人。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:materials", session_id=session_id)


# --- opinions -------------------------------------------------------------------------------


@requires("congress.manage")
def opinions(request: SeatRequest, session_id: int) -> HttpResponse:
    """意见汇总: what delegates said, and what was done with it."""
    found, asked = session_of(request, session_id), Asked(request.GET)
    rows, chips = tables.opinions(found, request.seat, asked)
    context = {
        "session": found,
        "tabs": tabs(found, request.seat, "congress:materials"),
        "page": asked.page(rows),
        "chips": chips,
        "query": asked.query,
        "trail": [*tables.trail(found, request.seat), ("代表意见", "")],
    }
    return render(request, "congress/materials/opinions.html", context)


@requires("congress.manage")
def opinion_export(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    rows, _ = tables.opinions(found, request.seat, Asked(request.GET))
    return workbook(f"{found.short_title}意见汇总表", tables.OPINION_COLUMNS, rows)


@requires("congress.manage")
def reader_export(request: SeatRequest, session_paper_id: int) -> HttpResponse:
    paper = paper_of(request, session_paper_id)
    rows, _ = tables.people(paper, Asked(request.GET))
    return workbook(f"{paper}阅读情况", tables.READER_COLUMNS, rows)


@requires("congress.manage")
def opinion_answer(request: SeatRequest, comment_id: int) -> HttpResponse:
    found = comment_of(request, comment_id)
    session = found.paper.session
    initial = {"answer": found.answer or "adopted", "answer_text": found.answer_text}
    form = forms.AnswerForm(request.POST or None, initial=initial)
    given = {"comment": found, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and form.submit(comment_actions.answer_comment, **given):
        messages.success(request, "处理结果已保存，已通知代表。")
        return redirect("congress:opinions", session_id=session.pk)
    here = ("代表意见", reverse("congress:opinions", args=[session.pk]))
    trail = [*tables.trail(session, request.seat), here]
    lead = f"{found.delegate}对“{found.paper}”：{found.text}"
    return form_page(request, form, title="处理意见", trail=trail, lead=lead)
