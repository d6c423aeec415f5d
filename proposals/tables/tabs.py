"""The pages of the proposal box, as a row of links above each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from proposals.models import of_committee
from union_site.models import Seat


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_here: bool


Who = str | Callable[[Seat], bool]  # a permission, or a question to the seat

# label, name of the route, permissions or questions of which one is enough; in the order of use.
TABS: list[tuple[str, str, tuple[Who, ...]]] = [
    ("微提案", "proposals:list", ("proposals.own",)),
    ("正式提案", "proposals:formal_list", ("proposals.own",)),
    ("待交办", "proposals:assigning", (of_committee,)),
    ("承办", "proposals:handling", ("proposals.handle",)),
    ("答复模板", "proposals:templates", ("proposals.handle", "proposals.screen")),
    ("微公示", "proposals:notices", ("proposals.notices",)),
    ("二维码", "proposals:box", ("proposals.screen",)),
]


def tabs(seat: Seat, here: str) -> list[Tab]:
    """Those this seat may open; `here` is the name of the route that is shown."""
    return [
        Tab(label, reverse(name), name == here)
        for label, name, permissions in TABS
        if any(_holds(seat, who) for who in permissions)
    ]


def _holds(seat: Seat, who: Who) -> bool:
    return seat.can(who) if isinstance(who, str) else who(seat)
