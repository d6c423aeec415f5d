"""Acts and rules of activities: who may, what is refused, what is counted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from activities import actions, checks
from activities.models import Activity, Attendance
from tests.activities.factories import HOUR, at, make_activity, make_held
from tests.members.factories import make_member
from union_site.findings import NotClear
from union_site.models import AuditEntry, StepEvent

NOW = at(2026, 11, 21, 9)
PLAN = {
    "title": "迎新趣味运动会",
    "kind": "festival",
    "theme": "",
    "starts_at": at(2026, 12, 30),
    "ends_at": at(2026, 12, 30, 17),
    "place": "操场",
    "organiser": "工会",
    "plan": "",
}
HELD = {"extra_headcount": 4, "cost": Decimal(600), "summary": "圆满。"}


def hold(activity, seat, **given):
    return actions.hold_activity(activity=activity, by=seat, now=NOW, **{**HELD, **given})


def sentences(refusal) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


ACTS = {
    "plan": lambda seat, union: actions.plan_activity(by=seat, **PLAN),
    "change": lambda seat, union: actions.change_activity(
        activity=make_activity(union), by=seat, now=NOW, **PLAN
    ),
    "hold": lambda seat, union: hold(make_activity(union), seat, headcount_members=0),
    "cancel": lambda seat, union: actions.cancel_activity(
        activity=make_activity(union), by=seat, note="下雨"
    ),
    "resume": lambda seat, union: actions.resume_activity(
        activity=make_activity(union, state="cancelled"), by=seat
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["auditor", "leader", "handler", "teacher", "district_staff"])
def test_only_chair_and_officers_write_of_activities(request, school, act, who):
    with pytest.raises(PermissionDenied):
        ACTS[act](request.getfixturevalue(who), school)


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"plan"}))
def test_a_stranger_touches_nothing_of_this_school(school, stranger, act):
    with pytest.raises(PermissionDenied):
        ACTS[act](stranger, school)


@pytest.mark.parametrize("who", ["chair", "officer"])
def test_an_activity_is_planned_held_and_counted(request, school, who):
    seat = request.getfixturevalue(who)
    for _ in range(30):
        make_member(school)
    activity = actions.plan_activity(
        by=seat, **{**PLAN, "starts_at": at(2026, 11, 20), "ends_at": at(2026, 11, 20, 17)}
    )
    assert (activity.state, activity.organiser) == ("planned", "工会")
    hold(activity, seat, headcount_members=26)
    activity.refresh_from_db()
    assert (activity.state, activity.attendance, activity.cost) == ("held", 30, Decimal(600))
    assert [event.step for event in StepEvent.objects.of(activity)] == ["hold"]


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [(NOW - HOUR, []), (NOW, []), (NOW + HOUR, ["A-01"])],
)
def test_nothing_is_held_before_it_began(starts_at, expected):
    assert [f.code for f in checks.is_over(starts_at=starts_at, now=NOW)] == expected


def test_the_act_refuses_what_has_not_begun(chair, school):
    activity = make_activity(school, starts_at=at(2026, 12, 30))
    with pytest.raises(NotClear) as refusal:
        hold(activity, chair, headcount_members=1, accepted=["A-01", "A-02"])
    assert "A-01" in sentences(refusal)
    activity.refresh_from_db()
    assert activity.state == "planned"


def test_a_held_activity_is_not_moved_into_the_future(chair, school):
    with pytest.raises(NotClear) as refusal:
        actions.change_activity(activity=make_held(school), by=chair, now=NOW, **PLAN)
    assert sentences(refusal) == ["A-01"]


@pytest.mark.parametrize(("came", "expected"), [(29, []), (30, []), (31, ["A-02"])])
def test_more_members_than_there_are_is_questioned(came, expected):
    found = checks.headcount(members_came=came, members_on_roll=30)
    assert [f.code for f in found] == expected


def test_an_activity_to_which_nobody_came_is_questioned(chair, school):
    with pytest.raises(NotClear) as refusal:
        hold(make_activity(school), chair, headcount_members=0, extra_headcount=0)
    assert sentences(refusal) == ["A-03"]


def test_a_list_of_participants_is_the_head_count(chair, school):
    activity, members = make_activity(school), [make_member(school) for _ in range(3)]
    hold(activity, chair, headcount_members=99, participants=members)
    activity.refresh_from_db()
    assert activity.headcount_members == 3
    hold(activity, chair, participants=members[:2])
    assert {row.member for row in activity.attendances.all()} == set(members[:2])


def test_a_participant_of_another_union_is_refused(chair, school, other_school):
    activity = make_activity(school)
    with pytest.raises(ValidationError, match="不属于本工会"):
        hold(activity, chair, participants=[make_member(other_school)], accepted=["A-02"])
    assert Attendance.objects.count() == 0
    activity.refresh_from_db()
    assert activity.state == "planned"


def test_nobody_is_listed_twice(school):
    activity, member = make_held(school), make_member(school)
    Attendance.objects.create(union=school, activity=activity, member=member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(union=school, activity=activity, member=member)


def test_one_place_holds_one_activity_at_a_time(chair, school):
    make_activity(school, "合唱排练", place="操场", starts_at=at(2026, 12, 30, 16))
    with pytest.raises(NotClear) as refusal:
        actions.plan_activity(by=chair, **PLAN)
    assert sentences(refusal) == ["A-04"]
    actions.plan_activity(by=chair, **{**PLAN, "place": "报告厅"})
    actions.plan_activity(by=chair, accepted=["A-04"], **PLAN)
    entry = AuditEntry.objects.order_by("pk").last()
    assert [finding["code"] for finding in entry.accepted_findings] == ["A-04"]


def test_an_end_before_the_beginning_is_refused(chair):
    with pytest.raises(ValidationError, match="结束时间不能早于开始时间"):
        actions.plan_activity(by=chair, **{**PLAN, "ends_at": at(2026, 12, 30, 14)})


def test_calling_off_needs_a_reason_and_can_be_undone(chair, school):
    activity = make_activity(school)
    with pytest.raises(ValidationError, match="需要写明理由"):
        actions.cancel_activity(activity=activity, by=chair, note="")
    activity.refresh_from_db()
    actions.cancel_activity(activity=activity, by=chair, note="下雨")
    actions.resume_activity(activity=activity, by=chair)
    assert Activity.objects.get().state == "planned"


def test_what_was_held_is_not_called_off(chair, school):
    with pytest.raises(ValidationError, match="不能再“取消活动”"):
        actions.cancel_activity(activity=make_held(school), by=chair, note="下雨")
