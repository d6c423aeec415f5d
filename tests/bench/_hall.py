"""A school whose full delegates all have an account, and a session they are called to."""

from __future__ import annotations

import datetime

from django.utils import timezone

from congress.models import CongressTerm, Delegate, RollEntry, Session
from members.models import Member
from union_site.models import Grant, Seat, Union, User

DAY = datetime.date(2020, 1, 1)


def hall(people: int) -> tuple[Session, list[Seat]]:
    """The first seat is the chair's, too; the roll of the session stands still."""
    union = _school()
    names = [f"代表{n}" for n in range(people)]
    users = User.objects.bulk_create(User(username=n, name=n, password="!") for n in names)
    seats = Seat.objects.bulk_create(Seat(union=union, user=user) for user in users)
    Grant.objects.bulk_create(Grant(seat=seat, role="member", valid_from=DAY) for seat in seats)
    Grant.objects.create(seat=seats[0], role="chair", valid_from=DAY)
    members = Member.objects.bulk_create(_member(seat, n) for n, seat in enumerate(seats))
    term = CongressTerm.objects.create(
        union=union,
        term_no=1,
        starts_on=DAY,
        ends_on=datetime.date(2030, 1, 1),
        full_delegates=people,
    )
    return _session(term, members), seats


def _school() -> Union:
    district = Union.objects.create(
        code="above",
        name="测试区教育工会",
        unit_name="测试区",
        short_name="测试区",
        kind=Union.Kind.DISTRICT,
    )
    return Union.objects.create(
        parent=district,
        code="load",
        name="测试学校工会",
        unit_name="测试学校",
        short_name="测试学校",
        kind=Union.Kind.PUBLIC_SCHOOL,
    )


def _member(seat: Seat, number: int) -> Member:
    member = Member(
        union=seat.union,
        name=seat.user.name,
        seat=seat,
        sex="female",
        birth_date=DAY - datetime.timedelta(days=13_000),
        id_number=f"load-{number}",
    )
    member.derive()
    return member


def _session(term: CongressTerm, members: list[Member]) -> Session:
    union, today = term.union, timezone.localdate()
    session = Session.objects.create(
        union=union, term=term, session_no=1, held_on=today, roll_frozen_on=today
    )
    delegates = Delegate.objects.bulk_create(
        Delegate(
            union=union,
            term=term,
            member=member,
            name=member.name,
            category="teacher",
            stroke_order=f"{n:06}",
            since=DAY,
        )
        for n, member in enumerate(members)
    )
    RollEntry.objects.bulk_create(
        RollEntry(
            union=union,
            session=session,
            delegate=one,
            member=one.member,
            name=one.name,
            stroke_order=one.stroke_order,
            kind="full",
        )
        for one in delegates
    )
    return session
