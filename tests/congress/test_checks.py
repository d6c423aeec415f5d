"""Rules of the congress at their edges; each test names its article."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress import checks
from congress.models import CongressTerm, Resolution, Session
from tests.congress.factories import make_term
from union_site.calendar import SchoolYear
from union_site.findings import Level
from union_site.models import Norm
from union_site.norms import NormMissing

ORDER_32 = "《学校教职工代表大会规定》（教育部令第32号）"
HALF, TWO_THIRDS, THIRD = Fraction(1, 2), Fraction(2, 3), Fraction(1, 3)
LONG_AGO = datetime.date(2026, 3, 6)


@pytest.fixture
def rules(school) -> checks.Rules:
    return checks.Rules.in_force(union=school, on=LONG_AGO)


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


# n, quorum (art. 19), votes to adopt (art. 21), signers of an extraordinary session (art. 17)
EDGES = [
    (3, 2, 2, 1),
    (29, 20, 15, 10),
    (30, 20, 16, 10),
    (31, 21, 16, 11),
    (57, 38, 29, 19),
    (65, 44, 33, 22),
    (80, 54, 41, 27),
    (2000, 1334, 1001, 667),
]


@pytest.mark.parametrize(("n", "needed", "_votes", "_signers"), EDGES)
def test_article_19_two_thirds_of_all_full_delegates_are_present(
    rules, n, needed, _votes, _signers
):
    assert checks.quorum(expected=n, present=needed, rule=rules.quorum) == []
    short = checks.quorum(expected=n, present=needed - 1, rule=rules.quorum)
    assert codes(short) == ["C-04"]
    assert short[0].level == Level.BLOCK
    assert short[0].citation == f"{ORDER_32}第十九条"
    assert f"不足法定的 {needed} 人" in short[0].sentence


@pytest.mark.parametrize(("n", "_quorum", "needed", "_signers"), EDGES)
def test_article_21_more_than_half_of_all_full_delegates_are_in_favour(
    rules, n, _quorum, needed, _signers
):
    assert rules.adoption.citation == f"{ORDER_32}第二十一条"
    enough = checks.verdict(n=n, votes_for=needed, rule=rules.adoption)
    short = checks.verdict(n=n, votes_for=needed - 1, rule=rules.adoption)
    assert (enough.needed, enough.is_adopted) == (needed, True)
    assert (short.needed, short.is_adopted) == (needed, False)


def test_article_21_exactly_half_does_not_adopt(rules):
    """半数以上 may be read to include the half; more than half satisfies both readings."""
    assert checks.verdict(n=80, votes_for=40, rule=rules.adoption).is_adopted is False


def test_article_21_counts_from_all_delegates_not_from_those_present(rules):
    """38 of 57 are present, 20 of them in favour: more than half of the present, yet not enough."""
    assert checks.verdict(n=57, votes_for=20, rule=rules.adoption).is_adopted is False


@pytest.mark.parametrize(("n", "_quorum", "_votes", "needed"), EDGES)
def test_article_17_a_third_of_the_delegates_calls_an_extraordinary_session(
    rules, n, _quorum, _votes, needed
):
    asked = {
        "kind": Session.Kind.EXTRAORDINARY,
        "initiator": Session.Initiator.DELEGATES,
        "n": n,
        "rule": rules.initiative,
    }
    assert checks.initiative(signers=needed, **asked) == []
    short = checks.initiative(signers=needed - 1, **asked)
    assert [(f.code, f.level, f.citation) for f in short] == [
        ("C-07", Level.BLOCK, f"{ORDER_32}第十七条")
    ]


def test_article_17_school_and_union_need_no_signers(rules):
    asked = {"kind": "extraordinary", "signers": None, "n": 57, "rule": rules.initiative}
    assert checks.initiative(initiator="school", **asked) == []
    assert codes(checks.initiative(initiator="delegates", **asked)) == ["C-07"]


@given(n=st.integers(1, 5000), share=st.sampled_from([HALF, TWO_THIRDS, THIRD, Fraction(3, 5)]))
def test_thresholds_are_the_least_whole_numbers(n, share):
    least, above = checks.at_least(n, share), checks.more_than(n, share)
    assert Fraction(least, n) >= share > Fraction(least - 1, n)
    assert Fraction(above, n) > share >= Fraction(above - 1, n)


YEAR = SchoolYear(2025)


@pytest.mark.parametrize(
    ("held", "today", "expected"),
    [
        (0, datetime.date(2026, 4, 30), []),
        (0, datetime.date(2026, 5, 1), ["C-06"]),
        (0, datetime.date(2026, 8, 31), ["C-06"]),
        (1, datetime.date(2026, 8, 31), []),
    ],
)
def test_article_17_one_session_in_each_school_year_is_asked_for_from_may(
    rules, held, today, expected
):
    found = checks.yearly(held=held, year=YEAR, today=today, rule=rules.yearly)
    assert codes(found) == expected
    assert [f.citation for f in found] == [f"{ORDER_32}第十七条"] * len(expected)


@pytest.mark.parametrize(
    ("form", "staff", "expected"),
    [
        ("congress", 80, []),
        ("congress", 79, ["C-01"]),
        ("assembly", 79, []),
        ("assembly", 80, ["C-01"]),
        ("assembly", 0, []),
    ],
)
def test_article_15_eighty_staff_part_congress_from_assembly(rules, form, staff, expected):
    assert codes(checks.size(form=form, staff_count=staff, rule=rules.threshold)) == expected


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [
        (datetime.date(2026, 11, 30), []),
        (datetime.date(2026, 12, 1), []),
        (datetime.date(2028, 11, 30), []),
        (datetime.date(2027, 11, 30), ["C-08"]),
        (datetime.date(2026, 12, 2), ["C-08"]),
    ],
)
def test_article_18_a_term_lasts_three_or_five_years(rules, ends_on, expected):
    starts_on = datetime.date(2023, 12, 1)
    found = checks.term_length(starts_on=starts_on, ends_on=ends_on, rule=rules.term_years)
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (datetime.date(2026, 5, 29), []),
        (datetime.date(2026, 5, 30), ["C-08e"]),
        (datetime.date(2026, 11, 30), ["C-08e"]),
        (datetime.date(2026, 12, 1), ["C-08e"]),
    ],
)
def test_the_end_of_a_term_is_announced_six_months_before(rules, today, expected):
    ends_on = datetime.date(2026, 11, 30)
    found = checks.renewal(ends_on=ends_on, today=today, rule=rules.renewal_months)
    assert codes(found) == expected


def test_a_term_that_is_over_is_said_to_be_over(rules):
    ends_on = datetime.date(2026, 11, 30)
    found = checks.renewal(
        ends_on=ends_on, today=datetime.date(2026, 12, 1), rule=rules.renewal_months
    )
    assert "已于2026年11月30日届满" in found[0].sentence


@pytest.mark.parametrize(
    ("cast", "present", "expected"),
    [(39, 38, [("C-13", "block")]), (38, 38, []), (37, 38, [("C-13u", "info")])],
)
def test_nobody_votes_who_is_not_there(cast, present, expected):
    assert [(f.code, f.level) for f in checks.votes(cast=cast, present=present)] == expected


@pytest.mark.parametrize(
    ("matter", "method", "expected"),
    [
        ("staff_interest", "show_of_hands", ["C-09"]),
        ("staff_interest", "open_ballot", ["C-09"]),
        ("staff_interest", "secret_ballot", []),
        ("plan", "show_of_hands", []),
    ],
)
def test_article_7_4_what_touches_the_staff_is_voted_on_in_secret(matter, method, expected):
    assert codes(checks.secrecy(matter=matter, method=method)) == expected


def test_article_21_a_base_that_is_not_the_whole_roll_is_questioned(school, rules):
    """n is everybody in office, on leave or not, and not those who came."""
    term = make_term(school, n=57)
    assert checks.frozen_roll(expected=57, term=term, rule=rules.adoption) == []
    found = checks.frozen_roll(expected=40, term=term, rule=rules.adoption)
    assert [(f.code, f.level) for f in found] == [("C-04n", Level.WARN)]


def test_two_terms_do_not_stand_at_once(school):
    other = make_term(
        school, starts_on=datetime.date(2023, 1, 1), ends_on=datetime.date(2025, 12, 31)
    )
    touching = {"starts_on": datetime.date(2025, 12, 31), "ends_on": datetime.date(2028, 12, 30)}
    after = {"starts_on": datetime.date(2026, 1, 1), "ends_on": datetime.date(2028, 12, 31)}
    assert codes(checks.apart(others=[other], **touching)) == ["C-08o"]
    assert checks.apart(others=[other], **after) == []


def test_a_school_may_set_a_stricter_quorum_with_its_own_document(school):
    Norm.objects.create(
        key="congress.quorum_share",
        label="到会下限",
        value=[3, 4],
        scope="school",
        union=school,
        valid_from=datetime.date(2026, 1, 1),
        document="本校教代会实施细则",
        article="第八条",
    )
    rules = checks.Rules.in_force(union=school, on=LONG_AGO)
    found = checks.quorum(expected=57, present=42, rule=rules.quorum)
    assert [f.citation for f in found] == ["本校教代会实施细则第八条"]
    assert checks.quorum(expected=57, present=43, rule=rules.quorum) == []


def test_a_share_may_be_written_as_a_decimal(school):
    Norm.objects.filter(key="congress.adoption_share").update(value="0.6")
    rules = checks.Rules.in_force(union=school, on=LONG_AGO)
    assert checks.verdict(n=10, votes_for=6, rule=rules.adoption).is_adopted is False
    assert checks.verdict(n=10, votes_for=7, rule=rules.adoption).is_adopted is True


def test_there_are_no_rules_before_the_regulation(school):
    with pytest.raises(NormMissing):
        checks.Rules.in_force(union=school, on=datetime.date(2011, 12, 31))


def test_forms_and_choices_are_those_that_the_rules_name():
    assert Resolution.Matter.STAFF_INTEREST == "staff_interest"
    assert CongressTerm.Form.ASSEMBLY == "assembly"
