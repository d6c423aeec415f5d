"""Quick polls: one vote a seat, and nothing that ties a voter to a choice."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from proposals.actions import deliberating, polling
from proposals.models import PollOption, PollVoter
from tests.factories import make_seat
from tests.proposals.factories_public import make_deliberation
from union_site.models import AuditEntry, Notification, StepEvent


@pytest.fixture
def deliberation(chair):
    return make_deliberation(chair, options=["分两批", "维持现状"])


@pytest.fixture
def options(deliberation):
    return list(deliberation.options.all())


def votes(deliberation) -> list[int]:
    return [option.votes for option in PollOption.objects.filter(deliberation=deliberation)]


def test_a_vote_counts_once_and_a_second_is_refused(deliberation, options, teacher):
    polling.vote(deliberation=deliberation, option_id=options[0].pk, by=teacher)
    with pytest.raises(ValidationError, match="已经投过票"):
        polling.vote(deliberation=deliberation, option_id=options[1].pk, by=teacher)
    assert votes(deliberation) == [1, 0]
    assert PollVoter.objects.count() == 1


def test_the_database_refuses_a_second_vote(deliberation, teacher):
    given = {"union": teacher.union, "deliberation": deliberation, "seat": teacher}
    PollVoter.objects.create(**given)
    with pytest.raises(IntegrityError), transaction.atomic():
        PollVoter.objects.create(**given)


def test_an_answer_that_is_not_there_leaves_the_vote_uncast(deliberation, chair, teacher):
    other = make_deliberation(chair, options=["甲", "乙"]).options.first()
    for option_id in (0, other.pk):
        with pytest.raises(ValidationError, match="请选择一个选项"):
            polling.vote(deliberation=deliberation, option_id=option_id, by=teacher)
    assert (votes(deliberation), PollVoter.objects.count()) == ([0, 0], 0)


def test_a_stranger_has_no_vote_and_after_the_end_nobody(
    deliberation, options, chair, teacher, stranger
):
    with pytest.raises(PermissionDenied):
        polling.vote(deliberation=deliberation, option_id=options[0].pk, by=stranger)
    deliberating.close(deliberation=deliberation, conclusion="完。", by=chair)
    with pytest.raises(ValidationError, match="不再收意见和投票"):
        polling.vote(deliberation=deliberation, option_id=options[0].pk, by=teacher)
    assert votes(deliberation) == [0, 0]


def test_nothing_that_is_kept_ties_a_voter_to_a_choice_or_a_moment(
    deliberation, options, teacher, colleague
):
    """Whoever voted what: the rows about the voters are the same, but for random keys."""
    polling.vote(deliberation=deliberation, option_id=options[0].pk, by=teacher)
    polling.vote(deliberation=deliberation, option_id=options[1].pk, by=colleague)
    columns = {field.name for field in PollVoter._meta.concrete_fields}
    assert columns == {"id", "union", "deliberation", "seat"}
    assert {voter.seat for voter in PollVoter.objects.all()} == {teacher, colleague}
    columns = {field.name for field in PollOption._meta.concrete_fields}
    assert columns == {"id", "union", "deliberation", "position", "label", "votes"}
    for trail in (AuditEntry, StepEvent, Notification):
        assert trail.objects.count() == 0


@pytest.mark.parametrize(("count", "is_split"), [(4, False), (5, True)])
def test_few_votes_are_not_shown_apart(school, chair, deliberation, options, count, is_split):
    for number in range(count):
        by = make_seat(school, "member", name=f"投票人{number}")
        polling.vote(deliberation=deliberation, option_id=options[number % 2].pk, by=by)
    shown = polling.result_for(deliberation, by)
    assert (shown.is_shown, shown.is_split, shown.total) == (True, is_split, count)


def test_who_has_not_voted_sees_no_result_until_the_end(deliberation, options, chair, teacher):
    before = polling.result_for(deliberation, teacher)
    assert (before.may_vote, before.is_shown) == (True, False)
    polling.vote(deliberation=deliberation, option_id=options[0].pk, by=teacher)
    after = polling.result_for(deliberation, teacher)
    assert (after.may_vote, after.is_shown, after.has_voted) == (False, True, True)
    assert polling.result_for(deliberation, chair).is_shown is False
    deliberating.close(deliberation=deliberation, conclusion="完。", by=chair)
    assert polling.result_for(deliberation, chair).is_shown is True


def test_a_deliberation_without_a_poll_has_no_result(chair):
    assert polling.result_for(make_deliberation(chair), chair) is None
