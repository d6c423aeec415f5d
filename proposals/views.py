"""Pages of the proposal box."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from proposals import actions, papers, steps
from proposals.forms import MicroProposalForm, ProposalFilter, RateForm, ReceiptForm
from proposals.models import MicroProposal, ProposalBox, State
from proposals.workflow import MICRO
from union_site import attachments
from union_site.accounts import client_address
from union_site.door import any_seat, public, requires, sit_down
from union_site.models import StepEvent
from union_site.norms import norm
from union_site.requests import SeatRequest


@any_seat
def box_entry(request: SeatRequest, token: str) -> HttpResponse:
    """Behind the QR code: sits down in the box's union and opens the form."""
    seat = actions.seat_at_box(token, seats=request.seats)
    if seat is None:
        raise Http404
    sit_down(request, seat)
    return redirect("proposals:micro_new")


@never_cache
@requires("proposals.submit")
def micro_new(request: SeatRequest) -> HttpResponse:
    """The form on the phone; answers a good submission with its receipt.

    The receipt is shown in the answer itself and not after a redirect, since keeping the code
    in the session would tie an anonymous proposal to its author.
    """
    limit = norm(
        "proposals.micro_characters", union=request.seat.union, on=timezone.localdate()
    ).number
    if request.method == "POST":
        form = MicroProposalForm(request.POST, limit=limit)
        if form.is_valid():
            try:
                receipt = actions.submit(**form.cleaned_data, by=request.seat)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return render(request, "proposals/receipt.html", {"receipt": receipt})
    else:
        form = MicroProposalForm(
            limit=limit, initial={"submission_key": actions.new_submission_key()}
        )
    return render(request, "proposals/micro_new.html", {"form": form, "limit": limit})


@any_seat
def proposal_list(request: SeatRequest) -> HttpResponse:
    """All proposals of the union for those who may see all; else one's own and published ones."""
    base = MicroProposal.objects.visible_to(request.seat)
    if not request.seat.can("proposals.view"):
        base = base.exclude(state=State.PUBLISHED) | base.filter(author=request.seat)
    found = ProposalFilter(request.GET, queryset=base.for_list())
    page = Paginator(found.qs, 20).get_page(request.GET.get("page"))
    today = timezone.localdate()
    for proposal in page:
        proposal.author_shown = proposal.shown_author(request.seat)
        proposal.light = steps.light(proposal, today)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "query": query.urlencode(),
        "chips": _chips(request, base),
        "filter_form": found.form,
        "is_filtered": any(request.GET.get(name) for name in ("q", "category", "since", "until")),
    }
    return render(request, "proposals/list.html", context)


def _chips(request: SeatRequest, base: Any) -> list[dict[str, Any]]:
    counts = dict(base.order_by().values_list("state").annotate(Count("pk")))
    shown = request.GET.get("show", "")
    kept = request.GET.copy()
    kept.pop("page", None)
    chips = [("", "全部", sum(counts.values()))]
    chips += [(str(state), str(state.label), counts.get(state, 0)) for state in State]
    rows = []
    for value, label, count in chips:
        if value and not count and value != shown:
            continue
        kept["show"] = value
        rows.append(
            {
                "label": label,
                "count": count,
                "url": f"?{kept.urlencode()}",
                "is_active": value == shown,
            }
        )
    return rows


@any_seat
def detail(request: SeatRequest, proposal_id: str) -> HttpResponse:
    proposal = _proposal(request, proposal_id)
    return render(request, "proposals/detail.html", _detail(request, proposal))


def _proposal(request: SeatRequest, proposal_id: str) -> MicroProposal:
    rows = MicroProposal.objects.visible_to(request.seat)
    return get_object_or_404(
        rows.select_related("author__user", "lead__user", "union"), pk=proposal_id
    )


def _detail(request: SeatRequest, proposal: MicroProposal) -> dict[str, Any]:
    seat, today = request.seat, timezone.localdate()
    events = StepEvent.objects.visible_to(seat).of(proposal).for_list()
    return {
        "proposal": proposal,
        "author": proposal.shown_author(seat),
        "badge": steps.badge(proposal, today),
        "facts": steps.facts(proposal),
        "waiting": steps.waiting_for(proposal, today),
        "events": steps.timeline(proposal, list(events), seat),
        "buttons": steps.buttons(proposal, seat),
    }


