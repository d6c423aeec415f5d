"""2,000 delegates cast one secret ballot each, over HTTP and PostgreSQL, as fast as they can send.

The baseline inserts the same rows in a bare loop, one transaction each: that somebody voted, and
what, in a naive table. A tenth of the people send twice. LOAD_PEOPLE=300 makes it a smaller hall.
"""

from __future__ import annotations

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
    Elector,
    Presence,
    Session,
    Sitting,
    Turnout,
)
from tests.bench import Result
from tests.bench._hall import hall
from tests.bench._load import Client, Found, Person, at_once, on_postgresql, sessions_of, web
from union_site.models import Seat

PEOPLE = int(os.environ.get("LOAD_PEOPLE", "2000"))
CODES = ["for", "against", "abstain"]
TAKEN, TAKEN_BEFORE = 302, 409


def sitting_of(session: Session) -> Sitting:
    """Everybody on the roll has signed in."""
    roll, now = list(session.roll.all()), timezone.now()
    sitting = Sitting.objects.create(
        union=session.union,
        session=session,
        state="open",
        title="全体会议",
        token="load",
        secret="load",
        starts_at=now,
        opened_at=now,
        expected=len(roll),
        present=len(roll),
    )
    Presence.objects.bulk_create(
        Presence(union=session.union, sitting=sitting, entry=entry, way="code", at=now)
        for entry in roll
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
        session, seats = hall(PEOPLE)
        sitting = sitting_of(session)
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
