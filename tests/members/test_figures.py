"""Numbers of the roster, and the lists they open."""

import datetime
import re

import pytest

from tests.members.factories import make_member
from union_site import figures

pytestmark = pytest.mark.django_db
BEFORE = datetime.date(2019, 9, 1)
SPAN = figures.calendar_year(2026)
CODES = [row.code for row in figures.all_figures() if row.code.startswith("members.")]
EXPECTED = {
    "members.active": 4,
    "members.women": 3,
    "members.minority": 1,
    "members.not_established": 1,
    "members.retained": 1,
    "members.joined": 3,  # who left again had joined all the same
    "members.transferred_in": 1,
    "members.transferred_out": 1,
    "members.left": 1,
    "members.retiring": 1,
}


@pytest.fixture
def people(school, other_school):
    day = datetime.date(2026, 3, 1)
    make_member(school, "甲", joined_union_on=day, engagement="established", ethnicity="01")
    make_member(school, "乙", joined_union_on=datetime.date(2025, 12, 31), engagement="contract")
    make_member(
        school,
        "丙",
        sex="male",
        ethnicity="11",
        membership_change="transferred_in",
        changed_on=day,
        joined_union_on=BEFORE,
    )
    make_member(school, "丁", retires_on=datetime.date(2026, 7, 31), joined_union_on=BEFORE)
    make_member(school, "戊", status="retained", joined_union_on=datetime.date(2026, 12, 31))
    make_member(school, "己", status="resigned", joined_union_on=day)
    make_member(
        school,
        "庚",
        status="transferred_out",
        membership_change="transferred_out",
        changed_on=day,
        joined_union_on=BEFORE,
    )
    make_member(other_school, "外校", joined_union_on=day)


# Tested with their own subject.
ELSEWHERE = {
    "members.dues_collected",
    "members.dues_due",
    "members.dues_paid_people",
    "members.dues_unpaid_people",
    "members.pledges_asked",
    "members.pledges_signed",
}


def test_every_figure_is_expected():
    assert set(CODES) == set(EXPECTED) | ELSEWHERE


@pytest.mark.parametrize("code", EXPECTED)
def test_a_figure_counts_its_rows(code, people, school):
    assert figures.value(code, union=school, span=SPAN) == EXPECTED[code]


@pytest.mark.parametrize("code", EXPECTED)
def test_a_figure_opens_the_list_of_exactly_its_rows(code, people, school, chair, log_in):
    taken = figures.take(code, union=school, span=SPAN)
    page = log_in(chair).get(taken.url).content.decode()
    listed = re.findall(r'<th scope="row">\s*<a href="/members/(\d+)/">', page)
    assert sorted(listed) == sorted(taken.row_ids)
    assert len(listed) == taken.value


LAST_YEAR = figures.calendar_year(2025)
AT_THE_END_OF_LAST_YEAR = {
    "members.active": 3,  # 乙, 丁 and 庚, who went away since
    "members.women": 3,
    "members.minority": 0,  # 丙 came since
    "members.not_established": 1,
    "members.retained": 0,
    "members.joined": 1,
    "members.transferred_in": 0,
    "members.transferred_out": 0,
    "members.left": 0,
    "members.retiring": 0,
}


@pytest.mark.parametrize("code", AT_THE_END_OF_LAST_YEAR)
def test_a_figure_of_a_year_that_is_over_counts_as_it_was_then(code, people, school, chair, log_in):
    taken = figures.take(code, union=school, span=LAST_YEAR)
    assert taken.value == AT_THE_END_OF_LAST_YEAR[code]
    page = log_in(chair).get(taken.url).content.decode()
    listed = re.findall(r'<th scope="row">\s*<a href="/members/(\d+)/">', page)
    assert sorted(listed) == sorted(taken.row_ids)
