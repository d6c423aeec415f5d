"""Dues: sums to the cent, the months that are owed, what standing amounts to."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.checks import dues as checks
from members.checks.dues import ALL_MONTHS, Membership, Standing, Terms, mask_of, months_of
from union_site.findings import Level

RATE = Decimal("0.005")
D = Decimal


# --- sums ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "truncation", "monthly", "yearly"),
    [
        ("4307.50", "base", "21.50", "258.00"),
        ("4307.50", "none", "21.54", "258.45"),
        ("4309.99", "base", "21.50", "258.00"),
        ("4310.00", "base", "21.55", "258.60"),
        ("9.99", "base", "0.00", "0.00"),
        ("9.99", "none", "0.05", "0.60"),
        ("0", "base", "0.00", "0.00"),
        ("1.00", "none", "0.01", "0.06"),  # half a cent a month: the year is not twelve cents
        ("1000000", "base", "5000.00", "60000.00"),
    ],
)
def test_dues_are_half_a_percent_of_the_base_with_or_without_its_ones(
    base, truncation, monthly, yearly
):
    """会费 0.5 %, 尾数不足 10 元部分不计 (domain 3.4)."""
    terms = Terms(D(base), RATE, truncation)
    assert (terms.monthly, terms.for_months(12)) == (D(monthly), D(yearly))


bases = st.decimals(min_value=0, max_value=1_000_000, places=2)
truncations = st.sampled_from(["base", "none"])
rates = st.decimals(min_value=D("0.00001"), max_value=D("0.02"), places=5)
counts = st.integers(min_value=0, max_value=12)


@given(bases, rates, truncations)
def test_the_months_add_up_to_the_year_and_none_is_negative(base, rate, truncation):
    terms = Terms(base, rate, truncation)
    months = [terms.nth(place) for place in range(1, 13)]
    assert all(type(month) is Decimal and month >= 0 for month in months)
    assert sum(months) == terms.for_months(12)
    exact = terms.counted_base * rate * 12
    assert abs(terms.for_months(12) - exact) <= D("0.005")
    assert max(months) - min(months) <= D("0.01")


@given(bases, bases, rates, truncations, counts)
def test_who_earns_more_never_owes_less(one, other, rate, truncation, count):
    low, high = sorted([one, other])
    less, more = (Terms(base, rate, truncation).for_months(count) for base in (low, high))
    assert 0 <= less <= more


@given(bases, rates, counts)
def test_a_truncated_base_never_costs_more(base, rate, count):
    truncated = Terms(base, rate, "base")
    assert truncated.for_months(count) <= Terms(base, rate, "none").for_months(count)
    assert 0 <= base - truncated.counted_base < 10


@given(bases, rates, truncations, counts, bases)
def test_a_sum_covers_exactly_the_months_it_pays_for(base, rate, truncation, owed, paid):
    terms = Terms(base, rate, truncation)
    covered = terms.months_covered(paid, owed)
    assert 0 <= covered <= owed
    assert terms.for_months(covered) <= paid or covered == 0
    assert covered == owed or terms.for_months(covered + 1) > paid


@given(st.sets(st.integers(min_value=1, max_value=12)))
def test_months_are_kept_as_bits_and_come_back(months):
    assert set(months_of(mask_of(months))) == months


@pytest.mark.parametrize(
    ("months", "words"),
    [((), ""), ((3,), "3月"), ((1, 2, 3, 5, 11, 12), "1—3月、5月、11—12月")],
)
def test_months_are_said_in_runs(months, words):
    assert checks.shown_months(months) == words


# --- months --------------------------------------------------------------------------------


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def membership(status="active", change="joined", changed="", joined="2010-09-01", events=()):
    return Membership(
        status,
        change,
        day(changed) if changed else None,
        day(joined) if joined else None,
        [(day(on), kind, after) for on, kind, after in events],
    )


IN = ("2010-09-01", "joined", "active")


@pytest.mark.parametrize(
    ("known", "months"),
    [
        # by the columns of the roster, where there is no history
        (membership(), range(1, 13)),
        (membership(joined=""), range(1, 13)),
        (membership(joined="2026-03-01"), range(3, 13)),
        (membership(joined="2026-03-02"), range(4, 13)),
        (membership(joined="2026-12-02"), ()),
        (membership(change="transferred_in", changed="2026-06-10"), range(7, 13)),
        (membership("retained", "retained", "2026-05-15"), range(1, 6)),
        (membership("retained", "retained", "2026-05-01"), range(1, 5)),
        (membership("retained", "joined", "2010-09-01"), ()),  # since when is not known
        (membership("transferred_out", "transferred_out", "2026-06-10"), range(1, 7)),
        (membership("resigned", "resigned", "2025-06-10"), ()),
        # by the history
        (membership(events=[IN]), range(1, 13)),
        (membership(events=[IN, ("2026-05-15", "retained", "retained")]), range(1, 6)),
        (
            membership(
                events=[
                    IN,
                    ("2026-03-10", "retained", "retained"),
                    ("2026-09-01", "returned", "active"),
                ]
            ),
            (1, 2, 3, 9, 10, 11, 12),
        ),
        (membership(events=[("2026-04-20", "joined", "active")]), range(5, 13)),
        # a history that begins in the middle: a member before, by the day of joining
        (membership(events=[("2026-08-31", "retained", "retained")]), range(1, 9)),
        (
            membership(joined="2026-02-15", events=[("2026-08-31", "retained", "retained")]),
            range(3, 9),
        ),
        # several on one day: the last counts
        (
            membership(
                events=[
                    IN,
                    ("2026-05-01", "retained", "retained"),
                    ("2026-05-01", "corrected", "active"),
                ]
            ),
            range(1, 13),
        ),
        (membership("deceased", events=[IN, ("2026-02-01", "deceased", "deceased")]), (1,)),
    ],
)
def test_months_are_owed_while_a_member_is_in_service(known, months):
    """M-05: 保留会籍期间不缴会费 (《中国工会章程》第八条)."""
    assert months_of(checks.owed_months(known, 2026)) == tuple(months)


@given(st.dates(min_value=day("2025-12-15"), max_value=day("2027-01-15")))
def test_of_two_unions_exactly_one_collects_each_month_of_a_transfer(on):
    out = membership(events=[IN, (on.isoformat(), "transferred_out", "transferred_out")])
    came = membership(events=[(on.isoformat(), "transferred_in", "active")])
    old, new = checks.owed_months(out, 2026), checks.owed_months(came, 2026)
    assert old & new == 0
    assert old | new == ALL_MONTHS


@pytest.mark.parametrize(
    ("known", "owed", "words"),
    [
        (membership(), ALL_MONTHS, ""),
        (membership("retained"), 0, "保留会籍"),
        (membership(), 0, "本年没有应缴月份"),
        (membership(), mask_of(range(4, 13)), "4月起缴"),
        (membership(), mask_of(range(1, 6)), "5月后不再缴"),
        (membership(), mask_of([1, 2, 9, 10, 11, 12]), "其间有免缴月份"),
        (membership(), mask_of([2, 3, 9]), "2月起缴，9月后不再缴，其间有免缴月份"),
    ],
)
def test_an_exemption_says_why(known, owed, words):
    assert checks.exemption_of(known, owed) == words


@pytest.mark.parametrize(
    ("year", "on", "months"),
    [
        (2026, "2026-01-31", 0),
        (2026, "2026-02-01", 1),
        (2026, "2026-11-30", 10),
        (2026, "2026-12-31", 11),
        (2026, "2027-01-01", 12),
        (2026, "2025-12-31", 0),
    ],
)
def test_a_month_is_due_when_it_is_over(year, on, months):
    assert checks.months_due(year, day(on)) == months


@pytest.mark.parametrize(
    ("month", "last"), [(1, "2026-01-31"), (2, "2026-02-28"), (12, "2026-12-31")]
)
def test_the_last_day_of_a_month(month, last):
    assert checks.last_day(2026, month) == day(last)


# --- findings ------------------------------------------------------------------------------


def standing(months: int) -> Standing:
    return Standing(None, not months, D(months) * 20, months)


@pytest.mark.parametrize(("months", "blocks", "levels"), [
    (0, False, []),
    (1, False, [Level.WARN]),
    (1, True, [Level.BLOCK]),
])  # fmt: skip
def test_unpaid_dues_stand_before_welfare(months, blocks, levels):
    """W-07: 会费缴到当期."""
    found = checks.unpaid(standing(months), blocks=blocks)
    assert [finding.level for finding in found] == levels
    assert all(finding.code == "W-07" and finding.citation for finding in found)


class Limit:
    number, citation = 6, "《中国工会章程》"


@pytest.mark.parametrize(("months", "codes"), [(5, []), (6, ["M-07"]), (7, ["M-07"])])
def test_six_unpaid_months_may_be_a_lapse(months, codes):
    """M-07: 六个月不缴会费、不参加组织生活，视为自动退会 (《中国工会章程》)."""
    assert [finding.code for finding in checks.lapsing(standing(months), Limit)] == codes


def test_closing_a_year_names_what_is_still_open():
    found = checks.closing(people=2, arrears=D("1234.5"), without_base=1)
    assert [finding.code for finding in found] == ["dues.arrears", "dues.no_base"]
    assert "2 人没有缴清，共欠 1,234.50 元" in found[0].sentence
    assert checks.closing(people=0, arrears=D(0), without_base=0) == []
