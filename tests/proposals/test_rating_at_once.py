"""Two people act after the reply at the same moment: one wins, both are told the truth."""

from __future__ import annotations

import datetime

import pytest

from proposals.actions import rating as actions
from proposals.actions import reminding
from proposals.models import Proposal, ProposalState, Rating, Reminder
from tests.proposals.after_reply import make_cast, replied_for, told
from tests.proposals.clock import in_all
from tests.proposals.test_micro_at_once import at_once, fresh

pytestmark = pytest.mark.django_db(transaction=True)
S = ProposalState


@pytest.fixture
def cast(school, chair, officer, auditor, leader, handler, teacher, colleague, stranger):
    return make_cast(school, locals())


def mine(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_related("union").get(pk=proposal.pk)


def test_rated_as_unsatisfied_while_it_is_being_closed(cast):
    """Either it is closed and the rating refused, or it is handled again and not closed."""
    proposal = replied_for(cast)
    actions.rate_reply(proposal=proposal, satisfaction="mostly", by=cast["author"])

    def close():
        actions.close(proposal=mine(proposal), by=fresh(cast["chair"]))
        return "closed"

    def rate():
        values = {"satisfaction": "unsatisfied", "note": "没有日期"}
        actions.rate_reply(proposal=mine(proposal), by=fresh(cast["author"]), **values)
        return "rated"

    first, second = at_once(close, rate)
    proposal.refresh_from_db()
    if first == "closed":
        assert second.startswith("现在是“已办结”，不能再“评价”")
        assert (proposal.state, Rating.objects.get().satisfaction) == (S.CLOSED, "mostly")
    else:
        assert (second, first[:7]) == ("rated", "现在是“办理中")
        assert (proposal.state, Rating.objects.get().satisfaction) == (S.HANDLING, "unsatisfied")


def test_a_rating_sent_twice_at_once_is_one(cast):
    proposal = replied_for(cast)

    def rate():
        by = fresh(cast["seconder"])
        return actions.rate_reply(proposal=mine(proposal), satisfaction="satisfied", by=by).pk

    first, second = at_once(rate, rate)
    assert first == second
    assert Rating.objects.count() == 1


def test_two_clocks_at_once_remind_once(cast, today):
    replied_for(cast, state=S.HANDLING, due_on=today - datetime.timedelta(days=40))

    def clock():
        return in_all(reminding.remind_due, today=today)

    assert sorted(at_once(clock, clock)) == [0, 1]
    assert Reminder.objects.count() == len(told(cast["leader"])) == 1
