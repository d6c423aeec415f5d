"""Two people act on the proposal box at the same moment: one wins, both are told the truth."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from proposals import actions
from proposals.models import MicroProposal
from tests.proposals.factories import TEXT, make_micro
from union_site.models import Seat, StepEvent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Runs the works in threads that start together; what each returned or refused with."""
    ready = threading.Barrier(len(works))

    def run(work):
        ready.wait(timeout=10)
        try:
            return work()
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def fresh(seat: Seat) -> Seat:
    return Seat.objects.select_related("union", "user").get(pk=seat.pk)


def test_of_two_screeners_one_accepts_and_the_other_is_told(school, chair, teacher):
    proposal = make_micro(school, author=teacher)

    def accept():
        mine = MicroProposal.objects.get(pk=proposal.pk)
        actions.accept(proposal=mine, title="夜灯", category="logistics", by=fresh(chair))
        return "accepted"

    outcomes = at_once(accept, accept)
    assert outcomes.count("accepted") == 1
    told = next(outcome for outcome in outcomes if outcome != "accepted")
    assert told.startswith("现在是“已受理”，不能再“受理”")
    assert StepEvent.objects.count() == 1


def test_two_proposals_accepted_at_once_get_two_numbers(school, chair, teacher):
    waiting = [make_micro(school, author=teacher) for _ in range(4)]

    def accepting(proposal):
        def accept():
            mine = MicroProposal.objects.get(pk=proposal.pk)
            return actions.accept(
                proposal=mine, title="夜灯", category="logistics", by=fresh(chair)
            ).serial

        return accept

    assert sorted(at_once(*map(accepting, waiting))) == [1, 2, 3, 4]


def test_a_form_sent_twice_at_once_is_taken_once(school, chair, teacher):
    def submit():
        return actions.submit(
            text=TEXT,
            category="logistics",
            publicity="anonymous",
            submission_key="0" * 32,
            by=fresh(teacher),
        ).code

    first, second = at_once(submit, submit)
    assert first == second
    assert MicroProposal.objects.count() == 1
