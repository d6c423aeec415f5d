"""Extraordinary sessions called by a third of the delegates (C-07, Order 32 art. 17)."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from congress.actions import initiatives as actions
from congress.checks import initiatives as checks
from congress.models import Delegate, Initiative, InitiativeSignature, Session
from congress.models.delegates import Kind
from tests.congress.factories import make_delegate, make_term
from tests.factories import make_seat
from tests.members.factories import make_member
from union_site.findings import NotClear
from union_site.models import AuditEntry, Notification, StepEvent
from union_site.norms import InForce

TODAY = datetime.date(2026, 11, 21)
NOW = datetime.datetime(2026, 11, 21, 2, tzinfo=datetime.UTC)
THIRD = InForce("congress.initiative_share", [1, 3], "", "", "第十七条", "全国", False)
SESSION = {"session_no": 1, "held_on": datetime.date(2026, 12, 10), "place": "", "agenda": "审议"}
WRITTEN = {"matter": "审议课后服务分配方案", "reason": "方案没有经过讨论。"}


def sit(term, seat, **fields) -> Delegate:
    """A place at the congress for somebody with an account."""
    member = make_member(term.union, seat.user.name, seat=seat)
    return make_delegate(term, member=member, **fields)


@pytest.fixture
def term(school):
    return make_term(school, n=9)


@pytest.fixture
def opener(term, teacher):
    return sit(term, teacher)


@pytest.fixture
def initiative(term, opener, teacher) -> Initiative:
    """Nine full delegates, so that three are a third; one has signed."""
    for _ in range(8):
        make_delegate(term)
    return actions.open_initiative(by=teacher, today=TODAY, **WRITTEN)


def signed_by(initiative: Initiative, count: int) -> None:
    free = initiative.term.delegates.exclude(signed_initiatives__initiative=initiative)
    for delegate in free[:count]:
        InitiativeSignature.objects.create(
            union=initiative.union, initiative=initiative, delegate=delegate
        )


def submit(initiative, seat):
    return actions.submit_initiative(initiative=initiative, by=seat, now=NOW)


def accept(initiative, seat, **changes):
    written = {**SESSION, **changes}
    return actions.accept_initiative(
        initiative=initiative, by=seat, today=TODAY, accepted=["C-16"], **written
    )


EDGES = [(3, 1), (29, 10), (30, 10), (31, 11), (57, 19), (65, 22), (80, 27), (2000, 667)]


@pytest.mark.parametrize(("n", "needed"), EDGES)
def test_article_17_a_third_is_rounded_up(n, needed):
    assert checks.reached(signed=needed, n=n, rule=THIRD) == []
    found = checks.reached(signed=needed - 1, n=n, rule=THIRD)
    assert [(f.code, f.citation) for f in found] == [("C-07", "第十七条")]
    assert f"不足 {needed} 人（全体正式代表 {n} 人），还差 1 人" in found[0].sentence


@given(n=st.integers(1, 5000), signed=st.integers(0, 5000))
def test_article_17_it_is_reached_exactly_when_three_times_the_signers_are_all(n, signed):
    assert (checks.reached(signed=signed, n=n, rule=THIRD) == []) == (3 * signed >= n)


# --- who ----------------------------------------------------------------------------------


def guest(term, seat):
    sit(term, seat, kind=Kind.OBSERVER, name=seat.user.name)


def left(term, seat):
    sit(term, seat, ended_on=datetime.date(2026, 10, 1), end_reason="left")


WHO = {
    "a full delegate": sit,
    "an observer": guest,
    "one who left": left,
    "no delegate": lambda term, seat: None,
}


@pytest.mark.parametrize("place", WHO)
@pytest.mark.parametrize("act", ["open", "sign", "unsign"])
def test_only_full_delegates_in_office_take_part(initiative, term, colleague, place, act):
    WHO[place](term, colleague)
    given = {"by": colleague, "today": TODAY}
    acts = {
        "open": lambda: actions.open_initiative(**given, **WRITTEN),
        "sign": lambda: actions.sign_initiative(initiative=initiative, **given),
        "unsign": lambda: actions.unsign_initiative(initiative=initiative, **given),
    }
    if place == "a full delegate":
        acts[act]()
        return
    with pytest.raises(PermissionDenied):
        acts[act]()


@pytest.mark.parametrize("who", ["chair", "officer", "stranger", "district_staff"])
def test_whoever_is_no_delegate_cannot_sign(request, initiative, who):
    seat = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        actions.sign_initiative(initiative=initiative, by=seat, today=TODAY)
    assert initiative.signatures.count() == 1


@pytest.mark.parametrize("who", ["chair", "officer", "colleague", "stranger", "district_staff"])
def test_only_who_opened_it_submits_and_withdraws(request, initiative, term, who):
    signed_by(initiative, 2)
    seat = request.getfixturevalue(who)
    if who == "colleague":
        sit(term, seat)
    with pytest.raises(PermissionDenied):
        submit(initiative, seat)
    with pytest.raises(PermissionDenied):
        actions.withdraw_initiative(initiative=initiative, by=seat)


@pytest.mark.parametrize("who", ["officer", "teacher", "stranger", "district_staff"])
def test_only_the_chair_answers(request, initiative, teacher, who):
    signed_by(initiative, 2)
    submitted, seat = submit(initiative, teacher), request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        accept(submitted, seat)
    with pytest.raises(PermissionDenied):
        actions.decline_initiative(initiative=submitted, by=seat, note="不需要")
    assert Session.objects.count() == 0


# --- signing ------------------------------------------------------------------------------


def test_who_opens_it_is_the_first_to_sign_and_the_others_are_told(
    term, opener, teacher, colleague
):
    sit(term, colleague)
    made = actions.open_initiative(by=teacher, today=TODAY, **WRITTEN)
    assert [row.delegate for row in made.signatures.all()] == [opener]
    assert [notice.seat for notice in Notification.objects.all()] == [colleague]
    assert AuditEntry.objects.get().verb == "congress.initiative_open"


def test_signing_twice_counts_once(initiative, term, colleague):
    sit(term, colleague)
    for _ in range(2):
        actions.sign_initiative(initiative=initiative, by=colleague, today=TODAY)
    assert initiative.signatures.count() == 2
    assert AuditEntry.objects.filter(verb="congress.initiative_sign").count() == 1


def test_a_signature_is_taken_back_until_it_is_submitted(initiative, term, teacher, colleague):
    sit(term, colleague)
    given = {"initiative": initiative, "by": colleague, "today": TODAY}
    actions.sign_initiative(**given)
    actions.unsign_initiative(**given)
    assert initiative.signatures.count() == 1
    actions.sign_initiative(**given)
    # Ten delegates by now: it takes four.
    signed_by(initiative, 2)
    submit(initiative, teacher)
    for act in (actions.unsign_initiative, actions.sign_initiative):
        with pytest.raises(ValidationError, match="现在是“已提交”"):
            act(**given)
    assert initiative.signatures.count() == 4


def test_the_opener_is_told_once_when_the_third_is_full(initiative, term, teacher):
    for name in ("甲", "乙", "丙"):
        seat = make_seat(term.union, "member", name=name)
        sit(term, seat)
        actions.sign_initiative(initiative=initiative, by=seat, today=TODAY)
    told = Notification.objects.filter(seat=teacher, sentence__contains="已达到")
    # Twelve full delegates in the end, and the fourth signature fills the third.
    assert told.count() == 1


# --- the third, on submission and on planning ---------------------------------------------


def test_article_17_below_a_third_it_is_not_submitted(initiative, teacher):
    signed_by(initiative, 1)
    with pytest.raises(NotClear, match="联名代表 2 人，不足 3 人"):
        submit(initiative, teacher)
    signed_by(initiative, 1)
    submitted = submit(initiative, teacher)
    assert (submitted.state, submitted.delegates, submitted.needed) == ("submitted", 9, 3)


def test_the_signature_of_one_who_left_no_longer_counts(initiative, teacher):
    signed_by(initiative, 2)
    gone = initiative.signatures.exclude(delegate__member__seat=teacher).first().delegate
    Delegate.objects.filter(pk=gone.pk).update(ended_on=TODAY, end_reason="left")
    # Eight are left, and it takes three of them.
    with pytest.raises(NotClear, match="联名代表 2 人，不足 3 人（全体正式代表 8 人）"):
        submit(initiative, teacher)


def test_article_17_the_third_is_counted_again_when_the_session_is_planned(
    initiative, term, teacher, chair
):
    signed_by(initiative, 2)
    submitted = submit(initiative, teacher)
    make_delegate(term)
    with pytest.raises(NotClear, match="不足 4 人"):
        accept(submitted, chair)
    signed_by(initiative, 1)
    session = accept(submitted, chair)
    assert (session.kind, session.initiator, session.signers) == ("extraordinary", "delegates", 4)
    submitted.refresh_from_db()
    assert (submitted.state, submitted.session) == ("accepted", session)


def test_it_becomes_a_session_once(initiative, teacher, chair):
    signed_by(initiative, 2)
    submitted = submit(initiative, teacher)
    accept(submitted, chair)
    with pytest.raises(ValidationError, match="现在是“已列入会议”"):
        accept(submitted, chair, session_no=2)
    assert Session.objects.count() == 1


def test_declining_takes_a_reason_that_the_signers_read(initiative, teacher, chair):
    signed_by(initiative, 2)
    submitted = submit(initiative, teacher)
    with pytest.raises(ValidationError, match="需要写明理由"):
        actions.decline_initiative(initiative=submitted, by=chair, note=" ")
    Notification.objects.all().delete()
    actions.decline_initiative(initiative=submitted, by=chair, note="已列入下周年度会议")
    assert [notice.seat for notice in Notification.objects.all()] == [teacher]
    assert "已列入下周年度会议" in Notification.objects.get().sentence
    assert StepEvent.objects.of(submitted).get(step="decline").note == "已列入下周年度会议"


def test_the_chair_is_told_of_what_was_submitted(initiative, teacher, chair, officer):
    signed_by(initiative, 2)
    Notification.objects.all().delete()
    submit(initiative, teacher)
    assert [notice.seat for notice in Notification.objects.all()] == [chair]


def test_what_was_withdrawn_cannot_be_signed(initiative, term, teacher, colleague):
    sit(term, colleague)
    actions.withdraw_initiative(initiative=initiative, by=teacher)
    with pytest.raises(ValidationError, match="已撤回"):
        actions.sign_initiative(initiative=initiative, by=colleague, today=TODAY)
