"""The pages of the proposal box, as a row of links above each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from proposals.models import heads_committee, sits_on_committee
from union_site.models import Seat


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_here: bool
    is_office: bool  # of those who run the box, shown after everybody's


Who = str | Callable[[Seat], bool]  # a permission, or being something


# label, name of the route, who may open it (one is enough).
EVERYBODY: list[tuple[str, str, tuple[Who, ...]]] = [
    ("微提案", "proposals:list", ("proposals.own",)),
    ("正式提案", "proposals:formal_list", ("proposals.own",)),
    ("我的提案", "proposals:mine", ("proposals.own",)),
    ("等我办", "proposals:waiting", ("proposals.own",)),
    ("微议事", "proposals:deliberations", ("proposals.own",)),
    ("微公示", "proposals:notices", ("proposals.notices",)),
]
OFFICE: list[tuple[str, str, tuple[Who, ...]]] = [
    ("审查", "proposals:screening", ("proposals.screen", sits_on_committee)),
    ("交办", "proposals:assigning", ("proposals.screen", sits_on_committee)),
    ("承办", "proposals:handling", ("proposals.handle",)),
    ("督办", "proposals:supervised", ("proposals.view", sits_on_committee)),
    ("办结", "proposals:closing", ("proposals.screen", heads_committee)),
    ("生活会", "proposals:meetings", ("proposals.view",)),
    ("评优", "proposals:awards", ("proposals.own",)),
    ("工作报告", "proposals:reports", ("proposals.view", sits_on_committee)),
    ("文书", "proposals:documents", ("proposals.view", sits_on_committee)),
    ("答复模板", "proposals:templates", ("proposals.handle",)),
    ("设置", "proposals:settings", ("proposals.screen",)),
]


def tabs(seat: Seat, here: str) -> list[Tab]:
    """Those this seat may open; `here` is the name of the route that is shown."""
    return [
        Tab(label, reverse(name), name == here, is_office)
        for places, is_office in ((EVERYBODY, False), (OFFICE, True))
        for label, name, who in places
        if any(_is(seat, one) for one in who)
    ]


def _is(seat: Seat, who: Who) -> bool:
    return seat.can(who) if isinstance(who, str) else who(seat)
