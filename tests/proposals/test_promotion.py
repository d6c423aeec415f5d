"""Promotion: a micro-proposal becomes the draft of a delegate's formal proposal."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from proposals.actions import promoting, telling
from proposals.models import MicroState, Proposal, ProposalState
from proposals.workflow.micro import MICRO
from tests.congress.factories import make_delegate
from tests.proposals.factories import make_delegate_of, make_micro, make_proposal
from union_site.models import AuditEntry, Notification, StepEvent


@pytest.fixture
def delegate(colleague):
    return make_delegate_of(colleague)


def micro_of(author, handler, **fields):
    values = {"state": MicroState.ASSIGNED, "lead": handler}
    return make_micro(handler.union, author=author, **(values | fields))


def test_the_chair_has_a_delegate_take_it_up(chair, handler, teacher, colleague, delegate):
    micro = micro_of(teacher, handler)
    draft = promoting.promote(proposal=micro, delegate=delegate, by=chair)
    assert (draft.state, draft.author, draft.origin) == ("draft", colleague, micro)
    assert (draft.reason, draft.title, draft.category) == (micro.text, micro.heading, "logistics")
    micro.refresh_from_db()
    assert micro.state == MicroState.ASSIGNED  # its own handling goes on
    event = StepEvent.objects.get()
    assert (event.step, event.note) == ("promote", f"由代表 {delegate.name} 起草")
    told = {note.seat: note.url for note in Notification.objects.all()}
    assert told == {
        colleague: reverse("proposals:proposal", args=[draft.pk]),
        teacher: reverse("proposals:micro", args=[micro.pk]),
    }


def test_an_author_who_is_a_delegate_takes_it_up_in_person(handler, teacher, delegate):
    own = make_delegate_of(teacher)
    micro = micro_of(teacher, handler)
    with pytest.raises(ValidationError, match="由工会办理"):
        promoting.promote(proposal=micro, delegate=delegate, by=teacher)
    assert promoting.promote(proposal=micro, delegate=own, by=teacher).author == teacher


OPEN = {
    MicroState.ACCEPTED,
    MicroState.ASSIGNED,
    MicroState.ANSWERED,
    MicroState.PUBLISHED,
}


@pytest.mark.parametrize("state", list(MicroState))
def test_who_has_the_button_in_which_state(
    school, chair, officer, handler, teacher, colleague, delegate, state
):
    """The chair; the author if a full delegate in office; neither a delegate who is not the
    author nor an author who is not a delegate."""
    of_delegate = micro_of(colleague, handler, state=state)
    of_teacher = micro_of(teacher, handler, state=state)
    may = state in OPEN
    rows = [
        (of_delegate, chair, may),
        (of_delegate, colleague, may),
        (of_teacher, colleague, False),
        (of_teacher, teacher, False),
        (of_delegate, officer, False),
        (of_delegate, handler, False),
    ]
    found = [MICRO.allows(micro, "promote", seat) for micro, seat, _ in rows]
    assert found == [expected for *_, expected in rows]


@pytest.mark.parametrize("why", ["ended", "observer", "no seat"])
def test_only_a_full_delegate_in_office_with_an_account_can_be_chosen(
    chair, handler, teacher, colleague, delegate, today, why
):
    chosen = delegate
    if why == "ended":
        delegate.ended_on, delegate.end_reason = today, "left"
        type(delegate).objects.filter(pk=delegate.pk).update(ended_on=today, end_reason="left")
    if why == "observer":
        type(delegate).objects.filter(pk=delegate.pk).update(kind="observer")
    if why == "no seat":
        chosen = make_delegate(delegate.term, name="无账号")
    with pytest.raises(ValidationError, match="在任、有账号的正式代表"):
        promoting.promote(proposal=micro_of(teacher, handler), delegate=chosen, by=chair)
    assert Proposal.objects.count() == 0


def test_it_is_promoted_once_unless_the_draft_came_to_nothing(chair, handler, teacher, delegate):
    micro = micro_of(teacher, handler)
    draft = promoting.promote(proposal=micro, delegate=delegate, by=chair)
    with pytest.raises(ValidationError, match="已经转为正式提案"):
        promoting.promote(proposal=micro, delegate=delegate, by=chair)
    Proposal.objects.filter(pk=draft.pk).update(state=ProposalState.WITHDRAWN)
    again = promoting.promote(proposal=micro, delegate=delegate, by=chair)
    draft.refresh_from_db()
    assert (again.origin, draft.origin) == (micro, None)


@pytest.mark.parametrize("role", ["officer", "handler", "teacher", "stranger"])
def test_others_do_not_promote(request, chair, handler, teacher, delegate, role):
    micro = micro_of(teacher, handler)
    with pytest.raises(PermissionDenied):
        promoting.promote(proposal=micro, delegate=delegate, by=request.getfixturevalue(role))


def test_a_hidden_author_is_not_given_away_by_the_draft(
    log_in, chair, handler, officer, teacher, delegate
):
    own = make_delegate_of(teacher)
    micro = micro_of(teacher, handler, publicity="hidden")
    draft = promoting.promote(proposal=micro, delegate=own, by=teacher)
    assert (draft.publicity, StepEvent.objects.get().note) == ("hidden", "")
    page = log_in(officer).get(reverse("proposals:micro", args=[micro.pk]))
    assertContains(page, "已转为正式提案")
    assertNotContains(page, "周敏")


def test_an_anonymous_one_leaves_no_author_in_the_draft_and_tells_nobody_else(
    chair, handler, colleague, delegate
):
    micro = micro_of(None, handler)
    draft = promoting.promote(proposal=micro, delegate=delegate, by=chair)
    assert draft.origin.author is None
    assert [note.seat for note in Notification.objects.all()] == [colleague]
    draft.submitted_at = draft.created_at
    assert telling.author_side(draft) == [colleague]


def test_the_micro_author_is_told_of_the_formal_steps_and_may_read_it_once_it_is_sent(
    chair, handler, teacher, colleague, delegate
):
    micro = micro_of(teacher, handler)
    draft = promoting.promote(proposal=micro, delegate=delegate, by=chair)
    assert telling.author_side(draft) == [colleague]
    assert not Proposal.objects.visible_to(teacher).exists()
    sent = make_proposal(colleague, state=ProposalState.SUBMITTED)
    Proposal.objects.filter(pk=draft.pk).update(origin=None)
    Proposal.objects.filter(pk=sent.pk).update(origin=micro)
    sent.refresh_from_db()
    assert set(telling.author_side(sent)) == {colleague, teacher}
    assert list(Proposal.objects.visible_to(teacher)) == [sent]


def test_through_the_page_the_chair_chooses_and_both_pages_are_linked(
    log_in, chair, handler, teacher, colleague, delegate
):
    micro = micro_of(teacher, handler)
    step = reverse("proposals:micro_step", args=[micro.pk, "promote"])
    response = log_in(chair).post(step, {"delegate": delegate.pk})
    assert response.url == reverse("proposals:micro", args=[micro.pk])
    draft = Proposal.objects.get()
    page = log_in(colleague).get(reverse("proposals:proposal", args=[draft.pk]))
    assertContains(page, f"微提案 {micro.number}")
    assertContains(log_in(teacher).get(response.url), "已转为正式提案")
    assert AuditEntry.objects.filter(verb="micro_proposal.promote", seat=chair).count() == 1
    assert isinstance(draft.created_at, datetime.datetime)
