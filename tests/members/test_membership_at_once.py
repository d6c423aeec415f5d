"""Two people act on one membership at the same moment: one wins, both are told the truth."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from members.actions import applications, membership, transfers
from members.models import Application, Member, MembershipEvent, Transfer
from tests.factories import make_seat
from tests.members.factories import make_application, make_member
from union_site.models import Seat

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Runs the works in threads that start together; what each returned or refused with."""
    ready = threading.Barrier(len(works))

    def run(work):
        ready.wait(timeout=10)
        try:
            work()
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def fresh(seat: Seat) -> Seat:
    return Seat.objects.select_related("union__parent", "user").get(pk=seat.pk)


def refusal_of(outcomes):
    assert outcomes.count("done") == 1
    return next(outcome for outcome in outcomes if outcome != "done")


def test_of_two_steps_at_once_one_is_taken(school, chair, today):
    member = make_member(school)

    def take(act, **given):
        return lambda: act(
            member=Member.objects.get(pk=member.pk), on=today, by=fresh(chair), today=today, **given
        )

    outcomes = at_once(
        take(membership.retain, cause="unemployed"),
        take(
            membership.lapse,
            inactive_from=today - datetime.timedelta(days=400),
            educated_on=today,
            education="谈话",
        ),
    )
    assert refusal_of(outcomes).startswith("现在是")
    assert MembershipEvent.objects.filter(member=member).count() == 2


def test_of_two_approvals_at_once_one_makes_the_member(school, chair, today):
    application = make_application(school, state="endorsed")

    def approve():
        applications.approve(
            application=Application.objects.get(pk=application.pk),
            decided_on=today,
            first_dues_month=today,
            by=fresh(chair),
            today=today,
        )

    assert refusal_of(at_once(approve, approve)).startswith("现在是“已批准入会”")
    assert Member.objects.count() == 1


def test_an_acceptance_and_a_withdrawal_at_once_leave_the_member_in_one_place(
    school, other_school, chair, today
):
    theirs = make_seat(other_school, "chair", "member")
    member = make_member(school)
    transfer = transfers.start(
        member=member, to_union=other_school, reason="调动", by=chair, today=today
    )
    transfers.release(transfer=transfer, dues_paid_to=today, agreed_on=today, by=chair, today=today)

    def found():
        return Transfer.objects.get(pk=transfer.pk)

    outcomes = at_once(
        lambda: transfers.accept(transfer=found(), on=today, by=fresh(theirs), today=today),
        lambda: transfers.withdraw(transfer=found(), note="取消", by=fresh(chair)),
        lambda: transfers.accept(transfer=found(), on=today, by=fresh(theirs), today=today),
    )
    assert outcomes.count("done") == 1
    assert Member.objects.on_roll().count() == 1


def test_two_letters_at_once_have_two_numbers(school, other_school, chair, today):
    waiting = [
        transfers.start(
            member=make_member(school), to_union=other_school, reason="x", by=chair, today=today
        )
        for _ in range(3)
    ]

    def release(transfer):
        return lambda: transfers.release(
            transfer=Transfer.objects.get(pk=transfer.pk),
            dues_paid_to=today,
            agreed_on=today,
            by=fresh(chair),
            today=today,
        )

    assert at_once(*map(release, waiting)) == ["done"] * 3
    assert sorted(Transfer.objects.values_list("serial", flat=True)) == [1, 2, 3]