@any_seat
def step(request: SeatRequest, proposal_id: str, name: str) -> HttpResponse:
    """One step: its form on a page of its own, or done at once where there is nothing to ask."""
    proposal = _proposal(request, proposal_id)
    page = steps.PAGES.get(name)
    if page is None:
        raise Http404
    if not MICRO.allows(proposal, name, request.seat):
        return _too_late(request, proposal, name)
    form = page.form(proposal, request.seat, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            page.act(proposal, request.seat, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, page.done)
            return _onward(request, proposal)
    context = {"proposal": proposal, "form": form, "page": page, "step": MICRO.step(name)}
    return render(request, "proposals/step.html", context)


def _onward(request: SeatRequest, proposal: MicroProposal) -> HttpResponse:
    """Back to the proposal; a department that has sent it back does not see it any more."""
    if MicroProposal.objects.visible_to(request.seat).filter(pk=proposal.pk).exists():
        return redirect("proposals:detail", proposal.pk)
    return redirect("proposals:list")


def _too_late(request: SeatRequest, proposal: MicroProposal, name: str) -> HttpResponse:
    """Nobody's fault: the page was old, or somebody else was faster."""
    label = MICRO.step(name).label
    messages.warning(
        request, f"现在是“{proposal.get_state_display()}”，您不能“{label}”。可能有人刚刚办理过。"
    )
    return redirect("proposals:detail", proposal.pk)


@requires("proposals.notices")
def notice_list(request: SeatRequest) -> HttpResponse:
    """微公示: what was proposed, what was answered, what came of it."""
    rows = MicroProposal.objects.visible_to(request.seat).published()
    found = ProposalFilter(request.GET, queryset=rows.for_list().order_by("-published_at"))
    page = Paginator(found.qs, 10).get_page(request.GET.get("page"))
    for proposal in page:
        proposal.author_shown = _public_author(proposal)
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "proposals/notices.html",
        {"page": page, "query": query.urlencode(), "charts": papers.notice_charts(rows)},
    )


def _public_author(proposal: MicroProposal) -> str:
    """On the notice page everybody sees the same name, the author and the chair included."""
    return proposal.shown_author(None)


@requires("proposals.screen")
def box(request: SeatRequest) -> HttpResponse:
    """The QR code of the box, its poster, and a new address when the old one leaks."""
    found = actions.open_box(by=request.seat)
    address = _address(found)
    return render(
        request, "proposals/box.html", {"box": found, "address": address, "qr": papers.qr(address)}
    )


def _address(box: ProposalBox) -> str:
    """Where phones reach the box: the site's own address, not the one this page was opened by."""
    return settings.SITE_URL + reverse("box_entry", args=[box.token])


@require_POST
@requires("proposals.screen")
def box_renew(request: SeatRequest) -> HttpResponse:
    actions.renew_box(by=request.seat)
    messages.success(request, "已换新的二维码，旧海报不再有效，请重新打印张贴。")
    return redirect("proposals:box")


@requires("proposals.screen")
def box_poster(request: SeatRequest) -> HttpResponse:
    found = actions.open_box(by=request.seat)
    limit = norm("proposals.micro_characters", union=request.seat.union, on=timezone.localdate())
    content = papers.poster_pdf(found, _address(found), limit)
    return attachments.answer(
        content, name="提案箱二维码海报.pdf", content_type=attachments.PDF, inline=True
    )


@never_cache
@public
def receipt(request: HttpRequest) -> HttpResponse:
    """For the holder of a receipt: how it stands, and the rating. Needs no login on purpose."""
    code = request.POST.get("code", "")
    form = ReceiptForm(request.POST if "code" in request.POST else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        proposal = actions.find_by_receipt(code, client=client_address(request))
        if proposal is None:
            form.add_error("code", "没有这个回执码，请核对字母和数字。")
        else:
            context |= _by_receipt(request, proposal, code)
    return render(request, "proposals/receipt_lookup.html", context)


def _by_receipt(request: HttpRequest, proposal: MicroProposal, code: str) -> dict[str, Any]:
    rating = RateForm(request.POST if "satisfaction" in request.POST else None)
    if rating.is_bound and rating.is_valid():
        cleaned = rating.cleaned_data
        try:
            actions.rate_by_receipt(
                proposal=proposal, satisfaction=cleaned["satisfaction"], note=cleaned["note"]
            )
        except ValidationError as error:
            rating.add_error(None, error)
    return {
        "proposal": proposal,
        "code": code,
        "badge": steps.badge(proposal, timezone.localdate()),
        "rating": rating if steps.may_rate_by_receipt(proposal) else None,
    }
