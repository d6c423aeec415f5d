"""What the tests of writing share: who there is at the school, and a text that is complete."""

from __future__ import annotations

import datetime
from typing import Any

from congress.models import Delegate, Session
from congress.models.delegates import Kind
from proposals.models import Collection
from tests.congress.factories import make_session
from tests.factories import make_seat
from tests.proposals.factories import make_delegate_of
from union_site.models import Seat

GOOD = {
    "title": "关于改善午间休息条件的提案",
    "category": "welfare",
    "reason": "近一半教师午间留校，没有休息的地方。",
    "suggestion": "腾出一间教室改作午休室，配备躺椅。",
}


def delegates(seat: Seat, *names: str) -> list[Seat]:
    """Seats of further full delegates of the same term."""
    found = []
    for name in names:
        one = make_seat(seat.union, "member", name=name)
        make_delegate_of(one)
        found.append(one)
    return found


def delegate(seat: Seat) -> Delegate:
    return Delegate.objects.get(member__seat=seat)


def leave(seat: Seat, today: datetime.date) -> None:
    Delegate.objects.filter(member__seat=seat).update(ended_on=today, end_reason="left")


def make_observer(seat: Seat, term: Any) -> Delegate:
    return make_delegate_of(seat, term, kind=Kind.OBSERVER, name=seat.user.name)


def session_collecting(
    seat: Seat, today: datetime.date, *, opens: int, closes: int, held: int = 20, **fields: Any
) -> Session:
    """A planned session whose window lies so many days from today."""
    term = delegate(seat).term
    day = datetime.timedelta(days=1)
    session = make_session(term, fields.pop("number", 9), held_on=today + held * day, **fields)
    Collection.objects.create(
        union=seat.union,
        session=session,
        opens_on=today + opens * day,
        closes_on=today + closes * day,
        announced_at=f"{today}T08:00:00+08:00",
        announced_by=seat,
    )
    return session
