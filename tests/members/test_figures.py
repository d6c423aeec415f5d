"""Numbers of the roster, and the lists they open."""

import datetime
import re

import pytest

from tests.members.factories import make_member
from union_site import figures

pytestmark = pytest.mark.django_db
SPAN = figures.calendar_year(2026)
CODES = [row.code for row in figures.all_figures() if row.code.startswith("members.")]
EXPECTED = {
    "members.active": 4,
    "members.women": 3,
    "members.minority": 1,
    "members.not_established": 1,
    "members.retained": 1,
    "members.joined": 2,
}


@pytest.fixture
def people(school, other_school):
    day = datetime.date(2026, 3, 1)
    make_member(school, "甲", joined_union_on=day, engagement="established", ethnicity="01")
    make_member(school, "乙", joined_union_on=datetime.date(2025, 12, 31), engagement="contract")
    make_member(school, "丙", sex="male", ethnicity="11")
    make_member(school, "丁")
    make_member(school, "戊", status="retained", joined_union_on=datetime.date(2026, 12, 31))
    make_member(school, "己", status="resigned", joined_union_on=day)
    make_member(other_school, "外校", joined_union_on=day)


# Tested with their own subject.
ELSEWHERE = {"members.pledges_asked", "members.pledges_signed"}


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
