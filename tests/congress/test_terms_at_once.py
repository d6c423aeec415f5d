"""Delegates sign at the same moment: each signature counts, and none slips in too late."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from congress.actions import initiatives as actions
from congress.models import Initiative
from tests.congress.factories import make_delegate, make_term
from tests.factories import make_seat
from tests.members.factories import make_member
from union_site.models import Seat

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = datetime.date(2026, 11, 21)


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


@pytest.fixture
def seats(school):
    """Four delegates with accounts: two are a third, and the first has opened an initiative."""
    term = make_term(school, n=4)
    found = [make_seat(school, "member", name=name) for name in "甲乙丙丁"]
    for seat in found:
        make_delegate(term, member=make_member(school, seat.user.name, seat=seat))
    actions.open_initiative(by=found[0], today=TODAY, matter="议题", reason="理由")
    return found


def sign(seat):
    initiative = Initiative.objects.get()
    return lambda: (
        actions.sign_initiative(initiative=initiative, by=fresh(seat), today=TODAY) and "signed"
    )


def test_three_who_sign_at_once_all_count(seats):
    assert at_once(*[sign(seat) for seat in seats[1:]]) == ["signed"] * 3
    assert Initiative.objects.get().signatures.count() == 4


def test_one_who_taps_twice_at_once_counts_once(seats):
    assert at_once(*[sign(seats[1])] * 2) == ["signed"] * 2
    assert Initiative.objects.get().signatures.count() == 2


def test_a_signature_and_the_submission_at_once_agree(seats):
    sign(seats[1])()

    def submit():
        given = {"initiative": Initiative.objects.get(), "now": timezone.now()}
        return actions.submit_initiative(by=fresh(seats[0]), **given).state

    signed, state = at_once(sign(seats[2]), submit)
    assert state == "submitted"
    # Either it was in time and counts, or it was too late and said so.
    expected = 3 if signed == "signed" else 2
    assert Initiative.objects.get().signatures.count() == expected
