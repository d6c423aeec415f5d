"""Days of terms: their ends, months before and after, months that are left."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.checks.organisation import add_months, months_left, term_end
from union_site.calendar import DAY

DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2099, 12, 31))
YEARS = st.integers(1, 10)


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("starts", "years", "ends"),
    [
        ("2026-09-01", 3, "2029-08-31"),
        ("2026-09-01", 5, "2031-08-31"),
        ("2024-02-29", 3, "2027-02-28"),
        ("2024-02-29", 4, "2028-02-28"),
        ("2025-03-01", 3, "2028-02-29"),
        ("2026-01-01", 3, "2028-12-31"),
    ],
)
def test_a_term_ends_the_day_before_the_next_begins(starts, years, ends):
    assert term_end(on(starts), years) == on(ends)


@given(DAYS, YEARS)
def test_terms_that_follow_each_other_leave_no_day_between(start, years):
    following = term_end(start, years) + DAY
    assert following.year - start.year == years
    is_leap_day = (start.month, start.day) == (2, 29)
    if is_leap_day and (following.month, following.day) != (2, 29):
        assert (following.month, following.day) == (3, 1)
    else:
        assert (following.month, following.day) == (start.month, start.day)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-08-31", -6, "2026-02-28"),
        ("2024-08-31", -6, "2024-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-05-15", 0, "2026-05-15"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_months_last(day, months, expected):
    assert add_months(on(day), months) == on(expected)


@given(DAYS, st.integers(-240, 240))
def test_adding_months_counts_months(day, months):
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == day.day or (moved.day < day.day and (moved + DAY).day == 1)


@given(DAYS, st.integers(0, 4000))
def test_the_months_left_are_the_most_that_fit(today, days):
    due = today + DAY * days
    left = months_left(today, due)
    assert add_months(today, left) <= due < add_months(today, left + 1)


def test_nothing_is_left_of_what_is_past():
    assert months_left(on("2026-11-22"), on("2026-11-21")) == 0
    assert months_left(on("2026-11-22"), on("2020-01-01")) == 0
