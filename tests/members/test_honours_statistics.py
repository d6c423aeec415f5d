"""Awards in numbers: 项, 人次 and 人 apart, staff and students apart, each with its rows."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from members.tables import award_statistics as statistics
from members.tables import honours as lists
from tests.members.factories import make_award, make_member
from union_site import figures
from union_site.figures import calendar_year, school_year
from union_site.listing import Asked

pytestmark = pytest.mark.django_db
YEAR = calendar_year(2026)


def asked(query: str = "") -> Asked:
    return Asked(QueryDict(query))


@pytest.fixture
def people(school):
    return [make_member(school, name) for name in ("李强", "赵磊", "孙悦", "钱多")]


@pytest.fixture
def register(school, people):
    """One of each kind, by hand countable; every date in spring 2026 but one."""
    a, b, c, d = people
    make_award(school, "课例", winners=(a,))
    make_award(school, "合唱", subject="team", recipient="合唱队", winners=(a, b, c))
    make_award(school, "先进集体", subject="unit", recipient="本校", level_rank=4)
    make_award(school, "论文", level_rank=2, winners=(a, "外聘专家"))
    make_award(school, "秋天的课", awarded_on=datetime.date(2026, 9, 1), winners=(d,))
    make_award(school, "称号", kind="honour", level_rank=4, winners=(b,))
    make_award(school, "错登", winners=(d,), state="withdrawn")
    make_award(school, "绘画", subject="students", quantity=12, student_count=15, coaches=(a, b))


def value(code: str, union, span=YEAR) -> int:
    return figures.value(f"honours.{code}", union=union, span=span)


@pytest.mark.parametrize(
    ("code", "unit", "number"),
    [
        ("awards", "项", 5),
        ("awards_nation", "项", 3),
        ("awards_province", "项", 1),
        ("awards_city", "项", 0),
        ("awards_district", "项", 1),
        ("awards_school", "项", 0),
        ("holders", "人次", 7),
        ("holders_nation", "人次", 5),
        ("persons", "人", 5),
        ("titles", "项", 1),
        ("student_awards", "项", 12),
        ("student_awards_nation", "项", 12),
    ],
)
def test_each_figure_counts_what_it_says_in_its_own_unit(code, unit, number, register, school):
    assert (value(code, school), figures.figure(f"honours.{code}").unit) == (number, unit)


def test_a_team_award_with_three_holders_is_one_award_and_three_times_a_person(school, people):
    make_award(school, subject="team", recipient="合唱队", winners=tuple(people[:3]))
    numbers = {code: value(code, school) for code in ("awards", "holders", "persons")}
    assert numbers == {"awards": 1, "holders": 3, "persons": 3}


def test_somebody_who_won_twice_counts_twice_and_is_one_person(school, people):
    for title in ("课例", "论文"):
        make_award(school, title, winners=(people[0],))
    assert (value("holders", school), value("persons", school)) == (2, 1)


def test_a_student_award_is_none_of_the_staff(school, people):
    make_award(school, subject="students", student_count=3, coaches=(people[0],))
    staff = [value(code, school) for code in ("awards", "holders", "persons", "titles")]
    assert staff == [0, 0, 0, 0]
    assert value("student_awards", school) == 1


def test_a_withdrawn_award_is_in_no_number(school, people, officer):
    make_award(school, winners=(people[0],), state="withdrawn")
    make_award(school, subject="students", student_count=3, state="withdrawn")
    of_honours = [f for f in figures.all_figures() if f.code.startswith("honours.")]
    assert {value(f.code.removeprefix("honours."), school) for f in of_honours} == {0}
    assert statistics.statistics(officer, asked()).matrices == []
    assert lists.awards(officer, asked()).count == 0


def test_another_unions_awards_are_in_no_number(register, other_school, stranger):
    assert value("awards", other_school) == 0
    assert statistics.statistics(stranger, asked()).is_empty


def test_a_school_year_is_not_a_calendar_year(register, school):
    assert value("awards", school, school_year(2025)) == 4
    assert value("awards", school, school_year(2026)) == 1
    assert value("awards", school, calendar_year(2026)) == 5


def behind(client, url: str) -> int:
    """How many a list says there are: rows, or what its rows stand for."""
    context = client.get(url).context
    if "listed" in context:
        return sum(award.quantity for award in context["listed"].rows)
    return context["page"].paginator.count


FIGURES = [f.code for f in figures.all_figures() if f.code.startswith("honours.")]


@pytest.mark.parametrize("code", FIGURES)
@pytest.mark.parametrize("span", [YEAR, school_year(2025)], ids=["year", "school year"])
def test_every_figure_opens_exactly_its_rows(code, span, register, school, officer, log_in):
    url = figures.figure(code).url(span)
    number = figures.value(code, union=school, span=span)
    assert behind(log_in(officer), url) == number


@pytest.mark.parametrize("by", ["calendar", "school"])
@pytest.mark.parametrize("kind", ["", "prize"])
def test_every_number_of_the_page_opens_exactly_its_rows(by, kind, register, officer, log_in):
    client = log_in(officer)
    query = f"by={by}&kind={kind}"
    found = client.get(f"{reverse('honours:statistics')}?{query}").context["found"]
    assert found.matrices
    for matrix in found.matrices:
        if matrix.title == "学生获奖人次":
            continue  # opens the awards whose rows carry the number
        for line in (*matrix.lines, matrix.total):
            for cell in line.cells:
                if cell.value:
                    assert behind(client, cell.url) == cell.value, (matrix.title, line.label)


def matrices(seat, query=""):
    return {m.title: m for m in statistics.statistics(seat, asked(query)).matrices}


def numbers(matrix):
    return {line.label: [cell.value for cell in line.cells] for line in matrix.lines} | {
        "合计": [cell.value for cell in matrix.total.cells]
    }


def test_the_page_tells_units_apart_and_counts_each_right(register, officer):
    found = matrices(officer, "by=school")
    assert {title: matrix.unit for title, matrix in found.items()} == {
        "教职工和单位获奖": "项",
        "教职工获奖人次": "人次",
        "教职工获奖人数": "人",
        "个人、集体和单位获奖": "项",
        "学生获奖": "项",
        "学生获奖人次": "人次",
        "学生获奖的指导教师": "人次",
    }
    assert numbers(found["教职工和单位获奖"]) == {
        "国家级": [2, 1, 3],
        "省级": [1, 0, 1],
        "区（县）级": [2, 0, 2],
        "合计": [5, 1, 6],
    }
    assert numbers(found["教职工获奖人次"])["合计"] == [7, 1, 8]
    assert numbers(found["教职工获奖人数"]) == {
        "国家级": [3, 1, 4],
        "省级": [2, 0, 2],
        "区（县）级": [1, 0, 1],
        "合计": [4, 1, 5],
    }
    assert numbers(found["学生获奖"])["合计"] == [12, 0, 12]
    assert numbers(found["学生获奖人次"])["合计"] == [15, 0, 15]
    assert numbers(found["学生获奖的指导教师"])["合计"] == [2, 0, 2]


def test_no_total_mixes_awards_with_persons(register, officer):
    """A total is the sum of its own table, or a count of its own where persons are distinct."""
    for matrix in matrices(officer).values():
        for place in range(len(matrix.total.cells)):
            total = matrix.total.cells[place].value
            parts = sum(line.cells[place].value for line in matrix.lines)
            assert total <= parts if matrix.is_distinct else total == parts, matrix.title


def test_no_two_figures_of_a_kind_share_a_name_and_differ_in_unit():
    by_label = {}
    for code in FIGURES:
        figure = figures.figure(code)
        by_label.setdefault(figure.label, set()).add(figure.unit)
    assert all(len(units) == 1 for units in by_label.values())
    assert {figures.figure(code).unit for code in FIGURES} == {"项", "人次", "人"}


def test_in_a_municipality_the_second_level_is_called_city(register, officer, school):
    school.region_code = "120116"
    school.save()
    officer.union.refresh_from_db()
    assert "市级" in numbers(matrices(officer)["教职工和单位获奖"])


def test_what_is_for_officers_only_is_in_no_number_of_a_member(school, people, teacher, auditor):
    make_award(school, winners=(people[0],), visibility="officers")
    assert statistics.statistics(teacher, asked()).is_empty
    assert not statistics.statistics(auditor, asked()).is_empty


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(2020, 2022), st.integers(0, 999)),
        max_size=30,
    )
)
def test_sums_over_rows_and_over_years_meet_in_one_total(rows):
    counts = statistics._summed(rows)
    whole = sum(number for _, _, number in rows)
    assert counts.get((None, None), 0) == whole
    assert sum(n for (row, year), n in counts.items() if row and year) == whole
    assert sum(n for (row, year), n in counts.items() if row and year is None) == whole


def test_the_page_asks_a_constant_number_of_queries(school, officer, log_in):
    client, counts = log_in(officer), []
    for times in (1, 4):
        for number in range(times):
            member = make_member(school)
            make_award(school, f"课例{times}{number}", winners=(member,), level_rank=number + 1)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("honours:statistics"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("paper", ["pdf", "docx"])
def test_the_numbers_may_be_printed(paper, register, officer, log_in):
    answer = log_in(officer).get(reverse(f"honours:statistics_{paper}"))
    assert answer.content[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[paper]
