"""Demonstration data of the congress: lawful, never ahead of its day, twice the same."""

from __future__ import annotations

import datetime

import pytest

from congress import actions, demo
from congress.models import CongressTerm, Resolution, Session
from union_site import figures
from union_site.demo import Stage
from union_site.findings import warnings


@pytest.fixture
def stage_on(district, school, other_school, chair, stranger):
    school.staff_count, other_school.staff_count = 66, 22

    def on(day: datetime.date) -> Stage:
        seats = {(school.pk, "chair"): chair, (other_school.pk, "chair"): stranger}
        return Stage(district, [school, other_school], day, seats)

    return on


def content() -> list[tuple]:
    return [
        *Session.objects.order_by("pk").values_list(
            "union__code", "session_no", "held_on", "present"
        ),
        *Resolution.objects.order_by("pk").values_list("title", "votes_for", "is_adopted"),
    ]


DAYS = [datetime.date(2026, 11, 21), datetime.date(2026, 1, 5), datetime.date(2028, 2, 29)]


@pytest.mark.parametrize("day", DAYS)
def test_loading_twice_changes_nothing(stage_on, day):
    demo.load(stage_on(day))
    before = content()
    demo.load(stage_on(day))
    assert content() == before
    assert len(before) > 15


@pytest.mark.parametrize("day", DAYS)
def test_what_was_held_is_past_and_what_is_planned_is_ahead(stage_on, day):
    demo.load(stage_on(day))
    assert max(Session.objects.held().values_list("held_on", flat=True)) < day
    assert min(Session.objects.planned().values_list("held_on", flat=True)) > day


@pytest.mark.parametrize("day", DAYS)
def test_every_row_is_valid_and_no_rule_speaks_against_it(stage_on, day):
    demo.load(stage_on(day))
    for model in (CongressTerm, Session, Resolution):
        for row in model.objects.all():
            row.full_clean()
    for session in Session.objects.held().for_list():
        found = actions.count_findings(session, expected=session.expected, present=session.present)
        assert warnings(found) + [f for f in found if f.level == "block"] == []


def test_a_full_year_of_the_rich_school_has_the_scale_of_a_real_one(stage_on, school):
    demo.load(stage_on(DAYS[0]))
    span = figures.calendar_year(2025)
    counted = {
        code: figures.value(f"congress.{code}", union=school, span=span)
        for code in ("sessions", "proposals_received", "delegates")
    }
    assert counted == {"sessions": 6, "proposals_received": 4, "delegates": 29}
    assert Resolution.objects.filter(is_adopted=False).exists()
