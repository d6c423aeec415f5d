"""A hall of delegates with accounts, and ballots that are open in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from congress.actions import ballots
from congress.checks.results import Sheet
from congress.models import Ballot, RollEntry, Session, Sitting
from tests.congress.factories import (
    make_ballot,
    make_delegate,
    make_entry,
    make_session,
    make_sitting,
    make_term,
)
from tests.factories import make_seat
from tests.members.factories import make_member
from union_site.findings import NotClear
from union_site.models import Seat, Union

FEW = ["C-13t"]  # the warning of a ballot that is closed before enough have voted
NOW = datetime.datetime(2026, 3, 6, 15, tzinfo=timezone.get_default_timezone())


@dataclass
class Hall:
    session: Session
    sitting: Sitting
    seats: list[Seat]  # of the full delegates, each of whom has signed in
    entries: list[RollEntry]


def make_hall(union: Union, voters: int, *, n: int = 0) -> Hall:
    """`voters` full delegates with accounts who are there, of `n` on the roll."""
    session = make_session(make_term(union, n=max(n, voters, 1)))
    seats = [make_seat(union, "member") for _ in range(voters)]
    members = [make_member(union, seat=seat) for seat in seats]
    entries = [make_entry(session, make_delegate(session.term, member=m)) for m in members]
    for _ in range(n - voters):
        make_entry(session)
    session.roll_frozen_on = session.held_on
    session.save()
    return Hall(session, make_sitting(session, present=entries), seats, entries)


def sign_in(hall: Hall, entry: RollEntry) -> None:
    given: dict[str, Any] = {"union": entry.union, "entry": entry}
    hall.sitting.presences.create(**given, sitting=hall.sitting, way="desk", at=NOW)


def open_in(hall: Hall, by: Seat, *titles: str, accepted: Any = (), **fields: Any) -> Ballot:
    ballot = make_ballot(hall.session, *titles, sitting=hall.sitting, **fields)
    return ballots.open_ballot(ballot=ballot, by=by, now=NOW, accepted=accepted)


def sheet_of(ballot: Ballot, *codes: str, named: tuple[str, ...] = ()) -> Sheet:
    """Codes in the order of the items; "" leaves one unmarked."""
    items = ballot.items.order_by("position").values_list("pk", flat=True)
    return Sheet({item: c for item, c in zip(items, codes, strict=False) if c}, named)


def codes(refusal: pytest.ExceptionInfo[NotClear]) -> set[str]:
    return {finding.code for finding in refusal.value.findings}
