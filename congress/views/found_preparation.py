"""Rows of the preparation of a session as a request may see them."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from congress.actions.acting import MANAGE
from congress.actions.audience import delegate_of
from congress.models import (
    AgendaItem,
    Delegate,
    DiscussionRecord,
    PaperComment,
    PaperFile,
    Session,
    SessionPaper,
)
from union_site.requests import SeatRequest


def item_of(request: SeatRequest, agenda_item_id: int) -> AgendaItem:
    rows = AgendaItem.objects.visible_to(request.seat).select_related(
        "session__term", "session__union"
    )
    return get_object_or_404(rows, pk=agenda_item_id)


def paper_of(request: SeatRequest, session_paper_id: int) -> SessionPaper:
    """For who manages the session: any paper, drafts too."""
    rows = SessionPaper.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows, pk=session_paper_id)


def part_in(request: SeatRequest, session: Session) -> tuple[Delegate | None, bool]:
    """The reader's place at the session, and whether she manages it; 404 for who has neither."""
    delegate, manages = delegate_of(session, request.seat), request.seat.can(MANAGE)
    if delegate is None and not manages:
        raise Http404
    return delegate, manages


def read_paper_of(request: SeatRequest, session_paper_id: int) -> SessionPaper:
    """For a reader: what was sent to her; for who manages, drafts too."""
    paper = paper_of(request, session_paper_id)
    _, manages = part_in(request, paper.session)
    if not (paper.is_sent or manages):
        raise Http404
    return paper


def file_of(request: SeatRequest, paper_file_id: int) -> PaperFile:
    """A file of a paper that this reader may open."""
    rows = PaperFile.objects.visible_to(request.seat).select_related("file", "paper__session__term")
    found: PaperFile = get_object_or_404(rows, pk=paper_file_id)
    read_paper_of(request, found.paper_id)
    return found


def comment_of(request: SeatRequest, comment_id: int) -> PaperComment:
    rows = PaperComment.objects.visible_to(request.seat).for_list()
    return get_object_or_404(rows, pk=comment_id)


def discussion_of(request: SeatRequest, discussion_id: int) -> DiscussionRecord:
    rows = DiscussionRecord.objects.visible_to(request.seat).for_list()
    found: DiscussionRecord = get_object_or_404(rows, pk=discussion_id)
    part_in(request, found.session)
    return found
