"""Makes the least that is valid of the congress."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.utils import timezone

from congress import checks
from congress.models import (
    AgendaItem,
    Ballot,
    BallotItem,
    CongressTerm,
    Delegate,
    Elector,
    Presence,
    Resolution,
    RollEntry,
    Session,
    Sitting,
    SittingState,
    State,
)
from congress.models.ballots import BallotKind, BallotMethod
from congress.models.delegates import Category, Kind
from congress.models.sittings import Way
from tests.factories import AS_TYPED
from tests.members.factories import make_member
from union_site.models import Union

_numbers = itertools.count(1)

BEGIN, END = datetime.date(2024, 1, 1), datetime.date(2028, 12, 31)


def make_term(union: Union, *, n: int = 57, **fields: Any) -> CongressTerm:
    fields.setdefault("term_no", 5)
    fields.setdefault("starts_on", BEGIN)
    fields.setdefault("ends_on", END)
    term = CongressTerm(union=union, full_delegates=n, **fields)
    term.full_clean()
    term.save()
    return term


def make_session(term: CongressTerm, number: int = 1, **fields: Any) -> Session:
    """A session that is planned."""
    fields.setdefault("held_on", datetime.date(2026, 3, 6))
    session = Session(union=term.union, term=term, session_no=number, **fields)
    session.full_clean()
    session.save()
    return session


def make_held(term: CongressTerm, number: int = 1, **fields: Any) -> Session:
    """A session that met, with everybody there."""
    n = term.full_delegates
    counted = {"state": State.HELD, "expected": n, "present": n}
    return make_session(term, number, **{**counted, **fields})


def make_resolution(session: Session, position: int = 1, **fields: Any) -> Resolution:
    """A resolution with every vote in favour."""
    fields.setdefault("votes_for", session.present)
    fields.setdefault("title", f"第{position}项办法")
    fields.setdefault("method", Resolution.Method.SHOW_OF_HANDS)
    rules = checks.Rules.in_force(union=session.union, on=session.held_on)
    verdict = checks.verdict(
        n=session.expected or 0, votes_for=fields["votes_for"], rule=rules.adoption
    )
    resolution = Resolution(
        union=session.union,
        session=session,
        position=position,
        needed=verdict.needed,
        is_adopted=verdict.is_adopted,
        **fields,
    )
    resolution.full_clean()
    resolution.save()
    return resolution


def make_delegate(term: CongressTerm, name: str = "", **fields: Any) -> Delegate:
    """A full delegate who is a teacher; for a guest give kind=, and name= if not on the roster."""
    if fields.get("kind", Kind.FULL) == Kind.FULL:
        fields.setdefault("category", Category.TEACHER)
        if "member" not in fields:
            fields["member"] = make_member(term.union, name)
        name = fields["member"].name
    delegate = Delegate(union=term.union, term=term, name=name, since=term.starts_on, **fields)
    delegate.full_clean(**AS_TYPED)
    delegate.save()
    return delegate


def make_entry(session: Session, delegate: Delegate | None = None, **fields: Any) -> RollEntry:
    """A line of the roll; of a new full delegate where none is given."""
    delegate = delegate or make_delegate(session.term)
    return RollEntry.objects.create(
        union=session.union,
        session=session,
        delegate=delegate,
        member=delegate.member,
        name=delegate.name,
        stroke_order=delegate.stroke_order,
        kind=delegate.kind,
        **fields,
    )


def make_roll(session: Session, n: int) -> list[RollEntry]:
    """The frozen roll of a session: n full delegates, each a member of the roster."""
    entries = [make_entry(session) for _ in range(n)]
    session.roll_frozen_on = session.held_on - datetime.timedelta(days=10)
    session.save()
    return entries


def make_sitting(session: Session, *, present: list[RollEntry] | None = None, **f: Any) -> Sitting:
    """A sitting that is planned; with `present` one that is open, these having signed in."""
    number = next(_numbers)
    given: dict[str, Any] = {"title": f"第{number}场", "token": f"token{number}", "secret": "s"}
    at = timezone.make_aware(datetime.datetime.combine(session.held_on, datetime.time(14)))
    given["starts_at"] = at
    if present is not None:
        given |= {"state": SittingState.OPEN, "opened_at": at, "present": len(present)}
        given["expected"] = session.roll.full().count()
    sitting = Sitting(union=session.union, session=session, **{**given, **f})
    sitting.full_clean()
    sitting.save()
    for entry in present or []:
        Presence.objects.create(
            union=session.union, sitting=sitting, entry=entry, way=Way.DESK, at=at
        )
    return sitting


def make_agenda_item(session: Session, title: str = "听取工作报告", **fields: Any) -> AgendaItem:
    given: dict[str, Any] = {"position": session.agenda_items.count() + 1, "treatment": "hear"}
    item = AgendaItem(union=session.union, session=session, title=title, **{**given, **fields})
    item.full_clean()
    item.save()
    return item


def make_ballot(
    session: Session | None, *titles: str, union: Union | None = None, **fields: Any
) -> Ballot:
    """A draft of a secret ballot on the phone; `titles` are what is marked on the sheet."""
    given: dict[str, Any] = {
        "title": "绩效工资分配办法",
        "kind": BallotKind.RESOLUTION,
        "method": BallotMethod.SECRET_BALLOT,
    }
    owner = union or (session.union if session else None)
    ballot = Ballot(union=owner, session=session, **{**given, **fields})
    ballot.full_clean()
    ballot.save()
    for position, title in enumerate(titles or [ballot.title], start=1):
        BallotItem.objects.create(union=owner, ballot=ballot, position=position, title=title)
    return ballot


def make_electors(ballot: Ballot, entries: list[RollEntry]) -> list[Elector]:
    return [
        Elector.objects.create(union=ballot.union, ballot=ballot, member=entry.member, entry=entry)
        for entry in entries
    ]
