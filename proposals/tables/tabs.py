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
    is_office: bool = False  # of those who run the box, shown after everybody's


# label, name of the route, permissions of which one is enough; in the order of use.
TABS: list[tuple[str, str, tuple[str, ...]]] = [
    ("微提案", "proposals:list", ("proposals.own",)),
    ("正式提案", "proposals:formal_list", ("proposals.own",)),
    ("我的提案", "proposals:mine", ("proposals.own",)),
    ("微公示", "proposals:notices", ("proposals.notices",)),
    ("二维码", "proposals:box", ("proposals.screen",)),
]


OFFICE = {"proposals:box"}


def tabs(seat: Seat, here: str) -> list[Tab]:
    """Those this seat may open; `here` is the name of the route that is shown."""
    return [
        Tab(label, reverse(name), name == here, name in OFFICE)
        for label, name, permissions in TABS
        if any(seat.can(permission) for permission in permissions)
    ]
