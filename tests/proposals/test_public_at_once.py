"""Two people at the same moment: publishing the same proposal, voting twice with one seat."""

from __future__ import annotations

import pytest

from proposals.actions import notices, polling, promoting
from proposals.models import MicroProposal, MicroState, Notice, PollOption, PollVoter, Proposal
from proposals.models import ProposalState as S
from tests.proposals.factories import make_delegate_of, make_micro, make_proposal
from tests.proposals.factories_public import make_deliberation
from tests.proposals.test_micro_at_once import at_once, fresh

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_publish_one_wins_and_there_is_one_notice(
    school, chair, teacher, handler, leader
):
    micro = make_micro(school, author=teacher, state=MicroState.ANSWERED, lead=handler)
    formal = make_proposal(teacher, state=S.CLOSED, lead=handler, leader=leader)

    def publish_micro():
        found = MicroProposal.objects.get(pk=micro.pk)
        notices.publish_micro(proposal=found, by=fresh(chair))
        return "published"

    def publish_formal():
        found = Proposal.objects.get(pk=formal.pk)
        notices.publish_formal(proposal=found, by=fresh(chair))
        return "published"

    for publish, told in ((publish_micro, "现在是“已公示”"), (publish_formal, "已经公示过")):
        outcomes = at_once(publish, publish)
        assert outcomes.count("published") == 1
        assert [told in outcome for outcome in outcomes if outcome != "published"] == [True]
    assert Notice.objects.count() == 2


def test_a_seat_that_votes_twice_at_once_has_one_vote(chair, teacher):
    deliberation = make_deliberation(chair, options=["甲", "乙"])
    options = list(PollOption.objects.filter(deliberation=deliberation))

    def voting(option):
        def vote():
            polling.vote(deliberation=deliberation, option_id=option.pk, by=fresh(teacher))
            return "voted"

        return vote

    outcomes = at_once(*map(voting, options))
    assert sorted(outcomes) == sorted(["voted", polling.VOTED])
    assert sum(PollOption.objects.values_list("votes", flat=True)) == 1
    assert PollVoter.objects.count() == 1


def test_two_who_promote_the_same_proposal_make_one_draft(school, chair, teacher, colleague):
    delegate = make_delegate_of(colleague)
    micro = make_micro(school, author=teacher, state=MicroState.ACCEPTED)

    def promote():
        found = MicroProposal.objects.get(pk=micro.pk)
        promoting.promote(proposal=found, delegate=delegate, by=fresh(chair))
        return "promoted"

    outcomes = at_once(promote, promote)
    assert sorted(outcomes) == ["promoted", "这件微提案已经转为正式提案。"]
    assert Proposal.objects.count() == 1
