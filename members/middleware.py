"""Before anything else, the privacy notice: who has not read the version in force is led to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from members.models import NoticeAcceptance, PrivacyNotice
from union_site.door import PUBLIC, SUPERUSER, View, ask_of_seats, mark_of

if TYPE_CHECKING:
    from union_site.models import Seat

_newest = PrivacyNotice.objects.filter(union=OuterRef("union_id")).published().newest_first()
SEAT_FACTS = {
    "newest_notice": Subquery(_newest.values("pk")[:1]),
    "has_read_notice": Exists(
        NoticeAcceptance.objects.filter(seat=OuterRef("pk"), notice=OuterRef("newest_notice"))
    ),
}
ask_of_seats(**SEAT_FACTS)

# Reading the notice and turning it down; leaving; a password that must be changed comes first.
NEVER_HELD = {
    ("members", "privacy"),
    ("members", "privacy_decline"),
    ("", "account_logout"),
    ("", "account_change_password"),
    ("", "account_reauthenticate"),
}


class NoticeMiddleware:
    """Stands behind the door, so that what is not allowed is refused before it is asked about.

    Only whole pages that are fetched are held: a form that was sent goes through, and the next
    page asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        seat: Seat | None = getattr(request, "seat", None)
        if seat is None or not _is_held(request, view) or not has_to_read(seat):
            return None
        return redirect(
            f"{reverse('members:privacy')}?{urlencode({'next': request.get_full_path()})}"
        )


def _is_held(request: HttpRequest, view: View) -> bool:
    if request.method != "GET" or request.headers.get("HX-Request"):
        return False
    match = request.resolver_match
    app, name = (match.app_name, match.url_name) if match else ("", None)
    return (app, name) not in NEVER_HELD and mark_of(view, name, app) not in (PUBLIC, SUPERUSER)


def has_to_read(seat: Seat) -> bool:
    """Whether the union has published a notice whose newest version this seat has not read.

    The seat is one that `SeatMiddleware` found: it brings the answer along.
    """
    facts = vars(seat)
    return facts.get("newest_notice") is not None and not facts["has_read_notice"]
