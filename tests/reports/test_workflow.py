"""Steps of papers and returns: who may take which from which state."""

from __future__ import annotations

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reports import actions
from reports.models import PaperState, Return
from reports.workflow import PAPERS, RETURNS, may_write
from tests.factories import make_seat
from tests.reports.factories import hand_in, make_plan, make_summary
from union_site.models import AuditEntry, StepEvent

ROLES = ["chair", "officer", "auditor", "leader", "handler", "member", "district"]
STATES = PaperState.values
PAPER_STEPS = [step.name for step in PAPERS.steps]
RETURN_STATES = Return.State.values
RETURN_STEPS = [step.name for step in RETURNS.steps]

# What a seat of the paper's own union may do; everything that is not here may not be done.
MAY_HAND_IN = {("chair", "draft"), ("chair", "returned")}
MAY_WRITE = {(role, state) for role in ("chair", "officer") for state in ("draft", "returned")}
# What a seat of the district may do with a return.
MAY_DECIDE = {
    ("accept", "submitted"),
    ("send_back", "submitted"),
    ("reopen", "accepted"),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_step_of_a_paper_stands_open_only_to_its_role_and_state(chair, role):
    summary, seat = make_summary(chair, is_written=False), make_seat(chair.union, role)
    open_ones = {
        (step, state)
        for state, step in itertools.product(STATES, PAPER_STEPS)
        if PAPERS.allows(put(summary, state), step, seat)
    }
    # The other steps are taken by the system when the district decides on the return.
    assert open_ones == {("hand_in", state) for who, state in MAY_HAND_IN if who == role}


@pytest.mark.parametrize("role", ROLES)
def test_a_paper_is_written_only_by_its_writers_while_it_is_not_frozen(chair, role):
    summary, seat = make_summary(chair, is_written=False), make_seat(chair.union, role)
    states = {state for state in STATES if may_write(put(summary, state), seat)}
    assert states == {state for who, state in MAY_WRITE if who == role}


@pytest.mark.parametrize("role", ROLES)
def test_a_step_of_a_return_stands_open_only_to_the_district(chair, district, role):
    sent = hand_in(make_summary(chair, is_written=False), chair)
    seat = make_seat(district, role)
    open_ones = {
        (step, state)
        for state, step in itertools.product(RETURN_STATES, RETURN_STEPS)
        if RETURNS.allows(put(sent, state), step, seat)
    }
    assert open_ones == (MAY_DECIDE if role == "district" else set())


def put(thing, state: str):
    """The thing as if it were in this state; nothing is saved."""
    thing.state = state
    return thing


@pytest.mark.parametrize("act", [actions.accept, actions.send_back, actions.reopen])
def test_neither_the_school_nor_a_stranger_decides(chair, stranger, act):
    sent = hand_in(make_summary(chair), chair)
    for seat in (chair, stranger):
        with pytest.raises(PermissionDenied):
            act(sent=sent, remark="请补充", by=seat)


def test_another_district_decides_nothing(chair):
    from tests.factories import make_union
    from union_site.models import Union

    elsewhere = make_union("elsewhere", kind=Union.Kind.DISTRICT)
    sent = hand_in(make_summary(chair), chair)
    with pytest.raises(PermissionDenied):
        actions.accept(sent=sent, by=make_seat(elsewhere, "district"))


def test_accepting_sets_the_state_of_the_schools_paper_and_tells_it(chair, district_staff):
    summary = make_summary(chair)
    sent = hand_in(summary, chair)
    actions.accept(sent=sent, by=district_staff)
    summary.refresh_from_db()
    assert (sent.state, summary.state) == ("accepted", "accepted")
    assert sent.decided_by == district_staff
    assert notices(chair) == ["2026年度工作总结：区工会接收"]


def test_sending_back_needs_a_remark_and_opens_the_paper_again(chair, district_staff):
    summary = make_summary(chair)
    sent = hand_in(summary, chair)
    with pytest.raises(ValidationError, match="需要写明理由"):
        actions.send_back(sent=sent, remark="  ", by=district_staff)
    summary.refresh_from_db()
    assert summary.state == "submitted"
    actions.send_back(sent=sent, remark="请补充活动场次", by=district_staff)
    summary.refresh_from_db()
    assert (sent.state, summary.state, summary.is_editable) == ("returned", "returned", True)
    assert notices(chair) == ["2026年度工作总结：区工会退回修改：请补充活动场次"]


def test_an_acceptance_can_be_taken_back_with_a_reason(chair, district_staff):
    summary = make_summary(chair)
    sent = hand_in(summary, chair)
    actions.accept(sent=sent, by=district_staff)
    actions.reopen(sent=sent, remark="误点", by=district_staff)
    summary.refresh_from_db()
    assert (sent.state, sent.decided_by, summary.state) == ("submitted", None, "submitted")


def test_of_two_decisions_at_once_one_wins(chair, district_staff):
    sent = hand_in(make_summary(chair), chair)
    same = Return.objects.get(pk=sent.pk)
    actions.accept(sent=sent, by=district_staff)
    with pytest.raises(ValidationError, match="不能再"):
        actions.send_back(sent=same, remark="请补充", by=district_staff)
    sent.refresh_from_db()
    assert sent.state == "accepted"


def test_a_refused_decision_leaves_no_trace(chair, district_staff):
    summary = make_summary(chair)
    sent = hand_in(summary, chair)
    actions.accept(sent=sent, by=district_staff)
    before = (StepEvent.objects.count(), AuditEntry.objects.count())
    with pytest.raises(ValidationError):
        actions.accept(sent=sent, by=district_staff)
    assert (StepEvent.objects.count(), AuditEntry.objects.count()) == before


def test_a_plan_goes_the_same_way(chair, district_staff):
    plan = make_plan(chair)
    sent = hand_in(plan, chair)
    actions.accept(sent=sent, by=district_staff)
    plan.refresh_from_db()
    assert (sent.kind, plan.state) == ("work_plan", "accepted")


def test_the_database_knows_the_states_of_papers_and_returns(chair):
    summary = make_summary(chair)
    sent = hand_in(summary, chair)
    for row in (summary, sent):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(state="nonsense")


def test_the_database_refuses_a_return_sent_back_without_a_reason(chair, district_staff):
    sent = hand_in(make_summary(chair), chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.filter(pk=sent.pk).update(
            state="returned", decided_at=timezone.now(), decided_by=district_staff
        )


def notices(seat) -> list[str]:
    from union_site.models import Notification

    return list(Notification.objects.filter(seat=seat).values_list("sentence", flat=True))
