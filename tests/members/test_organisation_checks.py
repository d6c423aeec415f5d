"""Rules of bodies, terms and posts, each by its article; days to their borders."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.checks import organisation as checks
from members.checks.organisation import Rules
from members.models.organisation import Rank, rank_of
from union_site.norms import all_in_force, load_national


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def said(findings) -> list[tuple[str, str]]:
    return [(finding.level.value, finding.code) for finding in findings]


@pytest.fixture
def rules(school) -> Rules:
    load_national()
    return Rules.in_force(union=school, on=on("2026-11-22"))


# --- posts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "rank"),
    [
        ("主席", Rank.CHAIR),
        ("工会主席", Rank.CHAIR),
        ("主任", Rank.CHAIR),
        ("主任委员", Rank.CHAIR),
        ("主席、组织委员", Rank.CHAIR),
        ("组织员", Rank.CHAIR),
        ("副主席", Rank.VICE),
        ("工会副主席", Rank.VICE),
        ("常务副主席", Rank.VICE),
        ("副主席兼财务委员", Rank.VICE),
        ("副主任", Rank.VICE),
        ("委员", Rank.MEMBER),
        ("组织委员", Rank.MEMBER),
        ("委员、女职工委员会主任", Rank.MEMBER),
        ("调解员", Rank.MEMBER),
    ],
)
def test_the_first_of_the_labels_tells_the_rank(label, rank):
    assert rank_of(label) == rank


# --- the union as a whole -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "has_committee", "expected"),
    [
        (0, False, []),
        (24, False, [("info", "O-01")]),
        (25, False, [("warn", "O-01")]),
        (25, True, []),
        (300, False, [("warn", "O-01")]),
    ],
)
def test_from_25_members_there_is_a_committee_by_article_11(
    rules, members, has_committee, expected
):
    found = checks.committee_required(
        members=members, has_committee=has_committee, rule=rules.members
    )
    assert said(found) == expected
    assert {finding.citation for finding in found} <= {"《中华人民共和国工会法》第十一条"}


@pytest.mark.parametrize(
    ("members", "band"),
    [
        (1, "1"),
        (10, "1"),
        (11, "3"),
        (25, "3"),
        (26, "3—5"),
        (100, "3—5"),
        (101, "5—7"),
        (200, "5—7"),
        (201, "7—9"),
        (500, "7—9"),
        (501, "9—15"),
        (1000, "9—15"),
        (1001, "15—21"),
        (5000, "15—21"),
        (5001, "None"),
    ],
)
def test_the_band_of_a_committee_at_every_border(rules, members, band):
    assert str(checks.size_band(members, rules.sizes)) == band


@pytest.mark.parametrize(
    ("members", "size", "expected"),
    [
        (10, 1, []),
        (11, 1, ["O-02"]),
        (11, 3, []),
        (26, 5, []),
        (26, 4, ["O-03"]),
        (26, 7, ["O-02"]),
        (100, 5, []),
        (101, 3, ["O-02"]),
        (101, 6, ["O-03"]),
        (5001, 23, []),
        (5001, 22, ["O-03"]),
    ],
)
def test_a_committee_has_its_size_and_is_odd(rules, members, size, expected):
    found = checks.committee_size(members=members, size=size, rule=rules.sizes)
    assert [finding.code for finding in found] == expected


@pytest.mark.parametrize(
    ("staff", "has_one", "expected"),
    [(199, False, []), (200, False, [("info", "O-04")]), (200, True, [])],
)
def test_from_200_staff_a_full_time_chair_may_be_had_by_article_14(rules, staff, has_one, expected):
    found = checks.full_time_chair(staff=staff, has_one=has_one, rule=rules.staff)
    assert said(found) == expected


@pytest.mark.parametrize(
    ("count", "has_body", "has_delegate", "expected"),
    [
        (0, False, False, []),
        (9, False, False, [("warn", "O-05")]),
        (9, False, True, []),
        (10, False, True, [("warn", "O-05")]),
        (10, True, False, []),
    ],
)
def test_ten_women_members_have_a_committee_of_their_own(
    rules, count, has_body, has_delegate, expected
):
    found = checks.women(
        women_members=count, has_body=has_body, has_delegate=has_delegate, rule=rules.women
    )
    assert said(found) == expected


@pytest.mark.parametrize(
    ("committee", "audit", "expected"),
    [(True, False, [("warn", "O-06")]), (True, True, []), (False, False, [])],
)
def test_a_union_has_an_audit_committee_by_article_45(committee, audit, expected):
    found = checks.audit_exists(has_committee=committee, has_audit=audit)
    assert said(found) == expected


def test_who_leads_or_keeps_the_money_does_not_audit():
    holders = [("1", "陈晓岚是主席"), ("2", "何书敏是财务委员")]
    assert said(checks.audit_apart(auditors=["3"], holders=holders)) == []
    both = checks.audit_apart(auditors=["1", "2", "3"], holders=holders)
    assert said(both) == [("block", "O-07")] * 2


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("active", []),
        ("retained", [("block", "M-05")]),
        ("transferred_out", [("block", "O-08")]),
        ("deceased", [("block", "O-08")]),
    ],
)
def test_only_members_in_service_are_elected_m_05(status, expected):
    assert said(checks.eligible(name="周敏", status=status)) == expected


@pytest.mark.parametrize(
    ("members", "electors", "expected"),
    [
        (99, "congress", [("warn", "O-09")]),
        (100, "congress", []),
        (99, "assembly", []),
        (99, "", []),
    ],
)
def test_below_100_members_all_of_them_meet(rules, members, electors, expected):
    found = checks.meeting(members=members, electors=electors, rule=rules.assembly)
    assert said(found) == expected


# --- terms --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["committee", "audit", "women"])
@pytest.mark.parametrize(("years", "blocks"), [(2, True), (3, False), (4, True), (5, False)])
def test_a_term_is_three_or_five_years_by_article_16(rules, kind, years, blocks):
    found = checks.term_years(kind=kind, years=years, rule=rules.term_years)
    assert said(found) == ([("block", "O-10")] if blocks else [])


def test_other_bodies_set_their_own_term(rules):
    assert checks.term_years(kind="mediation", years=2, rule=rules.term_years) == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-02-27", []),
        ("2026-02-28", [("warn", "O-11")]),
        ("2026-08-31", [("warn", "O-11")]),
        ("2026-09-01", [("warn", "O-11")]),
        ("2027-08-31", [("warn", "O-11")]),
        ("2027-09-01", [("block", "O-11")]),
    ],
)
def test_the_end_of_a_term_is_announced_and_then_insisted_on(rules, today, expected):
    found = checks.renewal(
        name="第五届工会委员会",
        kind="committee",
        due_on=on("2026-08-31"),
        today=on(today),
        rules=rules,
    )
    assert said(found) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2027-08-31", []), ("2027-09-01", [("block", "O-12")])],
)
def test_an_election_is_put_off_by_a_year_at_most(rules, until, expected):
    found = checks.postponement(
        planned_end=on("2026-08-31"), until=on(until), rule=rules.postponement
    )
    assert said(found) == expected


# --- elections ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "present", "blocks"),
    [(30, 20, False), (30, 19, True), (31, 20, True), (31, 21, False), (None, 5, False)],
)
def test_two_thirds_take_part_in_an_election(rules, expected, present, blocks):
    found = checks.quorum(expected=expected, present=present, rule=rules.quorum)
    assert said(found) == ([("block", "O-13")] if blocks else [])


@pytest.mark.parametrize(
    ("votes", "expected", "present", "codes"),
    [
        (29, 57, 50, []),
        (28, 57, 50, ["O-18"]),
        (40, 80, 70, ["O-18"]),
        (41, 80, 70, []),
        (51, 57, 50, ["O-17"]),
        (None, 57, 50, []),
        (10, None, None, []),
    ],
)
def test_elected_is_who_has_more_than_half_of_all_called(rules, votes, expected, present, codes):
    found = checks.elected(
        name="周敏", votes=votes, expected=expected, present=present, rule=rules.majority
    )
    assert [finding.code for finding in found] == codes


@pytest.mark.parametrize(
    ("method", "candidates", "blocks"),
    [
        ("competitive", 5, True),
        ("competitive", 6, False),
        ("equal", 5, False),
        ("equal", 6, True),
        ("competitive", None, False),
        ("chosen", 9, False),
    ],
)
def test_a_competitive_election_has_more_candidates_than_seats(method, candidates, blocks):
    found = checks.surplus(method=method, candidates=candidates, seats=5)
    assert said(found) == ([("block", "O-16")] if blocks else [])


@pytest.mark.parametrize(
    ("kind", "method", "expected", "present", "codes"),
    [
        ("committee", "competitive", 57, 50, []),
        ("committee", "competitive", None, None, ["O-15"]),
        ("committee", "chosen", None, None, ["O-14"]),
        ("mediation", "chosen", None, None, []),
    ],
)
def test_an_election_on_record_has_its_numbers(kind, method, expected, present, codes):
    found = checks.numbers_given(kind=kind, method=method, expected=expected, present=present)
    assert [finding.code for finding in found] == codes


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, [("warn", "O-19")]), (1, []), (2, [("block", "O-19")])],
)
def test_a_body_has_one_chair(count, expected):
    assert said(checks.chairs(count=count, name="工会委员会")) == expected


@pytest.mark.parametrize(
    ("electors", "votes", "blocks"),
    [(58, 30, False), (58, 29, True), (57, 29, False), (57, 58, True), (58, None, True)],
)
def test_a_recall_needs_more_than_half_of_all_by_article_18(rules, electors, votes, blocks):
    found = checks.recall(electors=electors, votes=votes, rule=rules.recall)
    assert said(found) == ([("block", "O-21")] if blocks else [])


@given(st.integers(1, 10_000))
def test_more_than_half_is_more_than_the_rest(n):
    from fractions import Fraction

    needed = checks.more_than(n, Fraction(1, 2))
    assert needed > n - needed
    assert needed - 1 <= n - (needed - 1)


def test_the_page_of_norms_shows_the_sizes_in_words(school, rules):
    shown = {row.key: row.shown for row in all_in_force(union=school, on=on("2026-11-22"))}
    assert shown["organisation.committee_sizes"] == (
        "≤10：1；≤25：3；≤100：3—5；≤200：5—7；≤500：7—9；≤1000：9—15；≤5000：15—21"
    )
    assert shown["union.term_years"] == "3/5 年（任选其一）"
