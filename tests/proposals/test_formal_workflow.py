"""The life of a formal proposal: every role, every state, every step."""

from __future__ import annotations

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from proposals.models import Proposal, ProposalState
from proposals.workflow.formal import FORMAL
from tests.factories import make_seat
from tests.proposals.committees import make_committee
from tests.proposals.factories import make_proposal
from union_site.models import StepEvent
from union_site.workflow import advance

S = ProposalState
DECIDES = {
    S.SUBMITTED: {"receive", "complete"},
    S.SCREENING: {"advise", "complete", "docket", "merge", "convert", "reject", "refer"},
    S.DISPUTED: {"advise", "docket", "merge", "convert", "reject"},
    S.MERGED: {"separate"},
    S.TO_ASSIGN: {"assign"},
    S.ASSIGNED: {"reassign", "change_leader", "remind", "supervise"},
    S.HANDLING: {"reassign", "change_leader", "remind", "supervise"},
    S.REPLY_REVIEW: {"reassign", "change_leader", "remind", "supervise"},
    S.REPLIED: {"supervise", "rehandle", "refer_on", "close"},
    S.CLOSED: {"reopen", "archive"},
}
# Who may take which step while the proposal is in which state; everything else is refused.
OPEN = {
    ("author", S.DRAFT): {"invite", "submit", "withdraw"},
    ("author", S.SECONDING): {"rewrite", "submit", "withdraw"},
    ("author", S.SUBMITTED): {"withdraw"},
    ("author", S.SCREENING): {"withdraw"},
    ("author", S.DISPUTED): {"withdraw"},
    ("author", S.TO_ASSIGN): {"withdraw"},
    ("author", S.REJECTED): {"appeal"},
    # 再办理 and 重新办理 come after a word of the author: tests/proposals/test_rating.py.
    ("author", S.REPLIED): {"rate"},
    ("seconder", S.REPLIED): {"rate"},
    ("adviser", S.SUBMITTED): {"receive"},
    ("adviser", S.SCREENING): {"advise"},
    ("adviser", S.DISPUTED): {"advise"},
    ("lead", S.ASSIGNED): {"accept", "send_back"},
    ("lead", S.HANDLING): {"extend", "reply", "progress"},
    ("lead", S.REPLIED): {"progress"},
    ("lead", S.CLOSED): {"progress"},
    ("leader", S.REPLY_REVIEW): {"sign", "hand_back"},
    **{("head", state): steps for state, steps in DECIDES.items()},
    **{("chair", state): steps for state, steps in DECIDES.items()},
    # Whether it is on the notice page is the steps' objection; the state alone opens both.
    ("chair", S.HANDLING): DECIDES[S.HANDLING] | {"take_down"},
    ("chair", S.REPLY_REVIEW): DECIDES[S.REPLY_REVIEW] | {"take_down"},
    ("chair", S.REPLIED): DECIDES[S.REPLIED] | {"publish", "take_down"},
    ("chair", S.CLOSED): DECIDES[S.CLOSED] | {"publish", "take_down"},
    ("chair", S.ARCHIVED): {"publish", "take_down"},
}
ROLES = [
    "author",
    "seconder",
    "head",
    "adviser",
    "chair",
    "officer",
    "lead",
    "other_unit",
    "leader",
    "auditor",
    "colleague",
    "stranger",
]


@pytest.fixture
def cast(request, school, chair, officer, auditor, leader, handler, teacher, colleague, stranger):
    head, adviser = make_committee(school, 1)
    return {
        "author": teacher,
        "seconder": make_seat(school, "member", name="附议人"),
        "head": head,
        "adviser": adviser,
        "chair": chair,
        "officer": officer,
        "lead": handler,
        "other_unit": make_seat(school, "handler", name="旁人", department="教务处"),
        "leader": leader,
        "auditor": auditor,
        "colleague": colleague,
        "stranger": stranger,
    }


def proposal_in(state: str, cast) -> Proposal:
    given = {"lead": cast["lead"], "leader": cast["leader"]}
    if state == S.MERGED:
        given["merged_into"] = make_proposal(cast["colleague"], state=S.SCREENING)
    return make_proposal(cast["author"], state=state, seconders=[cast["seconder"]], **given)


@pytest.mark.parametrize("state", list(S))
def test_the_buttons_are_exactly_those_of_the_table(cast, state):
    proposal = proposal_in(state, cast)
    found = {role: {step.name for step in FORMAL.open_to(proposal, cast[role])} for role in ROLES}
    assert found == {role: OPEN.get((role, state), set()) for role in ROLES}


@pytest.mark.parametrize("state", list(S))
def test_a_step_that_has_no_button_is_refused(cast, state):
    proposal = proposal_in(state, cast)
    for role, step in itertools.product(ROLES, FORMAL.steps):
        if step.name in OPEN.get((role, state), set()):
            continue
        with pytest.raises((PermissionDenied, ValidationError)):
            advance(FORMAL, thing=proposal, step=step.name, by=cast[role], note="理由")
    proposal.refresh_from_db()
    assert proposal.state == state
    assert StepEvent.objects.count() == 0


def test_a_member_of_the_committee_does_not_screen_the_own_proposal(cast):
    own = make_proposal(cast["adviser"], state=S.SCREENING, seconders=[cast["seconder"]])
    assert {step.name for step in FORMAL.open_to(own, cast["adviser"])} == {"withdraw"}
