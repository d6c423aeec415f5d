"""Pages of the committee: what waits to be handed out, handing out, handing to others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from proposals.actions import assigning as actions
from proposals.checks import handling as checks
from proposals.forms.handling import AssignForm, ReassignForm
from proposals.models import Advice, CoUnit, Proposal, heads_committee, of_committee
from proposals.tables import handed
from proposals.tables.tabs import tabs
from proposals.views.found import proposal_of
from proposals.views.kinds import FORMAL_KIND, opens
from union_site.door import requires
from union_site.forms import form_page
from union_site.listing import Asked
from union_site.models import Seat
from union_site.requests import SeatRequest

HANDS = ("lead", "leader", "accept_due_on", "due_on", "co_units")


def trail_to(found: Proposal) -> list[tuple[str, str]]:
    return [
        ("正式提案", reverse("proposals:formal_list")),
        (found.heading, reverse("proposals:proposal", args=[found.pk])),
    ]


def _decides(seat: Seat) -> bool:
    return seat.can("proposals.screen") or heads_committee(seat)


@requires("proposals.own")
def assigning(request: SeatRequest) -> HttpResponse:
    """待交办, for the committee; those who decide may hand out several at once."""
    seat = request.seat
    if not of_committee(seat):
        raise PermissionDenied
    asked = Asked(request.GET)
    page = asked.page(handed.to_assign(seat, asked))
    context = {
        "page": page,
        "rows": handed.waiting(page.object_list, seat),
        "query": asked.query,
        "words": asked.words,
        "may_assign": _decides(seat),
        "tabs": tabs(seat, "proposals:assigning"),
    }
    return render(request, "proposals/handling/assigning.html", context)


@requires("proposals.own")
def assign(request: SeatRequest, proposal_id: int) -> HttpResponse:
    found = proposal_of(request, proposal_id)
    if not opens(request, FORMAL_KIND, found, "assign"):
        return redirect("proposals:proposal", found.pk)
    form = _form(AssignForm, request, _first_choice(found, request.seat))
    if _handed_over(form, actions.assign, proposal=found, by=request.seat):
        messages.success(request, "已交办，各方都收到了通知。")
        return redirect("proposals:proposal", found.pk)
    return _page(request, form, [found], title="交办", trail=trail_to(found))


@requires("proposals.own")
def assign_batch(request: SeatRequest) -> HttpResponse:
    """Several to one department, chosen on the list: ?proposal=…&proposal=…."""
    seat = request.seat
    if not _decides(seat):
        raise PermissionDenied
    asked = [pk for pk in request.GET.getlist("proposal") if pk.isascii() and pk.isdigit()][:50]
    chosen = list(handed.to_assign(seat, Asked(request.GET)).filter(pk__in=asked))
    if not chosen:
        messages.warning(request, "请先勾选要交办的提案。")
        return redirect("proposals:assigning")
    first = _first_choice(chosen[0], seat)
    form = _form(AssignForm, request, first)
    if _handed_over(form, actions.assign_together, proposals=chosen, by=seat):
        messages.success(request, f"已交办 {len(chosen)} 件，各方都收到了通知。")
        return redirect("proposals:assigning")
    trail = [("待交办", reverse("proposals:assigning"))]
    return _page(request, form, chosen, title=f"一并交办 {len(chosen)} 件", trail=trail)


@requires("proposals.own")
def reassign(request: SeatRequest, proposal_id: int) -> HttpResponse:
    found = proposal_of(request, proposal_id)
    if not opens(request, FORMAL_KIND, found, "reassign"):
        return redirect("proposals:proposal", found.pk)
    shared = CoUnit.objects.visible_to(request.seat).filter(proposal=found)
    kept = {"leader": found.leader_id, "co_units": list(shared.values_list("seat", flat=True))}
    first = _days(request.seat) | kept
    form = _form(ReassignForm, request, first)
    if _handed_over(form, actions.reassign, proposal=found, by=request.seat):
        messages.success(request, "已调整承办，各方都收到了通知。")
        return redirect("proposals:proposal", found.pk)
    return _page(request, form, [found], title="调整承办", trail=trail_to(found))


def _form(kind: type[AssignForm], request: SeatRequest, initial: dict[str, Any]) -> AssignForm:
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    form = kind(data, by=request.seat, today=today, initial=initial)
    most = checks.limits(request.seat.union, today)
    form.explain(most.accept.words, most.reply.words)
    return form


def _handed_over(form: AssignForm, act: Any, **given: Any) -> bool:
    """Calls the act with the hands that were chosen; False where the form or the act says no."""

    def hand_over(accepted: list[str], note: str, **typed: Any) -> Any:
        hands = actions.Hands(**{name: typed[name] for name in HANDS})
        return act(hands=hands, note=note, accepted=accepted, **given)

    return form.is_bound and form.submit(hand_over) is not None


def _days(seat: Seat) -> dict[str, Any]:
    most = checks.limits(seat.union, timezone.localdate())
    return {"accept_due_on": most.accept.day, "due_on": most.reply.day}


def _first_choice(found: Proposal, seat: Seat) -> dict[str, Any]:
    """What the committee advised, else what the author wished; days by the norm."""
    advice = list(Advice.objects.visible_to(seat).filter(proposal=found).for_list())
    firsts = [row.first_unit_id for row in advice if row.first_unit_id]
    lead = max(firsts, key=firsts.count) if firsts else found.wanted_lead_id
    seconds = {row.second_unit_id for row in advice if row.second_unit_id}
    shared = CoUnit.objects.visible_to(seat).filter(proposal=found)
    co_units = (seconds | set(shared.values_list("seat", flat=True))) - {lead}
    leaders = Seat.objects.visible_to(seat).holding("leader", on=timezone.localdate())
    only = list(leaders.values_list("pk", flat=True)[:2])
    leader = found.leader_id or (only[0] if len(only) == 1 else None)
    return {"lead": lead, "co_units": list(co_units), "leader": leader} | _days(seat)


def _page(
    request: SeatRequest, form: AssignForm, chosen: list[Proposal], **shown: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        submit=str(shown["title"]).split(" ")[0],
        template="proposals/handling/assign.html",
        more={"rows": handed.waiting(chosen, request.seat)},
        **shown,
    )
