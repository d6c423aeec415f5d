"""Work plans: opening, writing with others, ticking off."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from reports import actions
from reports.actions import OvertakenEdit
from reports.forms import likely_year, open_years
from reports.models import PlanItem
from tests.reports.factories import YEAR, hand_in, make_plan


def test_a_first_plan_begins_with_the_usual_themes_and_calendar(chair):
    plan = make_plan(chair)
    months = [item.month_from for item in plan.items.in_year_order()]
    assert plan.themes.count() == 5
    assert months == [2, 3, 3, 4, 5, 5, 6, 7, 7, 9, 10, 10, 11, 12, 12, 12]


def test_the_next_plan_takes_over_the_last_one_with_nothing_done(chair):
    last = make_plan(chair, year=YEAR - 1)
    actions.remove_theme(theme=last.themes.last(), by=chair)
    actions.add_item(
        plan=last, month_from=8, month_to=8, text="暑期家访", owner="组织委员", by=chair
    )
    actions.mark_item(item=last.items.first(), is_done=True, by=chair)
    plan = actions.open_plan(year=YEAR, by=chair)
    assert plan.guiding_principle == "围绕中心，服务大局。"
    assert plan.themes.count() == 4
    assert plan.items.get(text="暑期家访").owner == "组织委员"
    assert not plan.items.filter(is_done=True).exists()


def test_a_year_has_one_plan(chair):
    make_plan(chair)
    with pytest.raises(ValidationError, match="已经建立"):
        actions.open_plan(year=YEAR, by=chair)


def test_december_and_january_can_be_one_item(chair):
    item = actions.add_item(plan=make_plan(chair), month_from=12, month_to=1, text="总结", by=chair)
    assert item.span == (12, 1)


@pytest.mark.parametrize(("first", "last"), [(1, 2), (5, 3), (1, 12)])
def test_an_item_cannot_end_before_it_begins_in_the_years_order(chair, first, last):
    with pytest.raises(ValidationError, match="结束月份"):
        actions.add_item(plan=make_plan(chair), month_from=first, month_to=last, text="x", by=chair)


@pytest.mark.parametrize("month", [0, 13])
def test_the_database_knows_twelve_months(chair, month):
    item = make_plan(chair).items.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItem.objects.filter(pk=item.pk).update(month_from=month)


def test_the_second_writer_of_a_theme_is_told(chair, officer):
    plan = make_plan(chair)
    mine, theirs = plan.themes.first(), plan.themes.first()
    actions.write_theme(theme=mine, heading=mine.heading, body="甲", seen=0, by=chair)
    with pytest.raises(OvertakenEdit) as told:
        actions.write_theme(theme=theirs, heading=theirs.heading, body="乙", seen=0, by=officer)
    assert told.value.current.body == "甲"


def test_the_guiding_principle_is_not_overwritten_unseen(chair, officer):
    plan = make_plan(chair)
    seen = plan.revision
    actions.write_principle(plan=plan, text="主席写的。", seen=seen, by=chair)
    with pytest.raises(ValidationError, match="有人改过"):
        actions.write_principle(plan=plan, text="委员写的。", seen=seen, by=officer)


def test_items_are_ticked_off_all_year_also_after_handing_in(chair):
    plan = make_plan(chair)
    hand_in(plan, chair)
    item = plan.items.first()
    actions.mark_item(item=item, is_done=True, by=chair)
    item.refresh_from_db()
    assert item.is_done
    with pytest.raises(ValidationError, match="不能再修改"):
        actions.change_item(item=item, text="另一件事", by=chair)


@pytest.mark.parametrize("role", ["auditor", "teacher", "stranger", "district_staff"])
def test_only_writers_tick_off(request, chair, role):
    item = make_plan(chair).items.first()
    with pytest.raises(PermissionDenied):
        actions.mark_item(item=item, is_done=True, by=request.getfixturevalue(role))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (datetime.date(2026, 1, 31), 2025),
        (datetime.date(2026, 2, 1), 2026),
        (datetime.date(2026, 12, 31), 2026),
    ],
)
def test_the_union_year_runs_from_february_to_january(day, year):
    assert likely_year(day) == year


def test_years_are_offered_with_the_likely_one_first():
    day = datetime.date(2026, 11, 21)
    assert open_years(day, set(), ahead=1) == [2026, 2027, 2025]
    assert open_years(day, {2026}, ahead=1) == [2027, 2025]


def test_ticking_off_in_the_background_answers_with_the_new_button(log_in, chair):
    item = make_plan(chair).items.first()
    answer = log_in(chair).post(
        f"/reports/plans/{item.plan_id}/items/{item.pk}/mark/",
        {"done": "1"},
        headers={"HX-Request": "true"},
    )
    assert "✓ 已完成" in answer.content.decode()
    item.refresh_from_db()
    assert item.is_done
