"""The request as our views know it: always with a seat once the door has let it in."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from union_site.models import Seat, User


class UserRequest(HttpRequest):
    """Type only: somebody is logged in, with a seat or without one (yet)."""

    seat: Seat | None
    seats: list[Seat]
    user: User


class SeatRequest(HttpRequest):
    """Type only: what the middleware adds to a request that passed the door."""

    seat: Seat
    seats: list[Seat]
    htmx: HtmxDetails
    user: User
