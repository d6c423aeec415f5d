"""Pages of sittings: what is planned, one sitting, its steps, its numbers live."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from congress.actions import attendance as actions
from congress.actions.signin_codes import code_now
from congress.forms import attendance as forms
from congress.forms.leaves import may_ask_for
from congress.models import Leave, Sitting, State
from congress.papers import attendance as papers
from congress.tables import attendance as tables
from congress.tables.session_tabs import tabs
from congress.views.found import session_of
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import timeline
from union_site.requests import SeatRequest

POLL_ENDS = 286  # tells htmx to stop asking
DONE = {
    "sign": "签到已开始，请打开大屏幕。",
    "pause": "已停止扫码签到，签到台仍可登记。",
    "close": "已宣布散会。",
}


def sitting_of(request: SeatRequest, sitting_id: int) -> Sitting:
    return get_object_or_404(Sitting.objects.visible_to(request.seat).for_list(), pk=sitting_id)


@requires("congress.view")
def attendance(request: SeatRequest, session_id: int) -> HttpResponse:
    """The sittings of a session; for a delegate her own sign-ins and leave."""
    found = session_of(request, session_id)
    own = may_ask_for(found, request.seat).filter(member__seat=request.seat).first()
    mine = tables.own_presences(found, request.seat)
    listed = tables.sittings(found)
    leaves = Leave.objects.visible_to(request.seat).readable_by(request.seat).filter(session=found)
    context = {
        "session": found,
        "tabs": tabs(found, request.seat, "congress:attendance"),
        "trail": [*tables.trail(found)[:-1], ("签到", "")],
        "sittings": [(sitting, mine.get(sitting.pk)) for sitting in listed],
        "expected": found.roll.full().count(),
        "own": own,
        "own_leaves": leaves.filter(entry=own).for_list() if own else [],
        "waiting": sum(leaf.state in ("applied", "consented") for leaf in leaves),
        "leave_count": len(leaves),
        "may_manage": request.seat.can("congress.manage"),
        "is_planned": found.state == State.PLANNED,
    }
    return render(request, "congress/attendance/session.html", context)


@requires("congress.manage")
def sitting_new(request: SeatRequest, session_id: int) -> HttpResponse:
    found = session_of(request, session_id)
    initial = forms.next_sitting(found, asked=request.GET.get("part", ""))
    form = forms.SittingForm(request.POST or None, initial=initial)
    given = {"session": found, "by": request.seat}
    if request.method == "POST" and (made := form.submit(actions.plan_sitting, **given)):
        messages.success(request, f"已安排{made}。")
        return redirect("congress:attendance", session_id=session_id)
    return form_page(request, form, title="安排场次", trail=tables.trail(found))


@requires("congress.manage")
def sitting_edit(request: SeatRequest, sitting_id: int) -> HttpResponse:
    found = sitting_of(request, sitting_id)
    form = forms.SittingForm(request.POST or None, initial=model_to_dict(found))
    if request.method == "POST" and form.submit(
        actions.change_sitting, sitting=found, by=request.seat
    ):
        messages.success(request, "场次已修改。")
        return redirect("congress:sitting", sitting_id=sitting_id)
    return form_page(request, form, title="修改场次", trail=tables.sitting_trail(found))


@require_POST
@requires("congress.manage")
def sitting_remove(request: SeatRequest, sitting_id: int) -> HttpResponse:
    found = sitting_of(request, sitting_id)
    try:
        kept = actions.remove_sitting(sitting=found, by=request.seat)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("congress:sitting", sitting_id=sitting_id)
    messages.success(request, "场次已删除。")
    return redirect("congress:attendance", session_id=kept.pk)


@requires("congress.manage")
def sitting(request: SeatRequest, sitting_id: int) -> HttpResponse:
    """One sitting: the head count live, each delegation, what may be done now."""
    found, now = sitting_of(request, sitting_id), timezone.now()
    standing = tables.standing(found)
    context = {
        "sitting": found,
        "session": found.session,
        "tabs": tabs(found.session, request.seat, "congress:attendance"),
        "trail": [*tables.trail(found.session), (found.title, "")],
        "standing": standing,
        "tiles": tables.tiles(standing, request.seat),
        "delegations": tables.delegations(found),
        "steps": tables.steps(found, request.seat, now),
        "papers": papers.offered(found),
        "events": timeline(found, request.seat),
        "is_unused": actions.is_unused(found),
    }
    return render(request, "congress/attendance/sitting.html", context)


@require_POST
@requires("congress.manage")
def sitting_step(request: SeatRequest, sitting_id: int) -> HttpResponse:
    found, step = sitting_of(request, sitting_id), request.POST.get("step", "")
    try:
        if step == "sign":
            actions.take_signatures(sitting=found, by=request.seat)
        elif step == "pause":
            actions.pause_signatures(sitting=found, by=request.seat)
        elif step == "close":
            actions.close_sitting(sitting=found, by=request.seat, now=timezone.now())
        else:
            raise Http404
        messages.success(request, DONE[step])
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("congress:sitting", sitting_id=sitting_id)


@requires("congress.manage")
def sitting_open(request: SeatRequest, sitting_id: int) -> HttpResponse:
    """Asks once more with the figures in sight; below the quorum it says why not."""
    found = sitting_of(request, sitting_id)
    form = forms.OpenForm(request.POST if request.method == "POST" else None)
    given = {"sitting": found, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and form.submit(actions.open_sitting, **given):
        messages.success(
            request, f"{found}开会，应到 {found.expected} 人，实到 {found.present} 人。"
        )
        return redirect("congress:sitting", sitting_id=sitting_id)
    if request.method != "POST":
        form.findings = tables.opening(found, timezone.now())
    now = tables.standing(found)
    lead = f"应到 {now.count.expected} 人，实到 {now.count.present} 人，{now.verdict}。"
    if now.needed:
        lead += f"法定 {now.needed} 人，依据：{now.citation}。"
    trail = tables.sitting_trail(found)
    return form_page(request, form, title="宣布开会", trail=trail, lead=lead, submit="宣布开会")


@requires("congress.manage")
def sitting_reopen(request: SeatRequest, sitting_id: int) -> HttpResponse:
    found = sitting_of(request, sitting_id)
    form = forms.ReopenForm(request.POST or None)
    given = {"sitting": found, "by": request.seat, "now": timezone.now()}
    if request.method == "POST" and form.submit(actions.reopen_sitting, **given):
        messages.success(request, "会议已重新开始。")
        return redirect("congress:sitting", sitting_id=sitting_id)
    trail = tables.sitting_trail(found)
    return form_page(request, form, title="重新开会", trail=trail, submit="重新开会")


@never_cache
@requires("congress.view")
def counts(request: SeatRequest, sitting_id: int) -> HttpResponse:
    """The head count alone; asked again and again until the sitting is closed."""
    found = sitting_of(request, sitting_id)
    standing = tables.standing(found)
    context = {"standing": standing, "tiles": tables.tiles(standing, request.seat)}
    status = POLL_ENDS if found.is_closed else 200
    return render(request, "congress/attendance/counts.html", context, status=status)


# --- the big screen -----------------------------------------------------------------------


@never_cache
@requires("congress.manage")
def screen(request: SeatRequest, sitting_id: int) -> HttpResponse:
    found = sitting_of(request, sitting_id)
    return render(request, "congress/attendance/screen.html", _on_screen(found))


@never_cache
@requires("congress.manage")
def screen_part(request: SeatRequest, sitting_id: int) -> HttpResponse:
    """What changes on the screen: the code and the numbers."""
    found = sitting_of(request, sitting_id)
    status = POLL_ENDS if found.is_closed else 200
    return render(request, "congress/attendance/screen_part.html", _on_screen(found), status=status)


def _on_screen(found: Sitting) -> dict[str, object]:
    now = timezone.now()
    return {
        "sitting": found,
        "standing": tables.standing(found),
        "qr": papers.qr(found, now) if found.takes_signatures else "",
        "code": code_now(found, now),
        "names": tables.last_names(found),
        "back": reverse("congress:sitting", args=[found.pk]),
    }
