"""The legal age of retirement, as 《国务院关于渐进式延迟法定退休年龄的办法》 (2024) sets it."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from members.checks import retirement as checks
from members.checks.membership import add_months
from members.checks.retirement import Base, Rule
from members.desk import membership as desk
from members.models import Member
from members.tables import retirement as tables
from tests.members.factories import make_member
from union_site.models import Norm

D = datetime.date
RULES = {
    Base.MEN: Rule(60, D(1965, 1, 1), 4, 36),
    Base.WOMEN_55: Rule(55, D(1970, 1, 1), 4, 36),
    Base.WOMEN_50: Rule(50, D(1975, 1, 1), 2, 60),
}
births = st.dates(D(1940, 1, 1), D(2010, 12, 31))
bases = st.sampled_from(list(Base))


@pytest.mark.parametrize(
    ("base", "born", "age"),
    [
        (Base.MEN, D(1964, 12, 31), "60岁"),
        (Base.MEN, D(1965, 1, 1), "60岁1个月"),
        (Base.MEN, D(1965, 4, 30), "60岁1个月"),
        (Base.MEN, D(1965, 5, 1), "60岁2个月"),
        (Base.MEN, D(1976, 8, 31), "62岁11个月"),
        (Base.MEN, D(1976, 9, 1), "63岁"),
        (Base.MEN, D(1990, 1, 1), "63岁"),
        (Base.WOMEN_55, D(1969, 12, 31), "55岁"),
        (Base.WOMEN_55, D(1970, 1, 1), "55岁1个月"),
        (Base.WOMEN_55, D(1981, 9, 1), "58岁"),
        (Base.WOMEN_50, D(1974, 12, 31), "50岁"),
        (Base.WOMEN_50, D(1975, 1, 1), "50岁1个月"),
        (Base.WOMEN_50, D(1975, 3, 1), "50岁2个月"),
        (Base.WOMEN_50, D(1984, 11, 1), "55岁"),
        (Base.WOMEN_50, D(1984, 10, 31), "54岁11个月"),
    ],
)
def test_the_age_follows_the_table_of_the_rule(base, born, age):
    assert checks.age_in_words(born, RULES[base]) == age


@pytest.mark.parametrize(
    ("born", "day"),
    [
        (D(1965, 1, 31), D(2025, 2, 28)),  # no 31 February
        (D(1964, 2, 29), D(2024, 2, 29)),
        (D(1968, 2, 29), D(2028, 12, 29)),
        (D(1971, 8, 31), D(2033, 4, 30)),
    ],
)
def test_the_day_is_that_of_birth_or_the_last_of_its_month(born, day):
    assert checks.retirement_day(born, RULES[Base.MEN]) == day


@given(born=births, base=bases)
def test_never_before_the_base_age_and_never_beyond_the_cap(born, base):
    rule = RULES[base]
    day = checks.retirement_day(born, rule)
    assert add_months(born, rule.age * 12) <= day <= add_months(born, rule.age * 12 + rule.cap)


@given(one=births, other=births, base=bases)
def test_who_is_born_later_does_not_retire_earlier(one, other, base):
    first, second = sorted([one, other])
    rule = RULES[base]
    assert checks.retirement_day(first, rule) <= checks.retirement_day(second, rule)


@given(born=births, base=bases)
def test_the_day_of_the_month_is_kept_or_the_last_of_its_month(born, base):
    day = checks.retirement_day(born, RULES[base])
    next_day = day + datetime.timedelta(days=1)
    assert day.day == born.day or (day.day < born.day and next_day.month != day.month)


@pytest.mark.parametrize(
    ("sex", "post", "base"),
    [
        ("male", "worker", Base.MEN),
        ("male", "teacher", Base.MEN),
        ("female", "teacher", Base.WOMEN_55),
        ("female", "staff", Base.WOMEN_55),
        ("female", "manager", Base.WOMEN_55),
        ("female", "", Base.WOMEN_55),
        ("female", "worker", Base.WOMEN_50),
    ],
)
def test_the_base_follows_sex_and_post(sex, post, base):
    assert checks.base_of(sex, post) == base


@pytest.mark.django_db
def test_the_numbers_are_norms_with_their_document(school, today):
    assert tables.rules_in_force(school, today) == RULES
    rows = Norm.objects.filter(key__startswith="members.retirement_", scope="nation")
    cited = rows.exclude(key="members.retirement_notice_months")
    assert {row.document for row in cited} == {
        "《国务院关于渐进式延迟法定退休年龄的办法》（2024年）"
    }
    assert {row.is_verified for row in cited} == {False}


@pytest.mark.django_db
def test_a_norm_of_the_school_goes_before(school, today):
    Norm.objects.create(
        key="members.retirement_men_age",
        label="x",
        value=61,
        scope="school",
        union=school,
        valid_from=today,
        document="校内文件",
    )
    assert tables.rules_in_force(school, today)[Base.MEN].age == 61


# --- the page ------------------------------------------------------------------------------


def born_for(day, rule):
    """Somebody who reaches the age on about that day."""
    return add_months(day, -(rule.age * 12 + rule.cap))


@pytest.fixture
def people(school, other_school, today):
    men = RULES[Base.MEN]
    soon = add_months(today, 2)
    make_member(school, "快到龄", sex="male", birth_date=born_for(soon, men), retires_on=soon)
    make_member(school, "已到龄", sex="male", birth_date=D(1963, 1, 5))
    make_member(school, "本人约定", birth_date=D(1985, 1, 5), retires_on=add_months(today, 6))
    make_member(school, "还早着", birth_date=D(1995, 1, 5))
    make_member(school, "已保留", sex="male", birth_date=D(1962, 1, 5), status="retained")
    make_member(other_school, "外校的", sex="male", birth_date=D(1963, 1, 5))


def names_on(page):
    return [row["member"].name for row in page.context["rows"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["快到龄", "本人约定"]),
        ("show=overdue", ["已到龄"]),
        ("year=2023", ["已到龄"]),
        ("year=2022", ["已保留"]),
        ("year=2053", ["还早着"]),
        ("q=约定", ["本人约定"]),
        ("show=nonsense", ["快到龄", "本人约定"]),
    ],
)
def test_the_page_lists_who_reaches_the_age(query, names, people, chair, log_in):
    assert names_on(log_in(chair).get(f"/members/retirement/?{query}")) == names


def test_the_chair_is_led_to_the_step_and_the_officer_reads(people, chair, officer, log_in):
    page = log_in(chair).get("/members/retirement/?show=overdue").content.decode()
    assert "/membership/retain/?cause=retired" in page
    page = log_in(officer).get("/members/retirement/?show=overdue").content.decode()
    assert "/membership/retain/" not in page


def test_the_desk_reminds_the_chair_in_time(people, chair, today):
    titles = [todo.title for todo in desk.todos(chair, today)]
    assert titles == ["1 名会员已到退休年龄", "3 个月内有 1 名会员到退休年龄"]


def test_the_page_asks_the_same_number_of_questions(school, chair, log_in, today):
    client = log_in(chair)
    counts = []
    for wanted in (1, 5):
        while Member.objects.of_union(school).count() < wanted:
            make_member(school, retires_on=today)
        with CaptureQueriesContext(connection) as asked:
            client.get("/members/retirement/?show=overdue")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@given(born=births, base=bases, year=st.integers(2000, 2080))
def test_the_births_of_a_year_are_just_those_who_retire_in_it(born, base, year):
    rule = RULES[base]
    span = checks.births_retiring_in(year, rule)
    is_within = span is not None and span[0] <= born <= span[1]
    assert is_within == (checks.retirement_day(born, rule).year == year)


def test_the_births_of_a_year_are_whole_months():
    # Born in September 1965: 60 years and 3 months in December 2025; in October: in January 2026.
    assert checks.births_retiring_in(2025, RULES[Base.MEN]) == (D(1965, 1, 1), D(1965, 9, 30))
