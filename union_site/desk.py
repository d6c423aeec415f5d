"""The workbench: what each app puts on it – places, numbers, things to do, errands.

An app registers in its own `desk.py`; the ground shows what it is given and knows no app.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from union_site.counting import Rows, counted
from union_site.models import Seat

GROUPS = ("", "基层工会", "会员", "组织", "民主管理", "服务", "报送", "文书", "设置")


@dataclass(frozen=True)
class Place:
    """An entry of the side navigation."""

    group: str
    label: str
    url_name: str
    permission: str
    order: int = 50
    # The count in the red badge, or the rows behind it: these are counted with one query for
    # all places together, since every page asks.
    waiting: Callable[[Seat], int | Sequence[Rows]] | None = None
    hidden_from: frozenset[str] = frozenset()  # roles that have a better entry of their own
    covers: tuple[str, ...] = ()  # names of further pages that lie under this entry


@dataclass(frozen=True)
class Tile:
    """A number on the workbench that opens its rows."""

    label: str
    value: str
    url: str
    unit: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Todo:
    """Something that waits for this seat, and the one act that settles it."""

    title: str
    detail: str
    url: str
    action: str
    due: datetime.date | None = None
    badge: str = ""  # shown when there is no due date


@dataclass(frozen=True)
class Errand:
    """A large card on a teacher's phone."""

    mark: str  # one character
    title: str
    detail: str
    url: str
    is_main: bool = False


@dataclass(frozen=True)
class Mine:
    """Something of one's own that moved."""

    title: str
    detail: str
    url: str
    badge: str
    tone: str = "info"


@dataclass(frozen=True)
class MonthItem:
    month: int
    label: str
    is_done: bool = False


@dataclass
class Offer:
    """What one app contributes. Every function is given the seat and the day."""

    places: tuple[Place, ...] = ()
    tiles: Callable[[Seat, datetime.date], Iterable[Tile]] | None = None
    todos: Callable[[Seat, datetime.date], Iterable[Todo]] | None = None
    errands: Callable[[Seat, datetime.date], Iterable[Errand]] | None = None
    mine: Callable[[Seat, datetime.date], Iterable[Mine]] | None = None
    owed: Callable[[Seat, datetime.date], Iterable[Todo]] | None = None  # to the union above
    year: Callable[[Seat, datetime.date], Iterable[MonthItem]] | None = None
    search: Callable[[Seat, str], Iterable[Mine]] | None = None
    order: int = 50
    name: str = field(default="", compare=False)


_offers: list[Offer] = []


def register(offer: Offer) -> None:
    _offers.append(offer)
    _offers.sort(key=lambda known: known.order)


def places(seat: Seat) -> list[Place]:
    """The places this seat may enter, in the order of the navigation."""
    found = [
        place
        for offer in _offers
        for place in offer.places
        if seat.can(place.permission) and not (place.hidden_from & seat.roles)
    ]
    return sorted(found, key=lambda place: (GROUPS.index(place.group), place.order))


def waiting(seat: Seat, places: Iterable[Place], **beside: Rows) -> Counter[str]:
    """What waits at each of these places, by its url_name; `beside`: what else the frame counts."""
    counts: Counter[str] = Counter()
    lists = list(beside.items())
    for place in places:
        found = place.waiting(seat) if place.waiting else 0
        if isinstance(found, int):
            counts[place.url_name] = found
        else:
            lists += [(place.url_name, rows) for rows in found]
    return counts + counted(lists)


def tiles(seat: Seat, today: datetime.date) -> list[Tile]:
    return [item for offer in _offers if offer.tiles for item in offer.tiles(seat, today)]


def todos(seat: Seat, today: datetime.date) -> list[Todo]:
    """Everything that waits, the earliest due first."""
    found = [item for offer in _offers if offer.todos for item in offer.todos(seat, today)]
    return sorted(found, key=lambda todo: (todo.due or datetime.date.max, todo.title))


def errands(seat: Seat, today: datetime.date) -> list[Errand]:
    return [item for offer in _offers if offer.errands for item in offer.errands(seat, today)]


def mine(seat: Seat, today: datetime.date) -> list[Mine]:
    return [item for offer in _offers if offer.mine for item in offer.mine(seat, today)]


def owed(seat: Seat, today: datetime.date) -> list[Todo]:
    return [item for offer in _offers if offer.owed for item in offer.owed(seat, today)]


def year(seat: Seat, today: datetime.date) -> list[MonthItem]:
    return [item for offer in _offers if offer.year for item in offer.year(seat, today)]


def search(seat: Seat, query: str) -> list[Mine]:
    return [item for offer in _offers if offer.search for item in offer.search(seat, query)]


# The ground's own places; everybody may read by which rules the house works.
register(
    Offer(
        name="union_site",
        order=90,
        places=(
            Place("设置", "规则与标准", "norms", "norms.view", 10),
            Place("设置", "操作记录", "audit", "audit.view", 20),
        ),
    )
)
