"""A proposal committee for tests: who sits on it has an account and is a delegate."""

from __future__ import annotations

from tests.factories import make_seat
from tests.members.factories import make_post
from tests.members.factories import make_term as make_body_term
from tests.proposals.factories import make_delegate_of
from union_site.models import Seat, Union


def make_committee(union: Union, members: int = 2) -> tuple[Seat, ...]:
    """The head first, then its members."""
    term = make_body_term(union, "proposals")
    seats = tuple(
        make_seat(union, "member", name="杜主任" if place == 0 else f"委员{place}")
        for place in range(members + 1)
    )
    for place, seat in enumerate(seats):
        make_post(term, make_delegate_of(seat).member, "委员" if place else "主任")
    return seats
