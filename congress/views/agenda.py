"""Pages of the agenda."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from congress.actions import agenda as actions
from congress.forms import preparation as forms
from congress.models import AgendaItem, Session, State
from congress.models.sittings import Part
from congress.tables import agenda as tables
from congress.tables.checklist import Gathered
from congress.tables.session_tabs import tabs
from congress.tables.sessions import session_trail
from congress.views.found import session_of
from congress.views.found_preparation import item_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.requests import SeatRequest


def _trail(session: Session) -> list[tuple[str, str]]:
    return [*session_trail(session), ("议程", reverse("congress:agenda", args=[session.pk]))]


def _back(item: AgendaItem) -> HttpResponse:
    address = reverse("congress:agenda", args=[item.session_id])
    return redirect(f"{address}#item-{item.pk}")


@requires("congress.view")
def agenda(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    known = Gathered(found)
    shown = tables.parts(known.items, known.sittings)
    may_manage = request.seat.can("congress.manage") and found.state != State.CANCELLED
    is_empty = may_manage and not known.items
    context = {
        "session": found,
        "tabs": tabs(found, request.seat, "congress:agenda"),
        "parts": [(part, tables.timed(part)) for part in shown],
        "total": tables.total(shown),
        "count": len(known.items),
        "findings": tables.findings(found, known.items) if may_manage else [],
        "may_manage": may_manage,
        "may_plan": may_manage and found.state == State.PLANNED,
        "may_record": may_manage and tables.may_record(found, timezone.localdate()),
        "former": actions.former_session(found) if is_empty else None,
        "trail": [*session_trail(found), ("议程", "")],
    }
    return render(request, "congress/preparation/agenda.html", context)


@requires("congress.manage")
def agenda_item_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    asked = request.GET.get("part", "")
    initial = {"part": asked if asked in Part.values else Part.PLENARY, "matter": "other"}
    form = forms.ItemForm(request.POST or None, initial=initial)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.add_item, **given)):
        messages.success(request, f"议程“{made.title}”已增加。")
        return _back(made)
    return form_page(request, form, title="增加议程", trail=_trail(found))


@requires("congress.manage")
def agenda_item_edit(request: SeatRequest, agenda_item_id: int) -> HttpResponse:
    item = item_of(request, agenda_item_id)
    form = forms.ItemForm(request.POST or None, initial=model_to_dict(item))
    given = {"item": item, "by": request.seat}
    if request.method == "POST" and form.submit(actions.change_item, **given):
        messages.success(request, "议程已修改。")
        return _back(item)
    return form_page(request, form, title="修改议程", trail=_trail(item.session))


@requires("congress.manage")
def agenda_item_record(request: SeatRequest, agenda_item_id: int) -> HttpResponse:
    """What happened at an item."""
    item = item_of(request, agenda_item_id)
    form = forms.RecordForm(request.POST or None, initial={"record": item.record})
    given = {"item": item, "by": request.seat}
    if request.method == "POST" and form.submit(actions.record_item, **given):
        messages.success(request, "记录已保存。")
        return _back(item)
    return form_page(request, form, title="记录情况", trail=_trail(item.session), lead=str(item))


@require_POST
@requires("congress.manage")
def agenda_item_step(request: SeatRequest, agenda_item_id: int) -> HttpResponse:
    """Up, down, or off."""
    item, step = item_of(request, agenda_item_id), request.POST.get("step", "")
    try:
        if step == "remove":
            session = actions.remove_item(item=item, by=request.seat)
            messages.success(request, f"议程“{item.title}”已删去。")
            return redirect("congress:agenda", session_id=session.pk)
        if step not in ("up", "down"):
            raise Http404
        actions.move_item(item=item, by=request.seat, down=step == "down")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return _back(item)


@require_POST
@requires("congress.manage")
def agenda_start(request: SeatRequest, session_id: int) -> HttpResponse:
    """Fills an empty agenda by template, or with the last one."""
    found = session_of(request, session_id)
    act = actions.copy_agenda if request.POST.get("step") == "copy" else actions.start_agenda
    try:
        made = act(session=found, by=request.seat)
        messages.success(request, f"已拟定 {len(made)} 项议程，请逐项核对修改。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:agenda", session_id=session_id)
