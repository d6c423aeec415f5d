"""Consent at the very moment the author hands in or rewrites: both are told the truth."""

from __future__ import annotations

import pytest

from proposals.actions import seconding, writing
from proposals.models import Proposal, ProposalState, Seconder
from tests.proposals.factories import make_delegate_of, make_proposal, make_seconder
from tests.proposals.test_micro_at_once import at_once, fresh
from tests.proposals.writing_cast import delegates
from union_site.models import Notification, StepEvent

pytestmark = pytest.mark.django_db(transaction=True)
S = ProposalState


def mine(proposal):
    return Proposal.objects.get(pk=proposal.pk)


def gathering(author, colleague, *consented):
    make_delegate_of(author)
    make_delegate_of(colleague)
    seconders = delegates(author, *consented)
    proposal = make_proposal(author, state=S.SECONDING, seconders=seconders)
    make_seconder(proposal, colleague, "invited")
    return proposal


def test_consent_while_the_author_hands_in_counts_or_is_refused(school, teacher, colleague):
    proposal = gathering(teacher, colleague, "甲", "乙")

    def consent():
        return seconding.consent(proposal=mine(proposal), by=fresh(colleague)).state

    def submit():
        return writing.submit(proposal=mine(proposal), by=fresh(teacher)).state

    answer, state = at_once(consent, submit)
    assert state == S.SUBMITTED
    kept = Seconder.objects.get(delegate__member__seat=colleague).state
    notice = Notification.objects.filter(seat=colleague).latest("pk").sentence
    if answer == "accepted":
        assert (kept, notice) == ("accepted", f"您附议的提案“{proposal.title}”已提交")
    else:
        assert answer == "提案已经提交，附议人名单不能再变。"
        assert (kept, notice) == ("cancelled", f"“{proposal.title}”已提交，不用再附议")


def test_the_consent_that_is_missing_comes_first_or_the_handing_in_is_refused(
    school, teacher, colleague
):
    proposal = gathering(teacher, colleague, "甲")

    def consent():
        return seconding.consent(proposal=mine(proposal), by=fresh(colleague)).state

    def submit():
        return writing.submit(proposal=mine(proposal), by=fresh(teacher)).state

    answer, state = at_once(consent, submit)
    assert answer == "accepted"
    assert state == S.SUBMITTED or "还差 1 名" in state
    assert mine(proposal).state == (S.SUBMITTED if state == S.SUBMITTED else S.SECONDING)


def test_no_consent_survives_a_rewriting_at_the_same_moment(school, teacher, colleague):
    proposal = gathering(teacher, colleague)

    def consent():
        return seconding.consent(proposal=mine(proposal), by=fresh(colleague)).state

    def rewrite():
        return writing.rewrite(proposal=mine(proposal), by=fresh(teacher)).state

    answer, state = at_once(consent, rewrite)
    assert state == S.DRAFT
    assert answer in ("accepted", "提案人已撤回修改，改好后会再请您确认。")
    assert Seconder.objects.get().state == "invited"
    assert Notification.objects.filter(seat=colleague).count() == 1


def test_handing_in_twice_at_once_hands_in_once(school, teacher, colleague):
    proposal = gathering(teacher, colleague, "甲", "乙")

    def submit():
        return writing.submit(proposal=mine(proposal), by=fresh(teacher)).state

    assert S.SUBMITTED in at_once(submit, submit)
    assert StepEvent.objects.filter(step="submit").count() == 1


def test_two_windows_that_save_at_once_lose_no_text_unsaid(school, teacher):
    make_delegate_of(teacher)
    draft = writing.start(by=teacher, title="关于午休的提案")

    def save(text):
        def act():
            return writing.save_draft(
                proposal=mine(draft), by=fresh(teacher), version=1, reason=text
            ).reason

        return act

    answers = at_once(save("甲窗口的文字"), save("乙窗口的文字"))
    kept = mine(draft)
    assert kept.version == 2
    assert kept.reason in answers
    assert sum("较新的文字" in answer for answer in answers) == 1
