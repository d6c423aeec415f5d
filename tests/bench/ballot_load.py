"""2,000 delegates cast one secret ballot each, over HTTP and PostgreSQL, as fast as they can send.

The baseline inserts the same rows in a bare loop, one transaction each: that somebody voted, and
what, in a naive table. A tenth of the people send twice. LOAD_PEOPLE=300 makes it a smaller hall.
"""

from __future__ import annotations

import datetime
import os
import time
import uuid
from collections import Counter

from django.db import connection, transaction
from django.utils import timezone

from congress.actions import ballots
from congress.models import (
    Ballot,
    BallotItem,
    CongressTerm,
    Delegate,
    Elector,
    Presence,
    RollEntry,
    Session,
    Sitting,
    Turnout,
)
from members.models import Member
from tests.bench import Result
from tests.bench._load import Client, Found, Person, at_once, on_postgresql, sessions_of, web
from union_site.models import Grant, Seat, Union, User

PEOPLE = int(os.environ.get("LOAD_PEOPLE", "2000"))
CODES = ["for", "against", "abstain"]
DAY = datetime.date(2020, 1, 1)
TAKEN, TAKEN_BEFORE = 302, 409


def hall(people: int) -> tuple[Sitting, list[Seat]]:
    """A school whose full delegates all have an account and have signed in."""
    given = {"unit_name": "测试", "short_name": "测试"}
    district = Union.objects.create(code="above", name="测试区", kind="district", **given)
    union = Union.objects.create(
        parent=district, code="load", name="测试工会", kind="public_school", **given
    )
    names = [f"代表{n}" for n in range(people)]
    users = User.objects.bulk_create(User(username=n, name=n, password="!") for n in names)
    seats = Seat.objects.bulk_create(Seat(union=union, user=user) for user in users)
    Grant.objects.bulk_create(Grant(seat=seat, role="member", valid_from=DAY) for seat in seats)
    Grant.objects.create(seat=seats[0], role="chair", valid_from=DAY)
    members = Member.objects.bulk_create(
        Member(
            union=union,
            name=seat.user.name,
            seat=seat,
            sex="female",
            birth_date=DAY - datetime.timedelta(days=13_000),
            id_number=f"load-{n}",
            id_hash=f"load-{n}",
        )
        for n, seat in enumerate(seats)
    )
    term = CongressTerm.objects.create(
        union=union,
        term_no=1,
        starts_on=DAY,
        ends_on=datetime.date(2030, 1, 1),
        full_delegates=people,
    )
    return _sitting(term, members), seats


def _sitting(term: CongressTerm, members: list[Member]) -> Sitting:
    union, today, now = term.union, timezone.localdate(), timezone.now()
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
    roll = RollEntry.objects.bulk_create(
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
    sitting = Sitting.objects.create(
        union=union,
        session=session,
        title="全体会议",
        token="load",
        secret="load",
        state="open",
        starts_at=now,
        opened_at=now,
        expected=len(roll),
        present=len(roll),
    )
    Presence.objects.bulk_create(
        Presence(union=union, sitting=sitting, entry=entry, way="code", at=now) for entry in roll
    )
    return sitting


def opened(sitting: Sitting, chair: Seat, title: str) -> Ballot:
    ballot = ballots.draft_ballot(
        session=sitting.session,
        by=chair,
        title=title,
        kind="resolution",
        method="secret_ballot",
        medium="phone",
        sitting=sitting,
    )
    return ballots.open_ballot(ballot=ballot, by=chair, now=timezone.now())


def choice(person: Person) -> int:
    return person.seat_id % len(CODES)


def errand(ballot: Ballot):
    """Open the page, press a choice and the button; every tenth presses twice."""
    path = f"/congress/ballots/{ballot.pk}/vote/"
    item = BallotItem.objects.get(ballot=ballot).pk

    def vote(client: Client, person: Person) -> list[int]:
        client.get(path, label="page")
        sent = {f"i{item}": str(choice(person))}
        said = [client.post(path, sent, label="vote").status]
        if person.seat_id % 10 == 0:
            said.append(client.post(path, sent, label="again").status)
        return said

    return vote


def bare(ballot: Ballot) -> float:
    """Seconds for the same rows inserted one after another, each vote committed."""
    electors = list(Elector.objects.filter(ballot=ballot).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_choice (id uuid PRIMARY KEY, code varchar(12))")
        started = time.perf_counter()
        for number, elector in enumerate(electors):
            with transaction.atomic():
                cursor.execute(
                    "INSERT INTO congress_turnout (id, union_id, elector_id) VALUES (%s, %s, %s)",
                    [uuid.uuid4(), ballot.union_id, elector],
                )
                code = CODES[number % len(CODES)]
                cursor.execute("INSERT INTO bare_choice VALUES (%s, %s)", [uuid.uuid4(), code])
        return time.perf_counter() - started


def measure() -> Result:
    with on_postgresql() as address:
        sitting, seats = hall(PEOPLE)
        people = sessions_of(seats)
        baseline = bare(opened(sitting, seats[0], "基准"))
        ballot = opened(sitting, seats[0], "考核办法")
        with web(address) as site:
            found = at_once(site, people, errand(ballot))
        ballots.close_ballot(ballot=ballot, by=seats[0], now=timezone.now())
        return Result(
            ours=found.seconds,
            baselines={"bare_insert_loop": baseline},
            facts=facts_of(ballot, people, found),
        )


def facts_of(ballot: Ballot, people: list[Person], found: Found) -> dict[str, int | float | str]:
    taken = {seat for seat, said in found.told.items() if TAKEN in said}
    rows = Turnout.objects.filter(elector__ballot=ballot)
    voted = set(rows.values_list("elector__member__seat", flat=True))
    sent = Counter(CODES[choice(person)] for person in people if person.seat_id in voted)
    counts = ballot.result["items"][0]["counts"]
    return {
        "people": PEOPLE,
        "votes_per_second": round(len(taken) / found.seconds, 1),
        **found.percentiles("page"),
        **found.percentiles("vote"),
        "acknowledged": len(taken),
        "rows": rows.count(),
        "lost": len(taken - voted),
        "double": rows.count() - len(voted) + abs(ballot.result["returned"] - len(voted)),
        "sent_twice": sum(len(said) > 1 for said in found.told.values()),
        "told_so": sum(said[1:] == [TAKEN_BEFORE] for said in found.told.values()),
        "tally_is_what_was_sent": str(all(counts[code] == sent[code] for code in CODES)),
        "failures": len(found.failures),
        "first_failure": (found.failures or [""])[0][:200],
    }
