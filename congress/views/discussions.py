"""Pages of the discussions of delegations."""

from __future__ import annotations

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import discussions as actions
from congress.actions.audience import is_head_of
from congress.forms import preparation as forms
from congress.models import DiscussionRecord, State
from congress.papers import preparation as papers
from congress.tables import materials as tables
from congress.tables.session_tabs import tabs
from congress.views.found import session_of
from congress.views.found_preparation import discussion_of, part_in
from union_site.door import requires
from union_site.forms import form_page
from union_site.paper_answers import answer_paper
from union_site.requests import SeatRequest


@requires("congress.own")
def discussions(request: SeatRequest, session_id: int) -> HttpResponse:
    """分组讨论: the records of all delegations, for who takes part in the session."""
    found = session_of(request, session_id)
    delegate, manages = part_in(request, found)
    rows = DiscussionRecord.objects.visible_to(request.seat).filter(session=found).for_list()
    is_head = delegate is not None and is_head_of(delegate, delegate.delegation_id)
    own = delegate.delegation_id if delegate is not None and is_head else None
    context = {
        "session": found,
        "tabs": tabs(found, request.seat, "congress:materials"),
        "rows": [(row, manages or row.delegation_id == own) for row in rows],
        "may_write": (manages or is_head) and found.state != State.CANCELLED,
        "manages": manages,
        "trail": [*tables.trail(found, request.seat), ("分组讨论", "")],
    }
    return render(request, "congress/preparation/discussions.html", context)


@requires("congress.own")
def discussion_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    delegate, manages = part_in(request, found)
    own = delegate.delegation_id if delegate is not None else None
    if not manages and not is_head_of(delegate, own):
        raise Http404
    initial = {"manner": "集中讨论", "host": request.seat.name if not manages else ""}
    form = forms.NewDiscussionForm(
        request.POST or None, session=found, only=None if manages else own, initial=initial
    )
    given = {"session": found, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and form.submit(actions.record_discussion, **given):
        messages.success(request, "讨论记录已保存。")
        return redirect("congress:discussions", session_id=session_id)
    here = ("分组讨论", reverse("congress:discussions", args=[session_id]))
    trail = [*tables.trail(found, request.seat), here]
    return form_page(request, form, title="填写讨论记录", trail=trail)


def _writable(request: SeatRequest, discussion_id: int) -> DiscussionRecord:
    row = discussion_of(request, discussion_id)
    if not actions.may_write(row.session, row.delegation_id, request.seat):
        raise Http404
    return row


@requires("congress.own")
def discussion_edit(request: SeatRequest, discussion_id: int) -> HttpResponse:
    row = _writable(request, discussion_id)
    form = forms.DiscussionForm(request.POST or None, initial=model_to_dict(row))
    given = {"record": row, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and form.submit(actions.change_discussion, **given):
        messages.success(request, "讨论记录已修改。")
        return redirect("congress:discussions", session_id=row.session_id)
    here = ("分组讨论", reverse("congress:discussions", args=[row.session_id]))
    trail = [*tables.trail(row.session, request.seat), here]
    return form_page(request, form, title="修改讨论记录", trail=trail, lead=str(row.delegation))


@require_POST
@requires("congress.own")
def discussion_remove(request: SeatRequest, discussion_id: int) -> HttpResponse:
    session = actions.remove_discussion(record=_writable(request, discussion_id), by=request.seat)
    messages.success(request, "讨论记录已删去。")
    return redirect("congress:discussions", session_id=session.pk)


@requires("congress.own")
def discussion_paper(request: SeatRequest, discussion_id: int) -> HttpResponse:
    """One record as it is filed; ?format=docx."""
    row = discussion_of(request, discussion_id)
    paper = papers.discussion(row, timezone.localdate())
    wanted = request.GET.get("format", "")
    return answer_paper(paper, name=f"{row.session.short_title}{row}", wanted=wanted)
