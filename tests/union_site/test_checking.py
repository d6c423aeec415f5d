"""Checks of a table are asked at once, with the same outcome as one by one."""

from __future__ import annotations

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from union_site.models.checking import CheckedAtOnce
from welfare.models import CondolenceCampaign, Visit


def checked_models():
    return [model for model in apps.get_models() if issubclass(model, CheckedAtOnce)]


def named_by(constraint):
    condition = getattr(constraint, "condition", None)
    named = Q(condition).referenced_base_fields if condition is not None else set()
    return named | set(getattr(constraint, "fields", ()))


def messages_of(row, **given):
    with pytest.raises(ValidationError) as refused:
        row.validate_constraints(**given)
    return refused.value.messages


@pytest.fixture
def campaign(school, today):
    return CondolenceCampaign(union=school, occasion="summer", starts_on=today, ends_on=today)


@pytest.fixture
def visit(school):
    return Visit(union=school, state="due")


def test_checks_that_hold_are_one_question_within_one_savepoint(campaign):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        campaign.validate_constraints()
    assert len([q for q in asked if q["sql"].startswith("SELECT")]) == 1


def test_the_check_that_is_broken_is_named(campaign, today):
    campaign.ends_on = today - datetime.timedelta(days=1)
    assert messages_of(campaign) == ["结束日期不能早于开始日期。"]


def test_each_of_two_broken_checks_is_named(visit):
    visit.amount, visit.fund_source, visit.form = 100, "", "nonsense"
    assert messages_of(visit) == ["约束 “visit_form_known” 是无效的", "有金额的须写明经费来源。"]


def test_an_unknown_value_breaks_no_check(visit):
    visit.state, visit.visited_on, visit.amount = "due", None, None
    visit.validate_constraints()


def test_a_check_of_a_field_that_is_wrong_anyway_is_left_out(campaign):
    campaign.ends_on = "no day"
    campaign.validate_constraints(exclude={"ends_on"})


def test_the_others_are_asked_all_the_same(campaign):
    campaign.ends_on, campaign.occasion = "no day", "nonsense"
    assert len(messages_of(campaign, exclude={"ends_on"})) == 1


def test_every_column_that_a_constraint_names_is_handed_over():
    """A constraint that misses one of its columns would be passed over without a word."""
    missing = {}
    for model in checked_models():
        handed = model()._get_field_expression_map(model._meta)
        for constraint in model._meta.constraints:
            if lost := named_by(constraint) - set(handed):
                missing[constraint.name] = lost
    assert missing == {}
