"""What every page's frame shows: where one sits, where one may go, what waits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from union_site import desk
from union_site.models import Notification, Seat, User

PRODUCT = "学校工会"


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    count: int
    is_active: bool


@dataclass(frozen=True)
class Group:
    label: str
    entries: list[Entry]


@dataclass(frozen=True)
class SeatChoice:
    id: int
    union: Any
    role_label: str
    is_current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a partial or an error page that shows no frame pays nothing for it."""
    return {"frame": SimpleLazyObject(lambda: build(request))}


def build(request: HttpRequest) -> dict[str, Any]:
    seat: Seat | None = getattr(request, "seat", None)
    user = getattr(request, "user", None)
    shown: dict[str, Any] = {
        "product": PRODUCT,
        "seat": seat,
        "seats": [],
        "navigation": [],
        "tabs": [],
        "notice_count": 0,
        "search_url": "",
        "user_name": user.name if isinstance(user, User) else "",
        "is_superuser": isinstance(user, User) and user.is_superuser,
    }
    if seat is None:
        return shown
    held: list[Seat] = getattr(request, "seats", [])
    shown["seats"] = [
        SeatChoice(other.pk, other.union, other.role_label, other.pk == seat.pk) for other in held
    ]
    places = desk.places(seat)
    unread = Notification.objects.visible_to(seat).unread()
    waiting = desk.waiting(seat, places, unread=unread)
    shown["navigation"] = navigation(places, waiting, request.path)
    shown["tabs"] = tabs(seat, request.path)
    shown["notice_count"] = waiting["unread"]
    shown["search_url"] = reverse("search") if seat.can("union.search") else ""
    return shown


def navigation(places: list[desk.Place], waiting: Counter[str], path: str) -> list[Group]:
    """The groups of the side navigation, with the place where one is."""
    owners = {
        _address(name): _address(place.url_name)
        for place in places
        for name in (place.url_name, *place.covers)
    }
    here = owners.get(_where(path, list(owners)), "")
    groups: dict[str, list[Entry]] = {"": [Entry("工作台", _address("home"), 0, path == "/")]}
    for place in places:
        url = _address(place.url_name)
        entry = Entry(place.label, url, waiting[place.url_name], url == here)
        groups.setdefault(place.group, []).append(entry)
    return [Group(label, entries) for label, entries in groups.items()]


def tabs(seat: Seat, path: str) -> list[Entry]:
    """The four tabs of a phone; those this seat has no use for are left out."""
    first: dict[str, str] = {"首页": _address("home")}
    for label, app in (("提案", "proposals:"), ("活动", "activities:")):
        for place in desk.places(seat):
            if place.url_name.startswith(app):
                first.setdefault(label, _address(place.url_name))
    first["我的"] = _address("account")
    here = _where(path, [url for url in first.values() if url != "/"])
    return [
        Entry(label, url, 0, url == here or (path == "/" and url == "/"))
        for label, url in first.items()
    ]


@cache
def _address(url_name: str) -> str:
    """Of a place, which is always the same: every page asks for some hundred and fifty."""
    return reverse(url_name)


def _where(path: str, urls: list[str]) -> str:
    """The longest of the addresses that the path lies under."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")
