"""Pages of what is said about a proposal: all of it, and the form of the panel."""

from __future__ import annotations

from django.contrib import messages as answers
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from proposals.actions import exchanges as actions
from proposals.forms.handling import MessageForm, StaffNoteForm
from proposals.models import StaffNote
from proposals.tables import handling as tables
from proposals.views.assigning import trail_to
from proposals.views.found import proposal_of
from union_site.door import requires
from union_site.requests import SeatRequest


@requires("proposals.own")
def messages(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """沟通记录 in full; the form of the panel is sent here."""
    found, seat = proposal_of(request, proposal_id), request.seat
    part = tables.part_of(found, seat)
    if not (part.deals or part.is_author_side):
        raise PermissionDenied
    may_speak = found.state in actions.TALKING and bool(actions.side_of(found, seat))
    form = MessageForm(request.POST or None) if may_speak else None
    given = {"proposal": found, "by": seat}
    if request.method == "POST" and form is not None and form.submit(actions.say, **given):
        answers.success(request, "已发出，对方会收到通知。")
        return redirect("proposals:proposal", found.pk)
    context = {
        "proposal": found,
        "rows": tables.lines(found, seat),
        "form": form,
        "draft": f"message-{found.pk}",
        "trail": [*trail_to(found), ("沟通记录", "")],
    }
    return render(request, "proposals/handling/messages.html", context)


@requires("proposals.own")
def notes(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """私下备注 in full; the form of the panel is sent here."""
    found, seat = proposal_of(request, proposal_id), request.seat
    if not actions.may_note(found, seat):
        raise PermissionDenied
    form = StaffNoteForm(request.POST or None, circle=tables.colleagues(found, seat))
    given = {"proposal": found, "by": seat, "now": timezone.now()}
    if request.method == "POST" and form.submit(actions.note, **given):
        answers.success(request, "备注已保存，提案人和公众看不到。")
        return redirect("proposals:proposal", found.pk)
    context = {
        "proposal": found,
        "rows": StaffNote.objects.visible_to(seat).filter(proposal=found).for_list(),
        "form": form,
        "draft": f"note-{found.pk}",
        "trail": [*trail_to(found), ("私下备注", "")],
    }
    return render(request, "proposals/handling/notes.html", context)
