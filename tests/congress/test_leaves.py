"""Leave: the delegate asks, the head consents, the presidium approves; who may, who reads."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from congress.actions import leaves as actions
from congress.models import Leave, LeaveState
from congress.models.attendance import Reason
from congress.workflow.leaves import LEAVE
from tests.congress.factories import (
    make_delegate,
    make_entry,
    make_session,
    make_sitting,
    make_term,
)
from tests.congress.leaving import make_leave
from tests.factories import make_seat
from tests.members.factories import make_member
from union_site.models import Notification, StepEvent

FIRST, SECOND = "第一代表团", "第二代表团"


@pytest.fixture
def session(school):
    made = make_session(make_term(school, n=5), held_on=timezone.localdate())
    made.roll_frozen_on = made.held_on
    made.save()
    return made


def entry_of(session, seat, delegation=FIRST, **fields):
    member = make_member(session.union, seat.user.name, seat=seat)
    delegate = make_delegate(session.term, member.name, member=member)
    return make_entry(session, delegate, delegation_name=delegation, **fields)


@pytest.fixture
def head(school, session):
    """The head of the first delegation, without any office in the union."""
    seat = make_seat(school, "member", name="团长甲")
    entry_of(session, seat, is_head=True)
    return seat


@pytest.fixture
def entry(session, teacher):
    return entry_of(session, teacher)


def ask(entry, by, **fields):
    given = {"sitting": None, "reason": Reason.OFFICIAL, "note": ""}
    return actions.ask_leave(
        session=entry.session, entry=entry, by=by, now=timezone.now(), **{**given, **fields}
    )


def steps(leave):
    events = StepEvent.objects.filter(object_id=str(leave.pk), object_type="congress.leave")
    return list(events.order_by("pk").values_list("step", flat=True))


def told(seat):
    return list(Notification.objects.filter(seat=seat).values_list("sentence", flat=True))


# --- the way it goes ------------------------------------------------------------------------


def test_the_delegate_asks_the_head_consents_the_chair_approves(entry, teacher, head, chair):
    leave = ask(entry, teacher)
    assert leave.state == LeaveState.APPLIED
    assert told(head) == ["周敏请假（整个会议），请您决定是否同意。"]
    actions.decide_leave(leave=leave, step="consent", by=head)
    assert told(chair) == ["周敏请假（整个会议），团长已同意，待主席团批准。"]
    actions.decide_leave(leave=leave, step="approve", by=chair)
    assert told(teacher) == ["周敏请假（整个会议）：已准假。"]
    assert steps(leave) == ["consent", "approve"]


def test_a_head_who_asks_for_somebody_has_consented(entry, head):
    assert ask(entry, head).state == LeaveState.CONSENTED


def test_a_heads_own_leave_goes_to_the_presidium_at_once(session, head, chair):
    leave = ask(session.roll.get(member__seat=head), head)
    assert (leave.state, steps(leave)) == (LeaveState.CONSENTED, ["consent"])
    assert len(told(chair)) == 1


def test_where_nobody_heads_the_delegation_it_goes_to_the_presidium_at_once(entry, teacher):
    assert ask(entry, teacher).state == LeaveState.CONSENTED


def test_a_head_without_an_account_cannot_be_waited_for(session, entry, teacher):
    delegate = make_delegate(session.term)
    make_entry(session, delegate, delegation_name=FIRST, is_head=True)
    assert ask(entry, teacher).state == LeaveState.CONSENTED


def test_what_the_chair_types_in_says_that_the_head_has_consented(entry, head, chair):
    leave = ask(entry, chair)
    assert (leave.state, steps(leave)) == (LeaveState.CONSENTED, ["consent_for_head"])


def test_nothing_is_approved_that_the_head_has_not_consented_to(entry, teacher, head, chair):
    leave = ask(entry, teacher)
    with pytest.raises(ValidationError, match="待团长同意"):
        actions.decide_leave(leave=leave, step="approve", by=chair)


@pytest.mark.parametrize("step", ["decline", "refuse", "consent_for_head"])
def test_saying_no_or_speaking_for_the_head_needs_a_reason(entry, teacher, head, chair, step):
    leave = ask(entry, teacher)
    by = head if step == "decline" else chair
    with pytest.raises(ValidationError, match="理由"):
        actions.decide_leave(leave=leave, step=step, by=by)


# --- what is refused ------------------------------------------------------------------------


def test_leave_is_asked_once_and_again_after_it_was_refused(session, entry, teacher, chair):
    sitting = make_sitting(session)
    first = ask(entry, teacher)
    with pytest.raises(ValidationError, match="已对整个会议请过假"):
        ask(entry, teacher)
    ask(entry, teacher, sitting=sitting)
    with pytest.raises(ValidationError, match="已经请过假"):
        ask(entry, teacher, sitting=sitting)
    actions.decide_leave(leave=first, step="refuse", by=chair, note="人数不够")
    assert ask(entry, teacher).pk != first.pk


def test_a_sitting_of_another_session_is_none_to_ask_leave_from(session, entry, teacher):
    other = make_sitting(make_session(session.term, 2))
    with pytest.raises(ValidationError, match="不属于本次会议"):
        ask(entry, teacher, sitting=other)


def test_after_a_sitting_is_over_only_the_chair_writes_leave_down(session, entry, teacher, chair):
    now = timezone.now()
    over = make_sitting(session, present=[], state="closed", closed_at=now)
    with pytest.raises(ValidationError, match="补假"):
        ask(entry, teacher, sitting=over)
    assert ask(entry, chair, sitting=over).state == LeaveState.CONSENTED


# --- who ------------------------------------------------------------------------------------


@pytest.fixture
def cast(session, entry, head, chair, officer, colleague, leader, stranger, district_staff):
    other = make_seat(session.union, "member", name="团长乙")
    entry_of(session, other, SECOND, is_head=True)
    fellow = make_seat(session.union, "member", name="同团代表")
    entry_of(session, fellow)
    return {
        "self": entry.member.seat,
        "head": head,
        "chair": chair,
        "fellow delegate": fellow,
        "other head": other,
        "officer": officer,
        "colleague": colleague,
        "leader": leader,
        "stranger": stranger,
        "district": district_staff,
    }


def test_who_may_ask_leave_for_somebody(entry, cast):
    may = set()
    for who, seat in cast.items():
        try:
            ask(entry, seat)
        except PermissionDenied:
            continue
        may.add(who)
        Leave.objects.all().delete()
    assert may == {"self", "head", "chair"}


STEPS = {
    ("applied", "consent"): {"head"},
    ("applied", "decline"): {"head"},
    ("applied", "consent_for_head"): {"chair"},
    ("applied", "refuse"): {"chair"},
    ("applied", "withdraw"): {"self"},
    ("consented", "approve"): {"chair"},
    ("consented", "refuse"): {"chair"},
    ("consented", "withdraw"): {"self"},
    ("approved", "withdraw"): {"self"},
}


@pytest.mark.parametrize("state", LeaveState.values)
def test_who_may_take_which_step(entry, cast, state):
    leave = make_leave(entry, state=state)
    found = {
        (state, step.name): {
            who for who, seat in cast.items() if LEAVE.allows(leave, step.name, seat)
        }
        for step in LEAVE.steps
    }
    expected = {key: who for key, who in STEPS.items() if key[0] == state}
    assert {key: who for key, who in found.items() if who} == expected


def test_who_reads_the_reason(entry, cast):
    leave = make_leave(entry, note="住院检查")
    readers = {who for who, seat in cast.items() if leave in Leave.objects.readable_by(seat)}
    assert readers == {"self", "head", "chair"}


# --- pages ----------------------------------------------------------------------------------


def test_a_delegate_asks_on_the_phone_and_the_chair_approves(
    session, entry, teacher, chair, log_in
):
    page = reverse("congress:leave_new", args=[session.pk])
    given = {"entry": entry.pk, "sitting": "", "reason": "official", "note": "外出听课"}
    client = log_in(teacher)
    shown = client.post(page, given, follow=True).content.decode()
    assert "待主席团批准" in shown
    leave = Leave.objects.get()
    log_in(chair).post(reverse("congress:leave", args=[leave.pk]), {"step": "approve"})
    leave.refresh_from_db()
    assert leave.state == LeaveState.APPROVED


def test_a_delegate_cannot_choose_somebody_else(session, entry, teacher, cast, log_in):
    other = session.roll.get(member__seat=cast["fellow delegate"])
    page = reverse("congress:leave_new", args=[session.pk])
    given = {"entry": other.pk, "sitting": "", "reason": "official"}
    assert log_in(teacher).post(page, given).status_code == 200
    assert Leave.objects.count() == 0


def test_a_colleague_neither_reads_leave_nor_takes_a_step(session, entry, colleague, log_in):
    leave = make_leave(entry)
    client, page = log_in(colleague), reverse("congress:leave", args=[leave.pk])
    assert client.get(page).status_code == 404
    assert client.post(page, {"step": "approve"}).status_code == 404
    listed = client.get(reverse("congress:leave_list", args=[session.pk])).content.decode()
    assert "周敏" not in listed


def test_the_list_of_leave_costs_the_same_for_one_and_for_five(
    session, entry, chair, log_in, django_assert_max_num_queries
):
    client, page = log_in(chair), reverse("congress:leave_list", args=[session.pk])
    make_leave(entry)
    with django_assert_max_num_queries(14) as one:
        client.get(page)
    for _ in range(4):
        make_leave(make_entry(session))
    with django_assert_max_num_queries(len(one)):
        client.get(page)
    export = client.get(reverse("congress:leave_export", args=[session.pk]) + "?state=applied")
    assert export.status_code == 200
