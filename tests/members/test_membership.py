"""Steps of a membership's life: who may take which when, and what each one leaves behind."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from members.actions import membership as actions
from members.models import Member, MembershipEvent
from members.models.codes import Status
from members.workflow.membership import MEMBERSHIP
from tests.factories import make_seat
from tests.members.factories import make_group, make_member
from union_site.models import AuditEntry, Grant, Notification, Seat, StepEvent

pytestmark = pytest.mark.django_db
JOINED = datetime.date(2015, 9, 1)
DAY = datetime.date(2026, 3, 1)

# Every step with the least that it asks for.
ASKED = {
    "retain": {"on": DAY, "cause": "retired"},
    "resume": {"on": DAY},
    "resign": {"on": DAY, "wish_on": DAY, "reason": "个人要求"},
    "lapse": {
        "on": DAY,
        "inactive_from": datetime.date(2025, 7, 1),
        "educated_on": datetime.date(2026, 1, 5),
        "education": "谈话两次，仍不参加",
    },
    "expel": {
        "on": DAY,
        "document_no": "实工〔2026〕3号",
        "decided_on": DAY,
        "reported_on": DAY,
        "reason": "受刑事处罚",
    },
    "decease": {"on": DAY},
}
FROM_TO = {
    "retain": (["active"], "retained"),
    "resume": (["retained"], "active"),
    "resign": (["active", "retained"], "resigned"),
    "lapse": (["active"], "lapsed"),
    "expel": (["active", "retained"], "expelled"),
    "decease": (["active", "retained"], "deceased"),
}


def take(step, member, by, today, **given):
    act = getattr(actions, step)
    return act(member=member, by=by, today=today, **{**ASKED[step], **given})


@pytest.fixture
def member(school):
    return make_member(school, "丁慕云", joined_union_on=JOINED)


@pytest.mark.parametrize("step", FROM_TO)
@pytest.mark.parametrize("status", [status for status in Status.values if status != "merged"])
def test_a_step_is_taken_from_its_states_alone(step, status, school, chair, today):
    member = make_member(school, "丁慕云", joined_union_on=JOINED)
    if status != "active":
        Member.objects.filter(pk=member.pk).update(status=status)
    sources, target = FROM_TO[step]
    if status in sources:
        take(step, member, chair, today)
        member.refresh_from_db()
        assert (member.status, member.changed_on, member.revision) == (target, DAY, 2)
        event = MembershipEvent.objects.filter(member=member).latest("pk")
        assert (event.status, event.on, event.by) == (target, DAY, chair)
        assert StepEvent.objects.get().step == step
        assert AuditEntry.objects.get().verb == f"membership.{step}"
    else:
        with pytest.raises(ValidationError, match="现在是"):
            take(step, member, chair, today)
        member.refresh_from_db()
        assert (member.status, member.revision) == (status, 1)


@pytest.mark.parametrize(
    "role",
    ["officer", "auditor", "leader", "handler", "teacher", "district_staff", "stranger"],
)
@pytest.mark.parametrize("step", [*FROM_TO, "correct"])
def test_only_the_chair_of_the_union_takes_a_step(role, step, request, school, today):
    seat = request.getfixturevalue(role)
    member = make_member(school, status="retained" if step == "resume" else "active")
    given = ASKED.get(step, {"reason": "登记错了"})
    with pytest.raises(PermissionDenied):
        getattr(actions, step)(member=member, by=seat, today=today, **given)
    assert MEMBERSHIP.open_to(member, seat) == []


def test_m_03_the_retired_keep_their_seat_and_are_told_that_they_have_no_vote(
    school, chair, teacher, today
):
    member = make_member(school, "周敏", seat=teacher)
    take("retain", member, chair, today, on=today)
    member.refresh_from_db()
    assert (member.status, member.employment_status) == ("retained", "retired")
    assert Seat.objects.get(pk=teacher.pk).is_active
    assert Member.objects.active().count() == 0
    assert "没有表决权" in Notification.objects.get(seat=teacher).sentence


def test_m_03_a_retired_person_who_is_hired_again_stays_retained(member, chair, today):
    take("retain", member, chair, today)
    with pytest.raises(ValidationError, match="会员会籍管理办法》：退休的保留会籍"):
        take("resume", member, chair, today)
    assert Member.objects.get().status == "retained"


@pytest.mark.parametrize("cause", ["unemployed", "dissolved"])
def test_m_04_who_was_out_of_work_comes_back(cause, member, chair, today):
    take("retain", member, chair, today, cause=cause)
    assert Member.objects.get().employment_status == "unemployed"
    take("resume", member, chair, today)
    assert Member.objects.get().status == "active"
    assert Member.objects.get().employment_status == "working"


def test_m_07_the_sentence_names_the_day_from_which_a_membership_may_lapse(member, chair, today):
    with pytest.raises(ValidationError) as refused:
        take("lapse", member, chair, today, inactive_from=datetime.date(2025, 9, 2))
    assert "满 6 个月是 2026-03-02" in refused.value.message_dict["on"][0]
    take("lapse", member, chair, today, inactive_from=datetime.date(2025, 9, 1))
    event = MembershipEvent.objects.latest("pk")
    assert event.details == {"inactive_from": "2025-09-01", "educated_on": "2026-01-05"}
    assert event.reason == "谈话两次，仍不参加"


@pytest.mark.parametrize(
    ("step", "given", "field"),
    [
        ("retain", {"on": datetime.date(2999, 1, 1)}, "on"),
        ("retain", {"on": datetime.date(2015, 8, 31)}, "on"),
        ("resign", {"wish_on": DAY + datetime.timedelta(days=1)}, "wish_on"),
        ("resign", {"reason": " "}, "note"),
        ("lapse", {"educated_on": datetime.date(2025, 6, 30)}, "educated_on"),
        ("lapse", {"educated_on": DAY + datetime.timedelta(days=1)}, "educated_on"),
        ("expel", {"document_no": " "}, "document_no"),
        ("expel", {"decided_on": DAY + datetime.timedelta(days=1)}, "decided_on"),
        ("expel", {"reported_on": DAY - datetime.timedelta(days=1)}, "reported_on"),
    ],
)
def test_what_the_rules_ask_for_is_asked(step, given, field, member, chair, today):
    with pytest.raises(ValidationError) as refused:
        take(step, member, chair, today, **given)
    assert list(refused.value.message_dict) == [field]
    assert Member.objects.get().status == "active"
    assert MembershipEvent.objects.count() == 1


@pytest.mark.parametrize("step", ["resign", "lapse", "expel", "decease"])
def test_whoever_leaves_loses_the_seat_the_rights_and_the_group(step, school, chair, today):
    seat = make_seat(school, "officer", "member", name="丁慕云")
    member = make_member(school, "丁慕云", seat=seat, group=make_group(school, "一组"))
    type(member.group).objects.update(head=member)
    MembershipEvent.objects.update(on=JOINED)
    take(step, member, chair, today)
    seat = Seat.objects.get(pk=seat.pk)
    assert not seat.is_active
    assert {grant.valid_until for grant in Grant.objects.filter(seat=seat)} == {DAY}
    assert seat.user.is_active
    member.group.refresh_from_db()
    assert member.group.head is None


def test_nobody_ends_their_own_membership(school, chair, today):
    member = make_member(school, "陈晓岚", seat=chair)
    with pytest.raises(ValidationError, match="不能终止自己的会籍"):
        take("resign", member, chair, today, on=today, wish_on=today)
    assert Seat.objects.get(pk=chair.pk).is_active


# --- taking a mistake back -----------------------------------------------------------------


@pytest.mark.parametrize("step", ["resign", "lapse", "expel", "decease"])
def test_an_end_by_mistake_is_taken_back_within_the_history(step, school, chair, teacher, today):
    member = make_member(school, "周敏", seat=teacher, joined_union_on=JOINED)
    take(step, member, chair, today)
    actions.correct(member=member, reason="办错了人，应为同名的另一位", by=chair, today=today)
    member.refresh_from_db()
    assert (member.status, member.changed_on) == ("active", JOINED)
    wrong, correction = MembershipEvent.objects.filter(member=member).order_by("pk")[1:]
    assert (correction.kind, correction.on, correction.corrects) == ("corrected", DAY, wrong)
    assert correction.reason == "办错了人，应为同名的另一位"
    # As if it had never been, also on the day itself.
    assert Member.objects.active_at(DAY).get() == member
    assert MembershipEvent.objects.standing().get().kind == "joined"
    seat = Seat.objects.get(pk=teacher.pk)
    assert seat.is_active
    assert seat.roles_on(today) == {"member"}


def test_a_retirement_by_mistake_is_taken_back_and_a_second_time_there_is_nothing(
    member, chair, today
):
    take("retain", member, chair, today)
    actions.correct(member=member, reason="还没有退休", by=chair, today=today)
    member.refresh_from_db()
    assert (member.status, member.employment_status) == ("active", "working")
    with pytest.raises(ValidationError, match="没有可以退回的一步"):
        actions.correct(member=member, reason="再来一次", by=chair, today=today)


def test_a_correction_needs_a_reason(member, chair, today):
    take("retain", member, chair, today)
    with pytest.raises(ValidationError, match="需要写明理由"):
        actions.correct(member=member, reason=" ", by=chair, today=today)


def test_an_end_after_retirement_goes_back_to_retained(member, chair, today):
    take("retain", member, chair, today)
    take("resign", member, chair, today, on=today, wish_on=today)
    actions.correct(member=member, reason="本人没有申请", by=chair, today=today)
    assert Member.objects.get().status == "retained"
