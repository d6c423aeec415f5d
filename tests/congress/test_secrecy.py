"""Who holds the whole database, the logs and a dump still matches nobody to a choice.

Chance does as well. Once with our urn, and once with a naive table of choices, where the same
observer finds nearly everybody: so it is the urn that defeats it.
"""

from __future__ import annotations

import logging
import random
import re
import shutil
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.urls import reverse

from congress.actions import ballots, casting
from congress.models import Ballot, Elector, Urn
from tests.congress.observer import Observer, everything, own_tables
from tests.congress.voting import NOW, Hall, make_hall, open_in, sheet_of
from union_site.encryption import unseal
from union_site.models import AuditEntry, StepEvent

VOTES = 200
CODES = ["for", "against", "abstain"]
# Choices are drawn evenly from three: a blind guess names a third, give or take 0.033 (one
# standard deviation of 200). Many strategies are tried and the best one counts: 4.5 of them.
BOUND = 1 / 3 + 4.5 * (2 / 9 / VOTES) ** 0.5

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dice() -> random.Random:
    return random.Random(20260306)


def drawn(dice: random.Random, hall: Hall) -> list[tuple[int, str]]:
    """Voters, as places in the hall, in the order in which they vote, and what they choose."""
    order = dice.sample(range(len(hall.seats)), len(hall.seats))
    return [(place, dice.choice(CODES)) for place in order]


def truth_of(ballot: Ballot, hall: Hall, votes: list[tuple[int, str]]) -> dict[int, str]:
    electors = dict(Elector.objects.filter(ballot=ballot).values_list("entry", "pk"))
    return {electors[hall.entries[place].pk]: code for place, code in votes}


