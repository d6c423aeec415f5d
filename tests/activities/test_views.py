"""Pages of activities: who sees what, the month, figures and their rows, how many queries."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities import desk
from activities.models import Activity, Attendance
from tests.activities.factories import at, make_activity, make_held
from tests.members.factories import make_member
from union_site import figures

READ = ["activity_list", "activity_export", "calendar"]
OF_ACTIVITY = ["activity_edit", "activity_hold", "activity_cancel"]
FORM = {
    "title": "迎新趣味运动会",
    "kind": "festival",
    "starts_at": "2026-12-30T15:30",
    "ends_at": "2026-12-30T17:00",
    "place": "操场",
}


def address(name: str, *args: object) -> str:
    return reverse(f"activities:{name}", args=args)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chair", 200),
        ("officer", 200),
        ("auditor", 200),
        ("leader", 200),
        ("handler", 200),
        ("teacher", 200),
        ("district_staff", 403),
    ],
)
def test_everybody_of_the_school_reads_the_activities(request, log_in, school, name, who, status):
    make_held(school)
    client = log_in(request.getfixturevalue(who))
    assert client.get(address(name)).status_code == status


@pytest.mark.parametrize("name", OF_ACTIVITY)
@pytest.mark.parametrize("who", ["teacher", "leader", "auditor", "handler"])
def test_a_reader_opens_no_form(request, log_in, school, name, who):
    client = log_in(request.getfixturevalue(who))
    assert client.get(address(name, make_activity(school).pk)).status_code == 403
    assert client.get(address("activity_new")).status_code == 403


@pytest.mark.parametrize("name", ["activity", *OF_ACTIVITY])
def test_another_unions_chair_finds_nothing_there(log_in, stranger, school, name):
    activity, client = make_activity(school), log_in(stranger)
    assert client.get(address(name, activity.pk)).status_code == 404
    assert client.post(address(name, activity.pk), {}).status_code == 404


def test_who_came_is_read_by_those_who_keep_the_record(log_in, chair, teacher, school):
    activity = make_held(school)
    Attendance.objects.create(union=school, activity=activity, member=make_member(school, "罗一鸣"))
    url = address("activity", activity.pk)
    assert "罗一鸣" in log_in(chair).get(url).content.decode()
    page = log_in(teacher).get(url).content.decode()
    assert activity.title in page
    assert "罗一鸣" not in page


def test_an_activity_is_planned_by_the_school_clock(log_in, chair):
    answer = log_in(chair).post(address("activity_new"), FORM)
    activity = Activity.objects.get()
    assert answer.url == address("activity", activity.pk)
    assert activity.starts_at == at(2026, 12, 30, 15, 30)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "下周三", ""])
def test_no_moment_whatever_breaks_the_form(log_in, chair, moment):
    page = log_in(chair).post(address("activity_new"), {**FORM, "starts_at": moment})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["starts_at"]
    assert 'value="迎新趣味运动会"' in page.content.decode()


def test_a_head_count_is_asked_for(log_in, chair, school):
    page = log_in(chair).post(
        address("activity_hold", make_activity(school).pk),
        {"extra_headcount": "3", "cost": "0", "summary": "大家都很尽兴"},
    )
    assert list(page.context["form"].errors) == ["headcount_members"]
    assert "大家都很尽兴" in page.content.decode()


def test_members_of_another_union_are_not_offered(log_in, chair, school, other_school):
    make_member(school, "罗一鸣")
    foreign, activity = make_member(other_school, "外校会员"), make_activity(school)
    client, url = log_in(chair), address("activity_hold", activity.pk)
    page = client.get(url).content.decode()
    assert "罗一鸣" in page
    assert "外校会员" not in page
    answer = client.post(url, {"participants": [foreign.pk], "extra_headcount": 0, "cost": 0})
    assert "participants" in answer.context["form"].errors


def test_those_who_are_ticked_are_counted(log_in, chair, school):
    activity, members = make_activity(school), [make_member(school) for _ in range(3)]
    log_in(chair).post(
        address("activity_hold", activity.pk),
        {
            "participants": [member.pk for member in members],
            "extra_headcount": "2",
            "cost": "120.50",
        },
    )
    activity.refresh_from_db()
    assert (activity.state, activity.attendance) == ("held", 5)


def test_a_cancelled_activity_comes_back_by_one_button(log_in, chair, school):
    activity, client = make_activity(school), log_in(chair)
    client.post(address("activity_cancel", activity.pk), {"note": "下雨"})
    assert "恢复计划" in client.get(address("activity", activity.pk)).content.decode()
    client.post(address("activity_resume", activity.pk))
    activity.refresh_from_db()
    assert activity.state == "planned"


# --- the month ----------------------------------------------------------------------------


def test_the_month_shows_whole_weeks_and_todays_place(log_in, chair, school):
    make_held(school, "女教职工权益讲座", starts_at=at(2026, 11, 11))
    make_activity(school, "合唱排练", starts_at=at(2026, 12, 4))
    make_activity(school, "不办了", starts_at=at(2026, 11, 12), state="cancelled")
    month = log_in(chair).get(address("calendar") + "?month=2026-11").context["month"]
    cells = [cell for week in month.weeks for cell in week]
    assert (len(month.weeks), cells[0].day, cells[-1].day) == (
        6,
        datetime.date(2026, 10, 26),
        datetime.date(2026, 12, 6),
    )
    shown = {cell.day: [a.title for a in cell.activities] for cell in cells if cell.activities}
    assert shown == {
        datetime.date(2026, 11, 11): ["女教职工权益讲座"],
        datetime.date(2026, 12, 4): ["合唱排练"],
    }
    assert (month.previous, month.following) == ("2026-10", "2026-12")


def test_an_activity_late_at_night_stands_on_its_own_day(log_in, chair, school):
    """23:30 in Shanghai is still the day before in UTC terms of nobody here."""
    make_activity(school, starts_at=at(2026, 11, 30, 23, 30))
    make_activity(school, starts_at=at(2026, 12, 1, 0, 10))
    client = log_in(chair)
    november = client.get(address("activity_list") + "?from=2026-11-30&to=2026-11-30")
    assert november.context["page"].paginator.count == 1
    december = client.get(address("activity_list") + "?from=2026-12-01")
    assert december.context["page"].paginator.count == 1


@pytest.mark.parametrize("month", ["", "2026-13", "x", "0001-01", "9999-12"])
def test_no_month_whatever_breaks_the_calendar(log_in, chair, month):
    assert log_in(chair).get(address("calendar") + f"?month={month}").status_code == 200


# --- figures, workbench -------------------------------------------------------------------

FIGURES = {
    "activities.held": 3,
    "activities.attendance": 37,
    "activities.cost": 300,
    "activities.trainings": 1,
}


@pytest.mark.parametrize("code", FIGURES)
def test_a_figure_leads_to_exactly_its_rows(log_in, chair, school, other_school, code):
    for union in (school, other_school):
        make_held(union, starts_at=at(2026, 1, 1, 0, 0), cost=100, extra_headcount=5)
        make_held(union, starts_at=at(2026, 12, 31, 23, 59), cost=200)
        make_held(union, kind="training", headcount_members=12, starts_at=at(2026, 5, 6))
        make_held(union, starts_at=at(2025, 12, 31, 23, 59))
        make_activity(union, kind="training", starts_at=at(2026, 5, 7))
    taken = figures.take(code, union=school, span=figures.calendar_year(2026))
    assert taken.value == FIGURES[code]
    page = log_in(chair).get(taken.url).context["page"]
    assert sorted(str(row.pk) for row in page.paginator.object_list) == sorted(taken.row_ids)


def test_the_union_year_runs_from_february_to_january(chair, school):
    for title, moment in (
        ("去年一月", at(2026, 1, 31)),
        ("二月", at(2026, 2, 1)),
        ("一月", at(2027, 1, 31)),
        ("明年二月", at(2027, 2, 1)),
    ):
        make_activity(school, title, starts_at=moment)
    make_held(school, "例会", kind="meeting", starts_at=at(2026, 5, 6))
    for today in (datetime.date(2026, 11, 21), datetime.date(2027, 1, 5)):
        items = [(item.month, item.label) for item in desk.year(chair, today)]
        assert items == [(2, "二月"), (1, "一月")]


def test_what_is_over_and_not_written_up_waits_for_the_officer(chair, teacher, school):
    make_activity(school, "读书会", starts_at=at(2026, 11, 20))
    make_activity(school, "运动会", starts_at=at(2026, 12, 30))
    today = datetime.date(2026, 11, 21)
    assert [todo.title for todo in desk.todos(chair, today)] == ["“读书会”待登记举办情况"]
    assert list(desk.todos(teacher, today)) == []
    assert list(desk.tiles(teacher, today)) == []


@pytest.mark.parametrize("name", READ)
def test_a_list_asks_the_database_as_often_for_five_rows_as_for_one(log_in, chair, school, name):
    client, counts = log_in(chair), []
    for more in (1, 4):
        for number in range(more):
            make_held(school, f"第{number}场", starts_at=at(2026, 11, number + 1))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(name) + "?month=2026-11").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_an_activitys_page_asks_as_often_for_five_participants_as_for_one(log_in, chair, school):
    activity, client, counts = make_held(school), log_in(chair), []
    for more in (1, 4):
        for _ in range(more):
            Attendance.objects.create(union=school, activity=activity, member=make_member(school))
        with CaptureQueriesContext(connection) as queries:
            client.get(address("activity", activity.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_is_missing_is_asked_for_in_plain_words(log_in, chair):
    errors = log_in(chair).post(address("activity_new"), {"place": ""}).context["form"].errors
    assert errors == {
        "title": ["请填写。"],
        "kind": ["请选择。"],
        "starts_at": ["请填写。"],
        "ends_at": ["请填写。"],
    }
