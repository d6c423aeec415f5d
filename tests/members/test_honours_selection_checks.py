"""Rules of selections: consent, votes, quota, working days of a notice, length of deeds."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.actions import selections as actions
from members.checks import selections as checks
from union_site.norms import norm

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 16)  # a Monday
NOTICE = {
    "notice_from": datetime.date(2026, 11, 16),
    "notice_until": datetime.date(2026, 11, 20),
    "notice_place": "校务公开栏",
}
REPORT = {"reported_on": TODAY, "reported_to": "区教育工会", "objections": "未收到异议"}
RESULT = {"result_on": TODAY, "issuer": "区教育工会", "level_label": "区级"}


@pytest.mark.parametrize(
    ("agreed", "expected", "passes"),
    [
        (80, 100, True),
        (79, 100, False),
        (47, 58, True),
        (46, 58, False),
        (0, 1, False),
        (1, 1, True),
    ],
)
def test_consent_is_eighty_of_a_hundred_of_all_who_were_to_vote(agreed, expected, passes):
    """常教工〔2014〕22号."""
    assert checks.has_consent(agreed, expected, 80) is passes


@given(st.integers(1, 5000), st.integers(0, 5000), st.integers(1, 100))
def test_consent_never_rounds_in_anybodys_favour(expected, agreed, percent):
    share = Fraction(agreed, expected)
    assert checks.has_consent(agreed, expected, percent) is (share >= Fraction(percent, 100))


@pytest.mark.parametrize(
    ("counted", "wrong"),
    [
        ((58, 56, 50), 0),
        ((58, 58, 58), 0),
        ((58, 59, 50), 1),
        ((58, 56, 57), 1),
        ((0, 0, 0), 1),
        ((10, 12, 13), 2),
    ],
)
def test_there_are_no_more_ballots_than_voters_nor_votes_than_ballots(counted, wrong):
    assert len(checks.votes(checks.Votes("李强", *counted))) == wrong


@pytest.mark.parametrize(
    ("chosen", "allowed", "codes"), [(0, 1, ["S-03"]), (1, 1, []), (2, 2, []), (3, 2, ["S-03"])]
)
def test_nobody_is_put_forward_beyond_the_quota(chosen, allowed, codes):
    assert [finding.code for finding in checks.quota(chosen, allowed=allowed)] == codes


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        ("2026-11-16", "2026-11-20", []),  # Monday to Friday
        ("2026-11-16", "2026-11-19", ["S-05"]),
        ("2026-11-18", "2026-11-23", ["S-05"]),  # a weekend within: four working days
        ("2026-11-18", "2026-11-24", []),
        ("2026-09-30", "2026-10-06", ["S-05"]),  # the National Day week
        ("2026-11-20", "2026-11-16", ["S-05"]),
    ],
)
def test_a_public_notice_lasts_five_working_days(first, last, codes, school):
    days = [datetime.date.fromisoformat(day) for day in (first, last)]
    rule = norm(actions.NOTICE, union=school, on=TODAY)
    assert [f.code for f in checks.notice_period(*days, rule=rule)] == codes


@given(st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 11, 1)), st.integers(1, 15))
def test_the_earliest_end_of_a_notice_is_the_first_that_is_long_enough(first, days):
    last = checks.earliest_end(first, days)
    between = checks.working_days_between
    assert between(first - checks.DAY, last) == days
    assert last == first or between(first - checks.DAY, last - checks.DAY) < days


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("工作 踏实\n认真。", 7), ("　", 0), ("a b", 2)]
)
def test_deeds_are_counted_without_white_space(text, length):
    """docs/decisions/0005."""
    assert checks.characters(text) == length
