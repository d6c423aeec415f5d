"""Two people act on the proposal box at the same moment: one wins, both are told the truth."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

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
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert actions.deliver_letters(school, tomorrow) == 1
    assert MicroProposal.objects.count() == 1


def test_a_letter_put_in_while_the_bag_is_emptied_is_lost_by_neither(school, chair, teacher):
    """Both take the bag in turns: what was there becomes a row, what comes stays for its day."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    def submit(key):
        def send():
            return actions.submit(
                text=TEXT,
                category="logistics",
                publicity="anonymous",
                submission_key=key * 32,
                by=fresh(teacher),
            )

        return send

    codes = [submit("0")().code]
    outcomes = at_once(lambda: actions.deliver_letters(school, tomorrow), submit("1"), submit("2"))
    codes += [outcome.code for outcome in outcomes[1:]]
    delivered = outcomes[0] + actions.deliver_letters(school, tomorrow)
    assert delivered == 3
    assert MicroProposal.objects.count() == 3
    found = {actions.find_by_receipt(code, client="1").receipt_hash for code in codes}
    assert found == set(MicroProposal.objects.values_list("receipt_hash", flat=True))
