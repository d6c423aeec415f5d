"""Signing in on the phone: behind the code on the screen, then one button."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from congress.actions import signin_codes as codes
from congress.actions import signing as actions
from congress.models import Sitting
from congress.models.attendance import own_line
from congress.tables import attendance as tables
from union_site.accounts import client_address
from union_site.door import public, requires, sit_down
from union_site.models import Seat
from union_site.requests import SeatRequest

COOKIE = "sign_in"


@never_cache
@require_safe
@public
def sign_in_entry(request: HttpRequest, sitting_token: str) -> HttpResponse:
    """Behind the code: a fresh one is changed for a ticket that outlasts the login.

    The ticket lies in a cookie of this browser, so that an address sent on to a friend at home
    does not carry it.
    """
    sitting = codes.sitting_of(sitting_token)
    if sitting is None:
        raise Http404
    now, code = timezone.now(), request.GET.get("c", "")
    client = request.user.pk if request.user.is_authenticated else client_address(request)
    reading = codes.read(sitting, code, client=str(client), now=now)
    if reading == codes.Reading.TOO_MANY:
        return render(request, "congress/attendance/too_many.html", status=429)
    ticket = request.COOKIES.get(COOKIE, "")  # after the login there is no code any more
    has_scanned = reading == codes.Reading.FRESH or codes.is_ticket(ticket, sitting, now)
    old = request.GET.get("by", "scan") if reading == codes.Reading.OLD else ""
    answer = _onward(request, sitting, old=old, has_scanned=has_scanned)
    if reading == codes.Reading.FRESH:
        answer.set_cookie(
            COOKIE,
            codes.ticket_for(sitting, now),
            max_age=codes.TICKET_MINUTES * 60,
            path=reverse("sign_in_entry", args=[sitting_token]),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer


def _onward(request: HttpRequest, sitting: Sitting, *, old: str, has_scanned: bool) -> HttpResponse:
    """To the button; by way of the login. Who has scanned the screen changes into the seat in the
    sitting's union: a link alone changes no seat.

    `old`: how a code that does not hold was sent, "scan" or "hand"; "" where it holds.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("sign_in_entry", args=[sitting.token]))
    seats: list[Seat] = getattr(request, "seats", [])
    for seat in seats[1:] if has_scanned else []:  # the first is the one in use
        if seats[0].union_id != sitting.union_id == seat.union_id:
            sit_down(request, seat)
            break
    page = reverse("sign_in", args=[sitting.token])
    if not old:
        return redirect(page)
    return redirect(f"{page}?old={'hand' if old == 'hand' else 'scan'}")


@never_cache
@requires("congress.own")
def sign_in(request: SeatRequest, sitting_token: str) -> HttpResponse:
    """The one button; afterwards what it led to."""
    mine = Sitting.objects.visible_to(request.seat).select_related(
        "session__term", "session__union"
    )
    sitting, now = get_object_or_404(mine, token=sitting_token), timezone.now()
    told = {"hand": codes.TYPED_STALE, "scan": codes.STALE}
    refusal = told.get(request.GET.get("old", ""), "")
    if request.method == "POST":
        ticket = request.POST.get("ticket", "")
        try:
            actions.sign_in(sitting=sitting, ticket=ticket, by=request.seat, now=now)
            return redirect("sign_in", sitting_token=sitting_token)
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
    line = own_line(sitting, request.seat)
    is_here = line is not None and line.presence_id is not None and line.left_at is None
    ticket = codes.own_ticket(request.COOKIES.get(COOKIE, ""), sitting, request.seat, now)
    context = {
        "sitting": sitting,
        "line": line,
        "is_here": is_here,
        "standing": tables.standing(sitting) if is_here else None,
        "ticket": ticket,
        "refusal": refusal if request.method == "POST" or not ticket else "",
        "not_called": actions.NOT_CALLED,
    }
    return render(request, "congress/attendance/sign.html", context)
