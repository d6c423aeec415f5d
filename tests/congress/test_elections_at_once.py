"""Two people at one ballot at the same moment: both are told the truth."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from congress.actions import counts, elections
from congress.models import Ballot, BallotCount
from tests.congress.elections import NOW, TODAY, count, make_decided_election, make_teller
from tests.congress.factories import make_ballot, make_session, make_term
from union_site.models import AuditEntry, Seat
from union_site.norms import load_national

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def norms(db):
    load_national()


@pytest.fixture
def session(school):
    return make_session(make_term(school, n=29), held_on=TODAY)


def fresh(seat: Seat) -> Seat:
    return Seat.objects.select_related("union", "user").get(pk=seat.pk)


def at_once(*works):
    """Does these at the same moment; what each was told."""
    ready = threading.Barrier(len(works))

    def run(work):
        ready.wait(timeout=10)
        try:
            work()
            return "done"
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def ballot(session):
    given = {"medium": "paper", "state": "counting", "opened_at": NOW}
    return make_ballot(session, n=29, present=25, **given)


def test_two_tellers_who_enter_at_once_have_both_entered(ballot, chair, teacher):
    make_teller(ballot.session, teacher)

    def enter(seat, marks):
        return lambda: count(Ballot.objects.get(pk=ballot.pk), fresh(seat), marks)

    told = at_once(enter(chair, (17, 5, 3)), enter(teacher, (16, 6, 3)))
    assert told == ["done", "done"]
    kept = {row.entered_by_id: sorted(row.marks.values(), key=str) for row in ballot.counts.all()}
    assert [row["for"] for row in kept[chair.pk]] == [17]
    assert [row["for"] for row in kept[teacher.pk]] == [16]
    assert sorted(BallotCount.objects.values_list("place", flat=True)) == [1, 2]


def test_one_who_enters_twice_at_once_has_entered_once(ballot, chair):
    def enter():
        count(Ballot.objects.get(pk=ballot.pk), fresh(chair), (17, 5, 3))

    assert at_once(enter, enter) == ["done", "done"]
    assert BallotCount.objects.count() == 1


def test_a_result_that_two_decide_at_once_is_decided_once(ballot, chair, teacher):
    make_teller(ballot.session, teacher)
    count(ballot, chair, (17, 5, 3))
    count(ballot, teacher, (17, 5, 3))

    def decide():
        counts.decide_count(ballot=Ballot.objects.get(pk=ballot.pk), by=fresh(chair), now=NOW)

    told = at_once(decide, decide)
    assert sorted(words == "done" for words in told) == [False, True]
    assert next(words for words in told if words != "done").startswith("现在是“已公布结果”")
    assert AuditEntry.objects.filter(verb="congress_ballot.decide").count() == 1


def test_a_correction_and_the_result_at_once_never_leave_what_was_not_counted(
    ballot, chair, teacher
):
    make_teller(ballot.session, teacher)
    count(ballot, chair, (17, 5, 3))
    count(ballot, teacher, (17, 5, 3))

    def decide():
        counts.decide_count(ballot=Ballot.objects.get(pk=ballot.pk), by=fresh(chair), now=NOW)

    def correct():
        count(Ballot.objects.get(pk=ballot.pk), fresh(teacher), (16, 6, 3))

    told = at_once(decide, correct)
    assert sorted(words == "done" for words in told) == [False, True]
    ballot.refresh_from_db()
    assert ballot.is_decided is (told[0] == "done")


def test_a_run_off_that_two_draft_at_once_is_drafted_once(session, chair):
    made = make_decided_election(session, {"丁一": 16, "王琛": 16}, 1)

    def run_off():
        elections.run_off(ballot=Ballot.objects.get(pk=made.pk), by=fresh(chair), today=TODAY)

    told = at_once(run_off, run_off)
    assert sorted(words == "done" for words in told) == [False, True]
    assert Ballot.objects.filter(previous=made).count() == 1
