"""Pages of the author: beginning, writing, handing in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from proposals.actions import writing as actions
from proposals.actions.capacities import capacities, term_of
from proposals.actions.collecting import place_for
from proposals.actions.readiness import submit_findings
from proposals.checks.writing import Rules
from proposals.forms import writing as forms
from proposals.models import Proposal, ProposalState
from proposals.steps.writing import PAGES
from proposals.tables import writing as tables
from proposals.views.found import proposal_of
from proposals.workflow.formal import FORMAL, is_author
from union_site.door import requires
from union_site.findings import blocking
from union_site.forms import take_errors
from union_site.requests import SeatRequest


def own_proposal_of(request: SeatRequest, proposal_id: int) -> Proposal:
    """404 for who may not see it, 403 for who sees it and did not write it."""
    found = proposal_of(request, proposal_id)
    if not is_author(found, request.seat):
        raise PermissionDenied
    return found


@never_cache
@requires("proposals.own")
def new(request: SeatRequest) -> HttpResponse:
    """Who may begins a draft; everybody else is told why not, and what to do instead."""
    seat, today = request.seat, timezone.localdate()
    held = capacities(seat, today=today)
    if not held:
        refusal = tables.why_not(seat, term_of(seat, today))
        return render(request, "proposals/writing/not_yours.html", {"refusal": refusal})
    rules = Rules.in_force(union=seat.union, on=today)
    form = forms.StartForm(request.POST or None, held=held, rules=rules)
    if request.method == "POST" and (made := form.submit(actions.start, by=seat)):
        return redirect("proposals:edit", made.pk)
    place = tables.place_facts(place_for(seat.union, today=today), today)
    context = {"form": form, "place": place, "held": held}
    return render(request, "proposals/writing/new.html", context)


@never_cache
@requires("proposals.own")
def edit(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """The draft. Asked by htmx it saves and answers with the line of its state alone."""
    found, today = own_proposal_of(request, proposal_id), timezone.localdate()
    if found.state != ProposalState.DRAFT and request.method == "GET":
        messages.info(request, "征集附议或提交后不能直接修改；征集附议时可以“撤回修改”。")
        return redirect("proposals:proposal", found.pk)
    rules = Rules.in_force(union=found.union, on=today)
    posted = request.POST if request.method == "POST" else None
    form = forms.DraftForm(posted, proposal=found, rules=rules, by=request.seat, today=today)
    saved = theirs = None
    if posted is not None:
        saved, theirs = _save(request, found, form)
    status = tables.draft_status(found, form, saved=saved is not None, theirs=theirs)
    if request.htmx:
        return render(request, "proposals/writing/draft_status.html", {"status": status})
    if saved is not None:
        return _onward(request, saved)
    context = {"proposal": found, "form": form, "status": status}
    context["place"] = tables.place_facts(place_for(found.union, today=today), today)
    context["facts"] = tables.draft_facts(found)
    return render(request, "proposals/writing/edit.html", context)


def _save(
    request: SeatRequest, found: Proposal, form: forms.DraftForm
) -> tuple[Proposal | None, Proposal | None]:
    """The draft as saved, or what another window saved meanwhile, or neither."""
    if not form.is_valid():
        return None, None
    written: dict[str, Any] = dict(form.cleaned_data)
    overwrite = request.POST.get("overwrite", "")
    seen = written.pop("version")
    # Whoever has compared the two names the version that may be written over.
    version = int(overwrite) if overwrite.isascii() and overwrite.isdigit() else seen
    try:
        saved = actions.save_draft(proposal=found, by=request.seat, version=version, **written)
    except actions.OvertakenDraft as overtaken:
        form.add_error(None, overtaken.messages[0])
        return None, overtaken.current
    except ValidationError as refusal:
        take_errors(form, refusal)
        return None, None
    return saved, None


def _onward(request: SeatRequest, saved: Proposal) -> HttpResponse:
    """Where the button that was pressed leads."""
    wanted = request.POST.get("next", "")
    if wanted == "files":
        return redirect("proposals:files", saved.pk)
    if wanted == "onward":
        return redirect(
            "proposals:submit" if saved.is_collective else "proposals:seconders", saved.pk
        )
    messages.success(request, "草稿已保存，只有您看得到。")
    return redirect("proposals:edit", saved.pk)


@never_cache
@requires("proposals.own")
def submit(request: SeatRequest, proposal_id: int) -> HttpResponse:
    """Everything that there is to say before it is handed in, and the button."""
    found, today = own_proposal_of(request, proposal_id), timezone.localdate()
    if not FORMAL.allows(found, "submit", request.seat):
        messages.warning(request, f"现在是“{found.status_words}”，不能再提交。")
        return redirect("proposals:proposal", found.pk)
    form = forms.SubmitForm(request.POST if request.method == "POST" else None)
    place = place_for(found.union, today=today)
    form.findings = submit_findings(found, today=today, place=place)
    given = {"proposal": found, "by": request.seat}
    if request.method == "POST" and form.submit(actions.submit, **given):
        messages.success(request, PAGES["submit"].said(found))
        return redirect("proposals:proposal", found.pk)
    context = {
        "proposal": found,
        "form": form,
        "is_blocked": bool(blocking(form.findings)),
        "facts": tables.submit_facts(found, place, today),
        "back": tables.back_to_mend(found, form.findings),
    }
    return render(request, "proposals/writing/submit.html", context)
