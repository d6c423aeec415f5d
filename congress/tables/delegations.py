"""What pages show of delegations: each with its people, heads first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from congress.models import CongressTerm, Delegate, Delegation
from congress.models.delegates import Role
from union_site.models import Seat


@dataclass(frozen=True)
class Card:
    """A delegation and those in it today."""

    delegation: Delegation
    people: list[Delegate]

    @property
    def head(self) -> Delegate | None:
        return next((one for one in self.people if one.role == Role.HEAD), None)

    @property
    def deputies(self) -> list[Delegate]:
        return [one for one in self.people if one.role == Role.DEPUTY]


def cards(seat: Seat, term: CongressTerm) -> list[Card]:
    rows = Delegate.objects.visible_to(seat).filter(term=term, delegation__isnull=False)
    inside: dict[int | None, list[Delegate]] = defaultdict(list)
    for delegate in rows.in_office().for_list():
        inside[delegate.delegation_id].append(delegate)
    mine = Delegation.objects.visible_to(seat).filter(term=term).for_list()
    return [Card(delegation, inside[delegation.pk]) for delegation in mine]


def unseated(seat: Seat, term: CongressTerm) -> list[Delegate]:
    """Full delegates in office who are in no delegation."""
    rows = Delegate.objects.visible_to(seat).filter(term=term, delegation__isnull=True)
    return list(rows.in_office().full().for_list())