def dump() -> str:
    """What a backup holds: pg_dump where it is, or the statements that build the SQLite file."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return "\n".join(connection.connection.iterdump())
    program = shutil.which("pg_dump")
    given = connection.get_connection_params()
    if program is None:
        return ""
    words = [program, "--inserts", "-h", given["host"], "-p", str(given["port"])]
    words += ["-U", given["user"], "-d", given["dbname"]]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    # A client that is older than the server refuses; the tables are read one by one anyway.
    return done.stdout if done.returncode == 0 else ""


def observer(ballot: Ballot, truth: dict[int, str], logs: str, *texts: str) -> Observer:
    # In an order that says nothing: the real one is what it looks for.
    return Observer(
        voters=sorted(truth),
        codes=CODES,
        tally=Counter(truth.values()),
        seen=everything(),
        logs=logs,
        texts=texts,
    )


def vote_over_http(log_in, hall: Hall, ballot: Ballot, votes: list[tuple[int, str]]) -> None:
    url = reverse("congress:ballot_vote", args=[ballot.pk])
    item = ballot.items.get().pk
    for place, code in votes:
        client = log_in(hall.seats[place])
        answer = client.post(url, {f"i{item}": CODES.index(code)})
        assert (answer.status_code, len(answer.content)) == (302, 0)


def test_after_two_hundred_votes_the_observer_does_no_better_than_chance(
    log_in, chair, school, dice, caplog
):
    caplog.set_level(logging.DEBUG)
    hall = make_hall(school, VOTES)
    ballot = open_in(hall, chair)
    votes = drawn(dice, hall)
    vote_over_http(log_in, hall, ballot, votes)
    truth = truth_of(ballot, hall, votes)
    watching = observer(ballot, truth, caplog.text, dump())
    assert watching.best(truth) < BOUND
    assert len(watching.guesses) > 20
    # Nor when all is over, and somebody has the key as well.
    ballots.close_ballot(ballot=ballot, by=chair, now=NOW)
    assert ballot.result["items"][0]["counts"] == dict(Counter(truth.values()))
    opened = unseal(Urn.objects.get(ballot=ballot).sheets)
    assert observer(ballot, truth, caplog.text, opened).best(truth) < BOUND
    told = [*AuditEntry.objects.values_list("verb", flat=True)]
    assert [verb for verb in told if verb.startswith("congress")] == [
        "congress_ballot.open",
        "congress_ballot.close",
    ]
    assert StepEvent.objects.count() == 2


NAIVE = "CREATE TABLE naive_choice (id varchar(32) PRIMARY KEY, code varchar(12))"


@pytest.fixture
def naive_table():
    """What one would write first: a row for each choice, without a name, a time or a number."""
    with connection.cursor() as cursor:
        cursor.execute(NAIVE)
        yield cursor
        cursor.execute("DROP TABLE naive_choice")


def test_the_same_observer_finds_nearly_everybody_in_a_naive_table(
    chair, school, dice, naive_table
):
    hall = make_hall(school, 60)
    ballot = open_in(hall, chair)
    votes = drawn(dice, hall)
    for place, code in votes:
        with transaction.atomic():
            casting.cast(ballot=ballot, by=hall.seats[place], sheet=sheet_of(ballot, code))
            key = f"{dice.getrandbits(128):032x}"
            naive_table.execute("INSERT INTO naive_choice VALUES (%s, %s)", [key, code])
    truth = truth_of(ballot, hall, votes)
    assert observer(ballot, truth, "").best(truth) > 0.95


def test_a_vote_leaves_one_row_of_turnout_and_the_urn_written_anew_and_nothing_else(
    log_in, chair, school
):
    hall = make_hall(school, 3)
    ballot = open_in(hall, chair)
    for seat, code in zip(hall.seats, CODES, strict=True):
        client = log_in(seat)
        before = stored()
        item = ballot.items.get().pk
        client.post(
            reverse("congress:ballot_vote", args=[ballot.pk]), {f"i{item}": CODES.index(code)}
        )
        after = stored()
        gone, come = before - after, after - before
        assert sorted(table for table, _ in gone) == ["congress_urn"]
        assert sorted(table for table, _ in come) == ["congress_turnout", "congress_urn"]


def stored() -> set[tuple[str, str]]:
    """Every row as it reads, without what the database keeps of it for itself."""
    return {
        (table, repr({name: value for name, value in row.items() if not name.startswith("_")}))
        for table, rows in everything().items()
        if table in own_tables()
        for row in rows
    }


@pytest.mark.parametrize("marks", [0, 1, 2])
def test_neither_what_is_sent_nor_what_comes_back_differs_in_length(log_in, chair, school, marks):
    hall = make_hall(school, 3)
    ballot = open_in(hall, chair)
    client = log_in(hall.seats[0])
    url = reverse("congress:ballot_vote", args=[ballot.pk])
    shown = client.get(url).content.decode()
    values = re.findall(r'type="radio"[^>]*value="(\w+)"', shown)
    assert sorted(values) == ["0", "1", "2"]
    answer = client.post(url, {f"i{ballot.items.get().pk}": values[marks]}, follow=True)
    assert (len(answer.redirect_chain), answer.status_code) == (1, 200)
    assert client.session.accessed is False or "vote" not in str(dict(client.session))
    page = re.sub(r"\s+", "", answer.content.decode())
    assert "您已投票" in page
    assert [label for label in ("不同意", "弃权", "同意") if label in page] == []


def pages_of_the_urn() -> bytes:
    """The file as it lies on the disk, free pages and old versions of rows included."""
    with closing(connection.cursor()) as cursor:
        if connection.vendor == "sqlite":
            names = [row[2] for row in cursor.execute("PRAGMA database_list").fetchall()]
            return b"".join(Path(f"{names[0]}{end}").read_bytes() for end in ("", "-wal"))
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(c.oid)) FROM pg_class AS c"
            " WHERE c.oid = 'congress_urn'::regclass OR c.oid ="
            " (SELECT reltoastrelid FROM pg_class WHERE oid = 'congress_urn'::regclass)"
        )
        return b"".join(bytes(row[0]) for row in cursor.fetchall())


def test_the_pages_on_the_disk_hold_no_sheet_in_clear(chair, school):
    hall = make_hall(school, 3)
    ballot = open_in(hall, chair)
    for seat in hall.seats:
        casting.cast(ballot=ballot, by=seat, sheet=sheet_of(ballot, "against"))
    raw = pages_of_the_urn()
    assert unseal(Urn.objects.get(ballot=ballot).sheets).strip() == '[["1",[],3]]'
    assert b'[["1",[]' not in raw
    # The urn is there, and on PostgreSQL each version that a vote has written anew.
    assert raw.count(b"gAAAAAAAAAAA") >= 1
