"""School years, working days, official wording."""

import datetime

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_site import calendar
from union_site.models import StepEvent

D = datetime.date


@pytest.mark.parametrize(
    ("day", "start"),
    [(D(2026, 8, 31), 2025), (D(2026, 9, 1), 2026), (D(2027, 1, 1), 2026), (D(2027, 8, 31), 2026)],
)
def test_a_school_year_runs_from_september_to_august(day, start):
    assert calendar.school_year(day).start == start
    assert day in calendar.school_year(day)


def test_a_school_year_is_called_by_both_its_years():
    year = calendar.school_year(D(2026, 11, 21))
    assert year.label == "2026—2027学年"
    assert (year.first_day, year.last_day) == (D(2026, 9, 1), D(2027, 8, 31))
    assert D(2026, 8, 31) not in year


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (D(2026, 8, 31), 1),
        (D(2026, 9, 6), 1),
        (D(2026, 9, 7), 2),
        (D(2026, 11, 21), 12),
        (D(2026, 8, 30), 0),
    ],
)
def test_the_week_of_the_first_school_day_is_week_one(day, week):
    assert calendar.school_week(day, term_starts_on=D(2026, 9, 1)) == week


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (D(2026, 11, 21), D(2026, 9, 1)),
        (D(2027, 1, 20), D(2026, 9, 1)),
        (D(2027, 2, 16), D(2027, 2, 16)),
        (D(2027, 8, 31), D(2027, 2, 16)),
    ],
)
def test_a_term_begins_in_september_or_after_spring_festival(day, start):
    assert calendar.usual_term_start(day) == start


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (D(2026, 10, 1), False),  # National Day
        (D(2026, 10, 10), True),  # a Saturday that is worked
        (D(2026, 10, 11), False),
        (D(2026, 11, 20), True),
        (D(2026, 11, 21), False),
    ],
)
def test_holidays_and_make_up_days_count(day, is_working):
    assert calendar.is_working_day(day) == is_working


def test_seven_working_days_skip_the_national_day_holiday():
    counted = calendar.add_working_days(D(2026, 9, 29), 7)
    days = [D(2026, 9, 30), D(2026, 10, 8), D(2026, 10, 9), D(2026, 10, 10)]
    days += [D(2026, 10, 12), D(2026, 10, 13), D(2026, 10, 14)]
    assert counted == calendar.WorkingDay(days[-1], is_certain=True)
    assert counted.remark == ""


def test_a_year_without_an_official_notice_falls_back_to_weekdays_and_says_so():
    counted = calendar.add_working_days(D(2199, 12, 30), 3)
    assert counted.day == D(2200, 1, 2)
    assert not counted.is_certain
    assert counted.remark == "该年度放假安排尚未公布，暂按周一至周五为工作日推算。"


def test_counting_beyond_the_last_official_notice_is_uncertain():
    last = max(day.year for day in chinese_calendar.holidays)
    assert calendar.add_working_days(D(last, 12, 1), 3).is_certain
    assert not calendar.add_working_days(D(last, 12, 30), 3).is_certain


def test_no_working_days_lead_nowhere():
    assert calendar.add_working_days(D(2026, 10, 1), 0).day == D(2026, 10, 1)


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forward"):
        calendar.add_working_days(D(2026, 10, 1), -1)


@given(st.dates(D(2015, 1, 1), D(2040, 1, 1)), st.integers(0, 60))
def test_counting_there_and_measuring_back_agree(start, count):
    end = calendar.add_working_days(start, count).day
    assert calendar.working_days_between(start, end) == count
    assert calendar.working_days_between(end, start) == -count


def test_a_festival_has_its_name():
    assert calendar.holiday_name(D(2026, 10, 1)) == "国庆节"
    assert calendar.holiday_name(D(2026, 11, 21)) == ""
    assert calendar.holiday_name(D(2199, 10, 1)) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"), (2, "二"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"),
        (21, "二十一"), (99, "九十九"), (100, "一百"), (101, "一百零一"), (110, "一百一十"),
        (112, "一百一十二"), (999, "九百九十九"),
    ],
)  # fmt: skip
def test_numbers_are_written_in_chinese(number, words):
    assert calendar.chinese_number(number) == words


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_a_number_without_a_numeral_is_refused(number):
    with pytest.raises(ValueError, match=str(number)):
        calendar.chinese_number(number)


def test_a_session_is_named_by_term_and_number():
    assert calendar.term_and_session(5, 2) == "第五届第二次"


def test_a_date_is_written_without_leading_zeros():
    assert calendar.official_date(D(2026, 1, 5)) == "2026年1月5日"


@pytest.mark.parametrize(
    ("day", "last"),
    [(D(2026, 11, 21), 30), (D(2026, 12, 31), 31), (D(2028, 2, 1), 29), (D(2026, 2, 28), 28)],
)
def test_a_month_has_a_last_day(day, last):
    assert calendar.last_day_of_month(day) == day.replace(day=last)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (D(2026, 3, 1), D(2026, 3, 31), {"first", "last"}),
        (D(2026, 3, 1), None, {"first", "last", "after"}),
        (None, D(2026, 2, 28), {"before"}),
        (None, None, {"before", "first", "last", "after"}),
    ],
)
def test_days_asked_for_are_days_of_the_clock_on_the_wall(school, first, last, found):
    """Midnight in China is four in the afternoon of the day before, as databases keep it."""
    moments = {
        "before": datetime.datetime(2026, 2, 28, 15, 59, 59, tzinfo=datetime.UTC),
        "first": datetime.datetime(2026, 2, 28, 16, 0, tzinfo=datetime.UTC),
        "last": datetime.datetime(2026, 3, 31, 15, 59, 59, tzinfo=datetime.UTC),
        "after": datetime.datetime(2026, 3, 31, 16, 0, tzinfo=datetime.UTC),
    }
    StepEvent.objects.bulk_create(
        StepEvent(union=school, object_type="x", object_id="1", step=name, label=name, at=at)
        for name, at in moments.items()
    )
    rows = StepEvent.objects.filter(calendar.within("at", first, last))
    assert set(rows.values_list("step", flat=True)) == found
