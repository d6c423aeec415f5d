"""Demonstration data of condolence: valid, never ahead of its day, twice the same."""

from __future__ import annotations

import datetime

import pytest

from tests.members.factories import make_member
from union_site import figures
from union_site.demo import Stage
from welfare import demo
from welfare.models import CondolenceCampaign, Gift, Visit

DAYS = [datetime.date(2026, 11, 21), datetime.date(2026, 1, 5), datetime.date(2028, 2, 29)]


@pytest.fixture
def stage_on(district, school, other_school, chair, stranger):
    for number in range(60):
        make_member(school, birth_date=datetime.date(1985, number % 12 + 1, number % 28 + 1))

    def on(day: datetime.date) -> Stage:
        seats = {(school.pk, "chair"): chair, (other_school.pk, "chair"): stranger}
        return Stage(district, [school, other_school], day, seats)

    return on


def content() -> list[tuple]:
    visits = Visit.objects.order_by("pk").values_list(
        "member__pk", "reason__name", "event_on", "visited_on", "amount"
    )
    return [*visits, *Gift.objects.order_by("pk").values_list("member__pk", "year", "given_on")]


@pytest.mark.parametrize("day", DAYS)
def test_loading_twice_changes_nothing(stage_on, day):
    demo.load(stage_on(day))
    before = content()
    demo.load(stage_on(day))
    assert content() == before
    assert len(before) > 100


@pytest.mark.parametrize("day", DAYS)
def test_nothing_was_done_in_the_future_and_one_visit_is_overdue(stage_on, day):
    demo.load(stage_on(day))
    assert max(Visit.objects.visited().values_list("visited_on", flat=True)) < day
    assert max(Gift.objects.values_list("given_on", flat=True)) <= day
    assert Visit.objects.overdue(day).count() == 1
    assert Visit.objects.due().count() == 3


@pytest.mark.parametrize("day", DAYS)
def test_every_row_is_valid(stage_on, day):
    demo.load(stage_on(day))
    for model in (Visit, Gift, CondolenceCampaign):
        for row in model.objects.all():
            row.full_clean()


def test_a_school_without_a_roster_is_left_alone(stage_on, other_school):
    demo.load(stage_on(DAYS[0]))
    assert Visit.objects.of_union(other_school).count() == 0


def test_a_full_year_of_the_rich_school_has_the_scale_of_a_real_one(stage_on, school):
    demo.load(stage_on(DAYS[0]))
    span = figures.calendar_year(2025)
    counted = {
        code: figures.value(f"welfare.{code}", union=school, span=span)
        for code in ("campaigns", "visits", "birthday_cards", "birthday_amount")
    }
    assert counted == {
        "campaigns": 4,
        "visits": 53,
        "birthday_cards": 60,
        "birthday_amount": 18_000,
    }
