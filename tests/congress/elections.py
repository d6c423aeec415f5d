"""Ballots as the tests of elections need them."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.urls import reverse

from congress.actions import counts, elections
from congress.actions.counting import frame_of
from congress.checks.results import result, tally
from congress.models import Ballot, BallotCount, CongressTerm, Delegate, Session
from congress.models.sittings import Office, SessionOffice
from members.models import Member
from tests.congress.factories import make_ballot, make_delegate
from tests.members.factories import make_member
from union_site.models import Seat

NOW = datetime.datetime(2026, 3, 6, 7, tzinfo=datetime.UTC)  # three in the afternoon here
TODAY = datetime.date(2026, 3, 6)
CODES = ("for", "against", "abstain")


def make_counting(session: Session, *titles: str, n: int, present: int, **fields: Any) -> Ballot:
    """A ballot on paper whose sheets are being counted."""
    given: dict[str, Any] = {"medium": "paper", "state": "counting", "opened_at": NOW}
    return make_ballot(session, *titles, n=n, present=present, **{**given, **fields})


def make_delegate_of(term: CongressTerm, member: Member, **fields: Any) -> Delegate:
    return make_delegate(term, member=member, **fields)


def make_teller(session: Session, seat: Seat, office: str = Office.TELLER) -> Delegate:
    """Somebody with an account who is a delegate and holds this office at the session."""
    member = make_member(session.union, seat.name, seat=seat)
    delegate = make_delegate(session.term, member=member)
    SessionOffice.objects.create(
        union=session.union, session=session, delegate=delegate, office=office
    )
    return delegate


def count(
    ballot: Ballot, by: Seat, *marks: tuple[int, ...], now: Any = NOW, **given: Any
) -> BallotCount:
    """`marks` are votes for each item, in the order of the codes."""
    present = ballot.present or 0
    given = {"issued": present, "returned": present, **given}
    items = ballot.items.all()
    rows = {
        item.pk: dict(zip(CODES, row, strict=True)) for item, row in zip(items, marks, strict=True)
    }
    return counts.record_count(ballot=ballot, by=by, now=now, marks=rows, **given)


def draft(session: Session, by: Seat, *names: str, **given: Any) -> Ballot:
    """An election with these people, who are new to the roster, three seats."""
    people = [make_member(session.union, name) for name in names] + given.pop("members", [])
    usual: dict[str, Any] = {
        "title": "选举工会委员",
        "is_competitive": True,
        "seats": 3,
        "write_ins": 3,
        "method": "secret_ballot",
        "medium": "phone",
        "electorate": "delegates",
        "today": TODAY,
        "members": people,
    }
    return elections.draft_election(session=session, by=by, **{**usual, **given})


def make_decided_election(
    session: Session, votes: dict[str, int], seats: int, n: int = 29
) -> Ballot:
    """An election that was counted: candidate → votes in favour, of n delegates who all came."""
    ballot = make_ballot(
        session,
        title="选举工会委员",
        kind="election",
        seats=seats,
        write_ins=seats,
        state="decided",
        opened_at=NOW,
        n=n,
        present=n,
    )
    ballot.items.all().delete()
    rows = [(name, make_member(session.union, name), "") for name in votes]
    elections.put_items(ballot, rows)
    frame = frame_of(ballot)
    keys = {item.title: item.pk for item in ballot.items.all()}
    # Each vote on a sheet of its own would be more than people: only the sums matter here.
    counted = tally([], frame, issued=n)
    counted.returned = n
    for name, number in votes.items():
        for code, times in (("for", number), ("against", n - number)):
            counted.marks[keys[name]][code] += times
    ballot.result = result(frame, counted)
    ballot.save()
    return ballot


def address(name, *args):
    return reverse(f"congress:{name}", args=args)


def page(client, name, *args) -> str:
    response = client.get(address(name, *args))
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", html))
