"""The door: no view opens unless it is marked, and the seat holds what the mark asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from union_site import permissions
from union_site.models import Seat, User

if TYPE_CHECKING:
    GetResponse = Callable[[HttpRequest], HttpResponseBase]

View = Callable[..., HttpResponseBase]

PUBLIC = "*public"
ANY_SEAT = "*any-seat"
ANY_USER = "*any-user"
SUPERUSER = "*superuser"

SESSION_KEY = "seat"

# What apps want to know of every seat that asks for a page, read in the query that finds it.
_facts: dict[str, Combinable] = {}


def ask_of_seats(**facts: Combinable) -> None:
    """Puts these expressions on each seat of a request, so that knowing them costs no query."""
    if known := set(facts) & set(_facts):
        raise ValueError(f"Asked already: {', '.join(sorted(known))}.")
    _facts.update(facts)


# Views of libraries cannot carry a mark of ours; they are let in by name.
LIBRARY_VIEWS = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_change_password": ANY_USER,
    "account_reauthenticate": ANY_USER,
}


def requires(permission: str) -> Callable[[View], View]:
    """Marks a view: only a seat with this permission may enter."""
    if permission not in permissions.PERMISSIONS:
        raise ValueError(f"Unknown permission {permission!r}.")
    return _marker(permission)


def _marker(mark: str) -> Callable[[View], View]:
    def put(view: View) -> View:
        view.door_mark = mark  # type: ignore[attr-defined]
        return view

    return put


def any_seat(view: View) -> View:
    """Marks a view that everyone with a seat may enter."""
    return _marker(ANY_SEAT)(view)


def any_user(view: View) -> View:
    """Marks a view for everyone who is logged in, with or without a seat."""
    return _marker(ANY_USER)(view)


def public(view: View) -> View:
    """Marks a view that needs no login."""
    return login_not_required(_marker(PUBLIC)(view))


def mark_of(view: View, url_name: str | None, app_name: str) -> str | None:
    """The mark of a view, or None: then nobody enters."""
    if app_name == "admin":
        return SUPERUSER
    return getattr(view, "door_mark", None) or LIBRARY_VIEWS.get(url_name or "")


class SeatMiddleware:
    """Sets `request.seat`: the one in the session, else the last used, else the first open."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.seat = self.find(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def find(self, request: HttpRequest) -> Seat | None:
        if not isinstance(request.user, User):
            return None
        seats = (
            Seat.objects.open()
            .filter(user=request.user)
            .annotate(**_facts)
            .select_related("union", "union__parent")
            .prefetch_related("grants")
        )
        wanted = request.session.get(SESSION_KEY) or request.user.last_seat_id
        held = sorted(seats, key=lambda seat: (seat.pk != wanted, seat.pk))
        request.seats = held  # type: ignore[attr-defined]
        for seat in held:
            seat.user = request.user
        return held[0] if held else None


class DoorMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        name = match.url_name if match else None
        mark = mark_of(view, name, match.app_name if match else "")
        if mark == PUBLIC:
            return None
        if self._must_change_password(request) and name != "account_change_password":
            return redirect(reverse("account_change_password"))
        if mark is None or not self._may_enter(request, mark):
            raise PermissionDenied
        return None

    def _must_change_password(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.must_change_password

    def _may_enter(self, request: HttpRequest, mark: str) -> bool:
        if mark == SUPERUSER:
            return isinstance(request.user, User) and request.user.is_superuser
        if mark == ANY_USER:
            return request.user.is_authenticated
        seat: Seat | None = request.seat  # type: ignore[attr-defined]
        return seat is not None and (mark == ANY_SEAT or seat.can(mark))


def sit_down(request: HttpRequest, seat: Seat) -> None:
    """Makes this the seat in use, now and at the next login."""
    request.session[SESSION_KEY] = seat.pk
    request.seat = seat  # type: ignore[attr-defined]
    User.objects.filter(pk=seat.user_id).update(last_seat=seat)
