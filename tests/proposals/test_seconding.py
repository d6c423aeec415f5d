"""Seconding: the author asks, each one answers in person, until it is handed in."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from proposals.actions import seconding, writing
from proposals.models import Proposal, ProposalState, Seconder
from proposals.tables.seconding import candidates, searched
from tests.congress.factories import make_delegate
from tests.factories import make_seat
from tests.proposals.factories import make_delegate_of, make_proposal, make_seconder
from tests.proposals.writing_cast import delegate, delegates, leave, make_observer
from union_site.findings import NotClear
from union_site.models import AuditEntry, Notification

S = ProposalState


@pytest.fixture
def author(teacher):
    make_delegate_of(teacher)
    return teacher


@pytest.fixture
def asked(author, colleague):
    """A proposal that gathers seconders; the colleague is asked."""
    make_delegate_of(colleague)
    proposal = make_proposal(author, state=S.SECONDING)
    make_seconder(proposal, colleague, "invited")
    return proposal


def told(seat) -> list[str]:
    rows = Notification.objects.filter(seat=seat).order_by("pk")
    return list(rows.values_list("sentence", flat=True))


def state_of(seat) -> str:
    return Seconder.objects.get(delegate__member__seat=seat).state


# --- asking ------------------------------------------------------------------------------------


def test_asking_several_at_once_begins_the_gathering_and_tells_each(author):
    first, second = delegates(author, "甲", "乙")
    draft = make_proposal(author)
    chosen = [delegate(first), delegate(second)]
    rows = seconding.invite(proposal=draft, delegates=chosen, by=author)
    assert [row.delegate for row in rows] == chosen
    assert Proposal.objects.get().state == S.SECONDING
    assert told(first) == told(second) == [f"周敏请您附议提案“{draft.title}”"]
    assert Notification.objects.filter(seat=first).get().url == f"/proposals/{draft.pk}/second/"


def test_a_text_that_is_not_complete_is_put_before_nobody(author):
    (first,) = delegates(author, "甲")
    draft = make_proposal(author, suggestion="")
    with pytest.raises(NotClear) as refused:
        seconding.invite(proposal=draft, delegates=[delegate(first)], by=author)
    assert [finding.code for finding in refused.value.findings] == ["P-14"]
    assert told(first) == []


@pytest.mark.parametrize("who", ["oneself", "observer", "former", "without_a_seat"])
def test_who_cannot_second_is_not_asked(author, school, today, who):
    term = delegate(author).term
    if who == "oneself":
        chosen = delegate(author)
    elif who == "observer":
        chosen = make_observer(make_seat(school, "member", name="列席者"), term)
    elif who == "former":
        (seat,) = delegates(author, "前代表")
        leave(seat, today)
        chosen = delegate(seat)
    else:
        chosen = make_delegate(term, "没有账号")
    proposal = make_proposal(author, state=S.SECONDING)
    with pytest.raises(ValidationError):
        seconding.invite(proposal=proposal, delegates=[chosen], by=author)
    assert Seconder.objects.count() == 0


def test_a_delegate_of_another_school_is_not_there(author, stranger):
    theirs = make_delegate_of(stranger)
    proposal = make_proposal(author, state=S.SECONDING)
    with pytest.raises(PermissionDenied):
        seconding.invite(proposal=proposal, delegates=[theirs], by=author)


def test_a_collective_one_asks_nobody(author):
    (first,) = delegates(author, "甲")
    group = delegate(author).term.delegations.create(union=author.union, name="第一代表团")
    proposal = make_proposal(author, kind="delegation", delegation=group)
    with pytest.raises(ValidationError):
        seconding.invite(proposal=proposal, delegates=[delegate(first)], by=author)


def test_one_who_declined_may_be_asked_again_and_one_who_waits_is_not(asked, author, colleague):
    chosen = [delegate(colleague)]
    with pytest.raises(ValidationError):
        seconding.invite(proposal=asked, delegates=chosen, by=author)
    seconding.decline(proposal=asked, by=colleague)
    seconding.invite(proposal=asked, delegates=chosen, by=author)
    assert state_of(colleague) == "invited"
    assert Seconder.objects.count() == 1


def test_after_rewriting_the_same_ones_are_asked_anew(asked, author, colleague):
    seconding.consent(proposal=asked, by=colleague)
    writing.rewrite(proposal=asked, by=author)
    with pytest.raises(ValidationError) as refused:
        seconding.consent(proposal=asked, by=colleague)
    assert refused.value.messages == ["提案人已撤回修改，改好后会再请您确认。"]
    seconding.invite(proposal=asked, delegates=[], by=author)
    assert told(colleague)[-1] == f"周敏请您附议提案“{asked.title}”"
    seconding.consent(proposal=asked, by=colleague)
    assert state_of(colleague) == "accepted"


def test_only_an_unanswered_invitation_is_called_off(asked, author, colleague):
    row = Seconder.objects.get()
    seconding.cancel(proposal=asked, seconder_id=row.pk, by=author)
    assert told(colleague) == [f"周敏取消了附议邀请：“{asked.title}”"]
    with pytest.raises(ValidationError) as refused:
        seconding.consent(proposal=asked, by=colleague)
    assert refused.value.messages == ["提案人已取消邀请，不用再附议。"]
    seconding.invite(proposal=asked, delegates=[delegate(colleague)], by=author)
    seconding.consent(proposal=asked, by=colleague)
    with pytest.raises(ValidationError):
        seconding.cancel(proposal=asked, seconder_id=row.pk, by=author)


# --- answering ---------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [seconding.consent, seconding.decline, seconding.take_back])
def test_only_who_was_asked_answers_and_only_for_oneself(
    asked, author, chair, officer, stranger, act
):
    (other,) = delegates(author, "别的代表")
    for seat in (author, other, chair, officer, stranger):
        with pytest.raises(PermissionDenied):
            act(proposal=asked, by=seat)
    assert Seconder.objects.get().state == "invited"


def test_consent_is_told_to_the_author_with_what_is_missing(asked, author, colleague):
    (other,) = delegates(author, "赵新")
    make_seconder(asked, other, "invited")
    seconding.consent(proposal=asked, by=colleague)
    seconding.consent(proposal=asked, by=colleague)  # a second tap changes nothing
    seconding.consent(proposal=asked, by=other)
    assert told(author) == [
        f"吴越已附议“{asked.title}”，还差 1 人",
        f"赵新已附议“{asked.title}”，已有 2 人附议，可以提交",
    ]
    assert AuditEntry.objects.filter(verb="proposal.second_accepted").count() == 2


def test_consent_is_taken_back_until_it_is_handed_in(asked, author, colleague):
    seconding.consent(proposal=asked, by=colleague)
    seconding.take_back(proposal=asked, by=colleague)
    assert state_of(colleague) == "declined"
    assert told(author)[-1] == f"吴越撤回了对“{asked.title}”的附议"
    seconding.consent(proposal=asked, by=colleague)
    (other,) = delegates(author, "赵新")
    make_seconder(asked, other)
    writing.submit(proposal=asked, by=author)
    with pytest.raises(ValidationError) as refused:
        seconding.take_back(proposal=asked, by=colleague)
    assert refused.value.messages == ["提案已经提交，附议人名单不能再变。"]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (S.DRAFT, "提案人已撤回修改，改好后会再请您确认。"),
        (S.WITHDRAWN, "提案人已撤案，不用再附议。"),
        (S.SUBMITTED, "提案已经提交，附议人名单不能再变。"),
        (S.SCREENING, "提案已经提交，附议人名单不能再变。"),
    ],
)
def test_who_comes_too_late_is_told_why(author, colleague, state, sentence):
    make_delegate_of(colleague)
    proposal = make_proposal(author, state=state)
    make_seconder(proposal, colleague, "invited")
    with pytest.raises(ValidationError) as refused:
        seconding.consent(proposal=proposal, by=colleague)
    assert refused.value.messages == [sentence]


def test_who_left_office_consents_to_nothing(asked, colleague, today):
    leave(colleague, today)
    with pytest.raises(ValidationError):
        seconding.consent(proposal=asked, by=colleague)


# --- who may be asked --------------------------------------------------------------------------


def test_candidates_are_found_by_name_pinyin_initials_and_delegation(author, school, today):
    group = delegate(author).term.delegations.create(union=school, name="第二代表团")
    zhao, wu = delegates(author, "赵新", "吴越")
    wu_row = delegate(wu)
    wu_row.delegation = group
    wu_row.save()
    make_observer(make_seat(school, "member", name="赵列席"), wu_row.term)
    rows = candidates(make_proposal(author), author)
    found = {
        words: sorted(row.name for row in searched(rows, words))
        for words in ("", "赵", "zhao", "wy", "第二", "无此人")
    }
    both = sorted(["赵新", "吴越"])
    assert found == {
        "": both,
        "赵": ["赵新"],
        "zhao": ["赵新"],
        "wy": ["吴越"],
        "第二": ["吴越"],
        "无此人": [],
    }
    assert zhao.user.name == "赵新"
