"""Demonstration data of activities: valid, never ahead of its day, twice the same."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from activities import demo
from activities.models import Activity, Attendance
from tests.members.factories import make_member
from union_site import figures
from union_site.demo import Stage

DAYS = [datetime.date(2026, 11, 21), datetime.date(2026, 1, 5), datetime.date(2028, 2, 29)]


@pytest.fixture
def stage_on(district, school, other_school, chair, stranger):
    for _ in range(60):
        make_member(school)

    def on(day: datetime.date) -> Stage:
        seats = {(school.pk, "chair"): chair, (other_school.pk, "chair"): stranger}
        return Stage(district, [school, other_school], day, seats)

    return on


def content() -> list[tuple]:
    rows = Activity.objects.order_by("pk")
    return list(rows.values_list("union__code", "title", "starts_at", "headcount_members"))


@pytest.mark.parametrize("day", DAYS)
def test_loading_twice_changes_nothing(stage_on, day):
    demo.load(stage_on(day))
    before = content()
    demo.load(stage_on(day))
    assert content() == before
    assert len(before) > 30


@pytest.mark.parametrize("day", DAYS)
def test_what_was_held_is_past_and_something_is_ahead(stage_on, school, day):
    demo.load(stage_on(day))
    assert max(activity.starts_on for activity in Activity.objects.held()) < day
    planned = Activity.objects.of_union(school).planned()
    assert any(activity.starts_on > day for activity in planned)
    # One is over and waits to be written up.
    night = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    assert planned.unrecorded(night).count() == 1


def test_every_row_is_valid_and_a_list_agrees_with_the_head_count(stage_on):
    demo.load(stage_on(DAYS[0]))
    for activity in Activity.objects.all():
        activity.full_clean()
        listed = activity.attendances.count()
        assert listed in (0, activity.headcount_members)
    assert Attendance.objects.exists()


def test_a_full_year_of_the_rich_school_has_the_scale_of_a_real_one(stage_on, school):
    demo.load(stage_on(DAYS[0]))
    span = figures.calendar_year(2025)
    counted = [
        figures.value(f"activities.{code}", union=school, span=span)
        for code in ("held", "trainings")
    ]
    assert counted == [30, 6]
    assert 700 < figures.value("activities.attendance", union=school, span=span) < 1300
