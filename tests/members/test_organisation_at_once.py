"""Two people renew a committee, or issue letters, at the same moment."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from members.actions import letters as letter_actions
from members.actions import organisation as actions
from members.models import AppointmentLetter, Body, BodyTerm
from tests.members.factories import make_body, make_term
from union_site.models import Seat

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


@pytest.mark.parametrize("has_former", [True, False])
def test_of_two_new_terms_one_wins_and_the_other_is_told(school, chair, today, has_former):
    body = make_body(school)
    former = make_term(school, body=body) if has_former else None

    def renew():
        made = actions.open_term(
            body=Body.objects.get(pk=body.pk),
            after=former.pk if former else None,
            by=fresh(chair),
            today=today,
            term_no=2,
            starts_on=today - datetime.timedelta(days=1),
            term_years=3,
            seats=3,
            method="equal",
            accepted=["O-15", "O-02"],
        )
        return f"opened {made.term_no}"

    outcomes = sorted(at_once(renew, renew))
    assert outcomes[0] == "opened 2"
    assert outcomes[1].startswith("在您填写期间，别人已登记“第二届工会委员会”")
    assert BodyTerm.objects.current_committee().count() == 1
    assert BodyTerm.objects.count() == 1 + has_former


def test_letters_issued_at_once_have_numbers_without_a_gap(school, chair, today):
    def issue():
        return letter_actions.issue_letter(
            by=fresh(chair),
            person_name="顾明理",
            post_text="教练",
            starts_on=today,
            issued_on=today,
        ).number

    assert sorted(at_once(*[issue] * 5)) == [1, 2, 3, 4, 5]
    assert AppointmentLetter.objects.count() == 5
