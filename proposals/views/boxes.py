"""The QR code of the box and the way in behind it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from proposals import actions
from proposals.models import ProposalBox
from proposals.papers import box as papers
from proposals.tables.tabs import tabs
from union_site import attachments
from union_site.door import any_seat, requires, sit_down
from union_site.norms import norm
from union_site.requests import SeatRequest


@any_seat
def box_entry(request: SeatRequest, token: str) -> HttpResponse:
    """Behind the QR code: sits down in the box's union and opens the form."""
    seat = actions.seat_at_box(token, seats=request.seats)
    if seat is None:
        raise Http404
    if seat != request.seat:
        # Whoever sits there already leaves no trace of having been at the box.
        sit_down(request, seat)
    return redirect("proposals:micro_new")


@requires("proposals.screen")
def box(request: SeatRequest) -> HttpResponse:
    """The QR code of the box, its poster, and a new address when the old one leaks."""
    found = actions.open_box(by=request.seat)
    address = _address(found)
    return render(
        request,
        "proposals/box.html",
        {
            "box": found,
            "address": address,
            "qr": papers.qr(address),
            "tabs": tabs(request.seat, "proposals:box"),
        },
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
