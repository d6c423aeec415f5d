"""Two people act on a proposal in handling at the same moment: nothing is half done."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from proposals.actions import assigning, replies
from proposals.models import Proposal, ProposalState, Reply
from tests.proposals.factories import make_reply, make_result
from tests.proposals.handling_cast import LONG, hands_of, make_cast, proposal_in
from tests.proposals.test_micro_at_once import at_once, fresh

pytestmark = pytest.mark.django_db(transaction=True)
S = ProposalState


@pytest.fixture
def cast(school, chair, leader, handler, teacher, stranger):
    return make_cast(school, chair, leader, handler, teacher, stranger)


def reassigning(proposal, cast):
    def reassign() -> str:
        hands = hands_of(cast, fresh(cast["other_unit"]))
        mine = Proposal.objects.get(pk=proposal.pk)
        assigning.reassign(proposal=mine, hands=hands, note="调整", by=fresh(cast["head"]))
        return "reassigned"

    return reassign


def test_the_lead_replies_while_the_committee_hands_it_to_others(cast, school):
    proposal = proposal_in(S.HANDLING, cast)
    result = make_result(school)

    def reply() -> str:
        mine = Proposal.objects.get(pk=proposal.pk)
        try:
            replies.reply(proposal=mine, text=LONG, result=result, by=fresh(cast["lead"]))
        except PermissionDenied:
            return "no longer the lead"
        return "replied"

    outcomes = at_once(reply, reassigning(proposal, cast))
    assert outcomes[1] == "reassigned"
    assert outcomes[0] in ("replied", "no longer the lead")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.lead) == (S.ASSIGNED, cast["other_unit"])
    # A reply that got in before was set aside: none waits for a signature.
    assert Reply.objects.count() == (outcomes[0] == "replied")
    assert not Reply.objects.in_review().exists()


def test_the_leader_signs_while_the_committee_hands_it_to_others(cast, school):
    proposal = proposal_in(S.REPLY_REVIEW, cast)
    make_reply(proposal, sent_at=None, signed_by=None, result=make_result(school, "explained"))

    def sign() -> str:
        mine = Proposal.objects.get(pk=proposal.pk)
        replies.sign(proposal=mine, by=fresh(cast["leader"]))
        return "signed"

    outcomes = at_once(sign, reassigning(proposal, cast))
    proposal.refresh_from_db()
    reply = Reply.objects.get()
    if outcomes[0] == "signed":
        assert (proposal.state, bool(reply.sent_at), reply.returned_note) == (S.REPLIED, True, "")
        assert outcomes[1].startswith("现在是“已答复”，不能再“调整承办”")
    else:
        assert (proposal.state, reply.sent_at) == (S.ASSIGNED, None)
        assert outcomes[0].startswith("现在是“待接收”，不能再“审签”")


def test_two_leaders_clicks_sign_once(cast, school):
    proposal = proposal_in(S.REPLY_REVIEW, cast)
    make_reply(proposal, sent_at=None, signed_by=None, result=make_result(school, "solved"))

    def sign() -> str:
        mine = Proposal.objects.get(pk=proposal.pk)
        replies.sign(proposal=mine, by=fresh(cast["leader"]))
        return "signed"

    assert sorted(at_once(sign, sign))[0] == "signed"
    assert proposal.progress_rows.count() == 1
