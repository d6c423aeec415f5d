"""Pages of papers for delegates: the list, one paper with one's opinions, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from congress.actions import comments as comment_actions
from congress.actions import materials as actions
from congress.actions.audience import delegate_of
from congress.forms import materials as forms
from congress.models import PaperComment, Session, SessionPaper, State
from congress.tables import materials as tables
from congress.tables.session_tabs import tabs
from congress.views.found import session_of
from congress.views.found_preparation import comment_of, file_of, part_in, read_paper_of
from members.tables.privacy import lines_of
from union_site import attachments
from union_site.door import requires
from union_site.requests import SeatRequest


@requires("congress.own")
def materials(request: SeatRequest, session_id: int) -> HttpResponse:
    """材料: for who manages with the readers, for a delegate with what is unread."""
    found = session_of(request, session_id)
    delegate, manages = delegate_of(found, request.seat), request.seat.can("congress.manage")
    rows = tables.managed(found, request.seat) if manages else []
    context = {
        "session": found,
        "tabs": tabs(found, request.seat, "congress:materials"),
        "is_delegate": delegate is not None,
        "own": tables.own(found, request.seat, delegate) if delegate else [],
        "manages": manages,
        "rows": rows,
        "drafts": sum(not row.is_sent for row in rows),
        "has_unread": any(row.is_sent and row.readers < (row.sent_to or 0) for row in rows),
        "is_open": found.state == State.PLANNED,
        "trail": [*tables.trail(found, request.seat)[:-1], ("材料", "")],
    }
    return render(request, "congress/materials/list.html", context)


@never_cache
@requires("congress.own")
def material(request: SeatRequest, session_paper_id: int) -> HttpResponse:
    """One paper. Opening it is written down, once."""
    paper = read_paper_of(request, session_paper_id)
    if paper.is_sent and delegate_of(paper.session, request.seat) is not None:
        actions.open_paper(paper=paper, by=request.seat, now=timezone.now())
    return _page(request, paper, forms.CommentForm())


def _page(request: SeatRequest, paper: SessionPaper, form: forms.CommentForm) -> HttpResponse:
    session: Session = paper.session
    delegate, _ = part_in(request, session)
    mine = PaperComment.objects.visible_to(request.seat).filter(paper=paper, delegate=delegate)
    later = getattr(paper, "replaced_by", None)
    context = {
        "paper": paper,
        "session": session,
        "tabs": tabs(session, request.seat, "congress:materials"),
        "lines": lines_of(paper.text),
        "files": paper.files.select_related("file").order_by("pk"),
        "mine": mine.for_list() if delegate else [],
        "form": form,
        "may_comment": delegate is not None and paper.is_sent and session.state == State.PLANNED,
        "later": later if later is not None and later.is_sent else None,
        "manages": request.seat.can("congress.manage"),
        "trail": [*tables.trail(session, request.seat), (str(paper), "")],
    }
    return render(request, "congress/materials/read.html", context)


@require_POST
@requires("congress.own")
def material_comment(request: SeatRequest, session_paper_id: int) -> HttpResponse:
    paper = read_paper_of(request, session_paper_id)
    form = forms.CommentForm(request.POST)
    given = {"paper": paper, "by": request.seat, "now": timezone.now()}
    if form.submit(comment_actions.comment, **given):
        messages.success(request, "意见已提交，主席团处理后会通知您。")
        return redirect("congress:material", session_paper_id=paper.pk)
    return _page(request, paper, form)


@require_POST
@requires("congress.own")
def comment_withdraw(request: SeatRequest, comment_id: int) -> HttpResponse:
    found = comment_of(request, comment_id)
    read_paper_of(request, found.paper_id)
    try:
        comment_actions.withdraw_comment(comment=found, by=request.seat, now=timezone.now())
        messages.success(request, "意见已撤回。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:material", session_paper_id=found.paper_id)


@never_cache
@requires("congress.own")
def material_file(request: SeatRequest, paper_file_id: int) -> HttpResponse:
    """A file of a paper; taking it counts as opening the paper."""
    found = file_of(request, paper_file_id)
    paper = found.paper
    if paper.is_sent and delegate_of(paper.session, request.seat) is not None:
        actions.open_paper(paper=paper, by=request.seat, now=timezone.now())
    response: Any = attachments.download(found.file)
    return response
