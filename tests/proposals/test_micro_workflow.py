"""The life of a micro-proposal: every role, every state, every step."""

from __future__ import annotations

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from proposals.models import MicroState
from proposals.workflow.micro import MICRO
from tests.proposals.factories import make_micro
from union_site.models import AuditEntry, StepEvent
from union_site.workflow import advance

# Who may take which step while the proposal is in which state; everything else is refused.
OPEN = {
    ("chair", MicroState.SUBMITTED): {"accept", "decline"},
    ("chair", MicroState.ACCEPTED): {"assign", "promote"},
    ("chair", MicroState.ASSIGNED): {"remind", "promote"},
    ("chair", MicroState.ANSWERED): {"publish", "promote"},
    ("chair", MicroState.PUBLISHED): {"take_down", "promote"},
    ("handler", MicroState.ASSIGNED): {"answer", "send_back", "extend"},
    ("teacher", MicroState.SUBMITTED): {"withdraw"},
    ("teacher", MicroState.ANSWERED): {"rate", "rehandle"},
    ("teacher", MicroState.PUBLISHED): {"rate"},
}
ROLES = ["chair", "officer", "auditor", "leader", "handler", "teacher", "colleague", "stranger"]


@pytest.fixture
def cast(request, chair, officer, auditor, leader, handler, teacher, colleague, stranger):
    return {name: request.getfixturevalue(name) for name in ROLES}


@pytest.mark.parametrize(("role", "state"), list(itertools.product(ROLES, MicroState)))
def test_the_buttons_are_exactly_those_of_the_table(cast, school, role, state):
    proposal = make_micro(school, author=cast["teacher"], state=state, lead=cast["handler"])
    found = {step.name for step in MICRO.open_to(proposal, cast[role])}
    assert found == OPEN.get((role, state), set())


# Handled anew while the former answer is on the notice page.
ANEW = {("chair", MicroState.ASSIGNED), ("chair", MicroState.ANSWERED)}


@pytest.mark.parametrize(("role", "state"), list(itertools.product(ROLES, MicroState)))
def test_what_is_handled_anew_in_public_may_be_taken_down_as_well(cast, school, role, state):
    given = {"author": cast["teacher"], "lead": cast["handler"], "published_at": timezone.now()}
    proposal = make_micro(school, state=state, **given)
    found = {step.name for step in MICRO.open_to(proposal, cast[role])}
    more = {"take_down_anew"} if (role, state) in ANEW else set()
    assert found == OPEN.get((role, state), set()) | more


@pytest.mark.parametrize(("role", "state"), list(itertools.product(ROLES, MicroState)))
def test_a_step_that_has_no_button_is_refused(cast, school, role, state):
    proposal = make_micro(school, author=cast["teacher"], state=state, lead=cast["handler"])
    for step in MICRO.steps:
        if step.name in OPEN.get((role, state), set()):
            continue
        with pytest.raises((PermissionDenied, ValidationError)):
            advance(MICRO, thing=proposal, step=step.name, by=cast[role], note="理由")
        proposal.refresh_from_db()
        assert proposal.state == state
    assert StepEvent.objects.count() == 0


def test_a_step_leaves_its_event_and_its_entry_in_the_trail(school, chair, teacher):
    proposal = make_micro(school, author=teacher)
    advance(MICRO, thing=proposal, step="decline", by=chair, note="与第 3 号重复")
    event = StepEvent.objects.get()
    assert (event.step, event.source, event.target, event.seat, event.note) == (
        "decline",
        "submitted",
        "declined",
        chair,
        "与第 3 号重复",
    )
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.seat, entry.object_id) == (
        "micro_proposal.decline",
        chair,
        str(proposal.pk),
    )


def test_a_step_that_needs_a_reason_is_refused_without_one(school, chair, teacher):
    proposal = make_micro(school, author=teacher)
    with pytest.raises(ValidationError, match="需要写明理由"):
        advance(MICRO, thing=proposal, step="decline", by=chair, note="  ")
    proposal.refresh_from_db()
    assert proposal.state == MicroState.SUBMITTED


def test_of_two_screeners_the_second_is_told_what_happened(school, chair, teacher):
    proposal = make_micro(school, author=teacher)
    from proposals.models import MicroProposal

    seen_by_both = MicroProposal.objects.get(pk=proposal.pk)
    advance(MICRO, thing=proposal, step="decline", by=chair, note="重复")
    with pytest.raises(ValidationError, match=r"现在是“不予受理”.*可能有人刚刚办理过"):
        advance(MICRO, thing=seen_by_both, step="decline", by=chair, note="不属职权")
    assert StepEvent.objects.count() == 1
