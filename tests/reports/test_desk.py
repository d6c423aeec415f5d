"""What the reports put on the workbench."""

from __future__ import annotations

import datetime

import pytest

from reports import actions, desk
from tests.reports.factories import YEAR, hand_in, make_plan, make_summary
from union_site import desk as workbench

TODAY = datetime.date(YEAR, 11, 21)


def owed(seat, today=TODAY) -> list[tuple[str, str]]:
    return [(todo.detail, todo.action) for todo in desk.owed(seat, today)]


def test_a_school_is_told_what_it_owes_and_how_far_it_is(chair):
    assert owed(chair) == [("截止 12月31日 · 还没有开始", "开始撰写")]
    summary = make_summary(chair)
    assert owed(chair) == [("截止 12月31日 · 已写 8/8 节", "继续撰写")]
    hand_in(summary, chair)
    assert owed(chair) == [("已报送", "查看")]


def test_nothing_is_owed_long_before_the_day(chair):
    assert owed(chair, datetime.date(YEAR, 6, 1)) == []


def test_the_plan_is_owed_in_spring(chair):
    spring = datetime.date(YEAR, 3, 1)
    assert owed(chair, spring) == [("截止 3月31日", "开始制定")]
    plan = make_plan(chair)
    assert owed(chair, spring) == [("截止 3月31日", "继续制定")]
    hand_in(plan, chair)
    assert owed(chair, spring) == []


@pytest.mark.parametrize("role", ["auditor", "leader", "handler", "teacher"])
def test_who_does_not_write_owes_nothing(request, role):
    assert owed(request.getfixturevalue(role)) == []


def test_a_district_owes_nothing_and_has_its_numbers(district_staff, chair, stranger):
    hand_in(make_summary(chair), chair)
    assert owed(district_staff) == []
    tiles = [(tile.label, tile.value) for tile in desk.tiles(district_staff, TODAY)]
    assert tiles == [
        ("2026 年度总结 已报送", "1 / 2"),
        ("待接收", "1"),
        ("退回修改", "0"),
        ("未报", "1"),
    ]
    assert list(desk.tiles(chair, TODAY)) == []


def test_what_was_sent_back_waits_for_the_school_with_the_remark(chair, district_staff):
    sent = hand_in(make_summary(chair), chair)
    actions.send_back(sent=sent, remark="第四部分缺场次", by=district_staff)
    todos = [(todo.title, todo.detail) for todo in desk.todos(chair, TODAY)]
    assert todos == [("2026年度工作总结被退回", "第四部分缺场次")]


def test_what_was_handed_in_waits_for_the_district(chair, district_staff):
    sent = hand_in(make_summary(chair), chair)
    todos = list(desk.todos(district_staff, TODAY))
    assert [todo.title for todo in todos] == ["滨海区实验小学 2026年度工作总结"]
    assert (desk.summaries_awaiting(district_staff), desk.plans_awaiting(district_staff)) == (1, 0)
    actions.accept(sent=sent, by=district_staff)
    assert list(desk.todos(district_staff, TODAY)) == []
    assert desk.summaries_awaiting(district_staff) == 0


def test_the_year_shows_the_items_of_the_plan(chair, teacher):
    plan = make_plan(chair)
    actions.mark_item(item=plan.items.get(month_from=2), is_done=True, by=chair)
    items = list(desk.year(chair, TODAY))
    assert (items[0].month, items[0].is_done) == (2, True)
    assert len(items) == 16
    assert list(desk.year(teacher, TODAY)) == []


def test_papers_are_found_by_their_title(chair, stranger, teacher):
    make_summary(chair)
    assert [found.badge for found in desk.search(chair, "工作总结")] == ["撰写中"]
    assert list(desk.search(stranger, "工作总结")) == []
    assert list(desk.search(teacher, "工作总结")) == []


def test_each_seat_is_shown_its_places(chair, teacher, district_staff):
    def places(seat) -> set[str]:
        return {place.url_name for place in workbench.places(seat) if "reports" in place.url_name}

    assert places(chair) == {"reports:summaries", "reports:plans"}
    assert places(district_staff) == {"reports:district", "reports:district_plans"}
    assert places(teacher) == set()
