"""Rules of delegates: seats by largest remainder, composition, elections, recall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.checks import composition, quotas
from congress.checks import delegate_elections as results
from congress.checks.composition import Face, Makeup, Staff
from congress.checks.delegate_rules import DelegateRules
from tests.factories import make_union
from union_site.findings import Finding, Level
from union_site.norms import load_national

STAFF = st.lists(st.integers(0, 300), min_size=1, max_size=20).filter(any)


@pytest.fixture
def rules(school, today) -> DelegateRules:
    return DelegateRules.in_force(union=school, on=today)


@pytest.fixture
def shanghai(district, today) -> DelegateRules:
    load_national()
    union = make_union("pudong", parent=district, region_code="310115")
    return DelegateRules.in_force(union=union, on=today)


def codes(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.level.value) for finding in found]


# --- seats --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("staff", "least"),
    [(3, 30), (99, 30), (100, 30), (199, 30), (200, 35), (3000, 175), (3001, 175), (9000, 175)],
)
def test_shanghai_asks_for_30_delegates_and_5_more_with_every_further_hundred(
    shanghai, staff, least
):
    assert quotas.least_delegates(staff, shanghai) == least


def test_where_the_province_sets_no_number_the_usual_share_is_all_there_is(rules):
    assert quotas.least_delegates(2000, rules) == 0
    assert [(s.seats, s.is_least) for s in quotas.suggestions(staff=31, rules=rules)] == [
        (10, False)
    ]


def test_fewer_delegates_than_the_province_asks_for_are_a_warning(shanghai, rules):
    assert codes(quotas.enough(total=34, staff=200, rules=shanghai)) == [("C-21", "warn")]
    assert quotas.enough(total=35, staff=200, rules=shanghai) == []
    assert quotas.enough(total=1, staff=200, rules=rules) == []


@pytest.mark.parametrize(
    ("staff", "total", "seats"),
    [
        ([31, 20], 16, [10, 6]),
        ([10, 10, 10], 10, [4, 3, 3]),
        ([100, 1, 1], 3, [1, 1, 1]),
        ([100, 1, 1], 2, [2, 0, 0]),
        ([50, 0, 7], 5, [4, 0, 1]),
        ([5], 3, [3]),
    ],
)
def test_seats_follow_the_staff_of_each_constituency(staff, total, seats):
    assert quotas.share_out(staff, total) == seats


def test_nobody_to_represent_is_no_division():
    with pytest.raises(ValueError, match="without staff"):
        quotas.share_out([0, 0], 3)


@given(STAFF, st.integers(0, 500))
def test_the_seats_add_up_and_nobody_who_is_there_goes_without(staff, total):
    seats = quotas.share_out(staff, total)
    assert sum(seats) == total
    assert all(seats[i] == 0 for i, people in enumerate(staff) if not people)
    if total >= sum(people > 0 for people in staff):
        assert all(seats[i] >= 1 for i, people in enumerate(staff) if people)


@given(STAFF, st.integers(0, 500))
def test_a_larger_constituency_never_gets_less_than_a_smaller_one(staff, total):
    seats = quotas.share_out(staff, total)
    ordered = sorted(zip(staff, seats, strict=True))
    assert [number for _, number in ordered] == sorted(seats)


@given(STAFF, st.integers(0, 500))
def test_nobody_gets_more_than_the_quota_rounded_up_or_one(staff, total):
    seats, people = quotas.share_out(staff, total), sum(staff)
    for own, number in zip(staff, seats, strict=True):
        assert number <= max(-(-own * total // people), 1)
    if all(own * total >= people for own in staff if own):
        # No seat was given for being small: the quota binds from below too.
        assert all(
            number >= own * total // people for own, number in zip(staff, seats, strict=True)
        )


@given(STAFF, st.data())
def test_no_constituency_gets_more_seats_than_it_has_staff(staff, data):
    total = data.draw(st.integers(0, sum(staff)))
    assert all(n <= own for own, n in zip(staff, quotas.share_out(staff, total), strict=True))


# --- composition --------------------------------------------------------------------------


def makeup(n: int = 30, **parts: int) -> Makeup:
    given = {"teachers": n, "leaders": 0, "women": n, "young": n, "minority": n}
    return Makeup(n=n, **{**given, **parts})


@pytest.mark.parametrize(
    ("n", "needed"),
    [(3, 2), (29, 18), (30, 18), (31, 19), (57, 35), (65, 39), (80, 48), (2000, 1200)],
)
def test_article_11_teachers_are_three_fifths_of_the_delegates_at_least(rules, n, needed):
    enough = composition.teachers(makeup=makeup(n, teachers=needed), rule=rules.teachers)
    short = composition.teachers(makeup=makeup(n, teachers=needed - 1), rule=rules.teachers)
    assert (enough, codes(short)) == ([], [("C-02", "block")])
    assert short[0].citation == "《学校教职工代表大会规定》（教育部令第32号）第十一条"
    assert f"不足 {needed} 人" in short[0].sentence


@pytest.mark.parametrize(("n", "most"), [(3, 0), (29, 5), (30, 6), (80, 16), (2000, 400)])
def test_shanghai_keeps_leaders_to_a_fifth(shanghai, n, most):
    assert composition.leaders(makeup=makeup(n, leaders=most), rule=shanghai.leaders) == []
    over = composition.leaders(makeup=makeup(n, leaders=most + 1), rule=shanghai.leaders)
    assert codes(over) == [("C-03", "warn")]


def test_where_no_limit_is_set_nothing_is_said_of_leaders(rules):
    assert composition.leaders(makeup=makeup(30, leaders=30), rule=rules.leaders) == []


@pytest.mark.parametrize(
    ("women", "staff_women", "expected"),
    [(21, 80, []), (20, 80, [("C-03w", "warn")]), (0, 0, []), (0, 10, []), (0, 11, ["x"])],
)
def test_article_11_women_are_in_proportion_to_the_staff(rules, women, staff_women, expected):
    found = composition.women(
        makeup=makeup(30, women=women), staff=Staff(n=100, women=staff_women), rule=rules.women_gap
    )
    assert len(found) == len(expected)


def test_article_11_some_of_the_delegates_are_young_where_the_staff_is(rules):
    staff, none = Staff(n=100, young=9), makeup(30, young=0)
    young = composition.young(makeup=none, staff=staff, rule=rules.young_age)
    assert codes(young) == [("C-03y", "warn")]
    assert composition.young(makeup=none, staff=Staff(n=100), rule=rules.young_age) == []


def test_a_school_with_minority_staff_is_told_when_none_of_them_is_a_delegate(rules):
    none = makeup(30, minority=0)
    found = composition.minorities(makeup=none, staff=Staff(9, minority=1), rule=rules.women_gap)
    assert [(f.code, f.level, f.citation) for f in found] == [
        ("C-03m", Level.INFO, "《学校教职工代表大会规定》（教育部令第32号）")
    ]


def test_the_makeup_counts_each_delegate_once_for_each_thing_she_is():
    faces = [Face(True, True, True, False, False), Face(False, False, True, True, True)]
    assert Makeup.of(faces) == Makeup(2, teachers=1, leaders=1, women=2, young=1, minority=1)


def test_the_sentence_of_the_report_says_every_figure_with_its_share():
    made = Makeup(n=48, teachers=32, leaders=16, women=16, young=10, minority=0)
    assert composition.report_line(makeup=made, observers=3, invited=1, age=35) == (
        "正式代表 48 人，其中教师代表 32 人，占 67%；中层以上干部 16 人，占 33%；"
        "女代表 16 人，占 33%；青年代表（35 周岁及以下） 10 人，占 21%。列席 3 人，特邀 1 人。"
    )


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 8, 13), (1, 3, 33), (0, 0, 0), (5, 5, 100)]
)
def test_a_share_is_rounded_half_up(part, whole, share):
    assert composition.percent(part, whole) == share


def test_article_19_a_guest_on_the_roll_of_a_vote_blocks():
    assert codes(composition.guests_who_vote(["钱列席"])) == [("C-15", "block")]
    assert composition.guests_who_vote([]) == []


# --- elections and recall -----------------------------------------------------------------


def election(staff: int, *, voters: int | None, votes: int, **fields) -> results.Result:
    given = {"seats": 1, "candidates": 2, "is_competitive": True}
    return results.Result(staff=staff, voters=voters, votes=[("甲", votes)], **{**given, **fields})


@pytest.mark.parametrize(
    ("staff", "turnout", "majority"), [(3, 2, 2), (29, 20, 15), (30, 20, 16), (31, 21, 16)]
)
def test_shanghai_two_thirds_take_part_and_more_than_half_of_all_staff_elect(
    rules, staff, turnout, majority
):
    fine = election(staff, voters=turnout, votes=min(majority, turnout))
    assert results.result(fine, rules=rules) == []
    few = election(staff, voters=turnout - 1, votes=majority - 1)
    assert codes(results.result(few, rules=rules)) == [("C-23", "warn"), ("C-24", "warn")]


def test_more_elected_than_seats_and_more_votes_than_voters_block(rules):
    found = election(30, voters=20, votes=21, seats=0)
    assert codes(results.result(found, rules=rules)) == [("C-23s", "block"), ("C-13", "block")]


def test_a_competitive_election_has_more_candidates_than_seats(rules):
    equal = election(30, voters=30, votes=30, candidates=1)
    assert codes(results.result(equal, rules=rules)) == [("C-25", "warn")]
    named_so = election(30, voters=30, votes=30, candidates=1, is_competitive=False)
    assert results.result(named_so, rules=rules) == []


def test_an_election_of_which_nothing_is_known_is_not_spoken_of(rules):
    found = election(30, voters=None, votes=20, candidates=None)
    assert results.result(found, rules=rules) == []


@pytest.mark.parametrize(
    ("votes", "expected"), [(15, [("C-26", "warn")]), (None, [("C-26", "warn")]), (16, [])]
)
def test_more_than_half_of_all_staff_of_the_constituency_recall(rules, votes, expected):
    assert codes(results.recall(votes_for=votes, staff=30, rule=rules.recall)) == expected
