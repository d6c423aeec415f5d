"""The pages of the proposal box, as a row of links above each of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from union_site.models import Seat


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_here: bool


# label, name of the route, permissions of which one is enough; in the order of use.
TABS: list[tuple[str, str, tuple[str, ...]]] = [
    ("微提案", "proposals:list", ("proposals.own",)),
    ("正式提案", "proposals:formal_list", ("proposals.own",)),
    ("微公示", "proposals:notices", ("proposals.notices",)),
    ("生活会", "proposals:meetings", ("proposals.view",)),
    ("二维码", "proposals:box", ("proposals.screen",)),
]


def tabs(seat: Seat, here: str) -> list[Tab]:
    """Those this seat may open; `here` is the name of the route that is shown."""
    return [
        Tab(label, reverse(name), name == here)
        for label, name, permissions in TABS
        if any(seat.can(permission) for permission in permissions)
    ]
