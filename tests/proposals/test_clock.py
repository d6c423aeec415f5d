"""Work of the clock over all unions: what fails in one does not keep the others waiting."""

from __future__ import annotations

import datetime
import logging

import pytest

from proposals import tasks
from proposals.actions import letters
from proposals.models import FollowUp, LetterBag, ProposalState
from tests.proposals.factories import make_proposal
from union_site.encryption import seal
from union_site.models import Norm, Union

S = ProposalState
SECRET = "林老师说的话"


@pytest.fixture
def bags(school, other_school):
    """Of every union one; that of the first cannot be read."""
    for union in Union.objects.all():
        letters.bag_of(union)
    first = Union.objects.order_by("pk")[0]
    LetterBag.objects.filter(union=first).update(letters=seal(SECRET))
    return first


def test_a_bag_that_cannot_be_read_leaves_the_others_delivered(bags, caplog):
    others = LetterBag.objects.exclude(union=bags)
    before = dict(others.values_list("union", "letters"))
    with caplog.at_level(logging.ERROR), pytest.raises(tasks.FailedInSomeUnions) as failed:
        tasks.deliver_letters()
    after = dict(others.values_list("union", "letters"))
    assert before
    assert all(after[union] != kept for union, kept in before.items())
    assert f"deliver_letters in {bags.code}: " in str(failed.value)
    assert f"deliver_letters in {bags.code}: " in caplog.text
    assert SECRET not in str(failed.value) + caplog.text
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None


def test_a_norm_that_is_no_number_fails_in_its_own_union_alone(
    school, teacher, stranger, handler, leader, today
):
    weeks_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=28)
    Norm.objects.create(
        key="proposals.followup_days",
        scope=Norm.Scope.SCHOOL,
        union=stranger.union,
        value="四周",
        valid_from=today - datetime.timedelta(days=9),
        document="校内规定",
        label="回访",
        unit="天",
    )
    made = make_proposal(teacher, state=S.CLOSED, lead=handler, leader=leader)
    type(made).objects.filter(pk=made.pk).update(replied_at=weeks_ago)
    with pytest.raises(tasks.FailedInSomeUnions, match="ask_follow_ups in"):
        tasks.remind()
    assert FollowUp.objects.filter(proposal=made).count() == 1
