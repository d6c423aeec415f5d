"""The import resource: any workbook gives findings or success, never an exception."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_export.resources import ModelResource
from import_export.results import Result

from members import actions
from members.models import Member
from members.resources import LAYOUT, MemberResource, Outcome, RosterDataset
from members.resources.results import RosterResult
from tests.members import rosters
from tests.members.factories import make_member
from tests.union_site.spreadsheets import files
from union_site.spreadsheets import read_table

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 21)

several = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def run(content, union, *, dry_run=True) -> RosterResult:
    resource = MemberResource(union, today=TODAY)
    return resource.import_data(RosterDataset(read_table(content, LAYOUT)), dry_run=dry_run)


def test_the_roster_goes_through_the_librarys_resource(school):
    resource = MemberResource(school, today=TODAY)
    assert isinstance(resource, ModelResource)
    result = resource.import_data(
        RosterDataset(read_table(rosters.official_form(), LAYOUT)), dry_run=True
    )
    assert isinstance(result, Result)
    assert (result.total_rows, result.totals["new"]) == (48, 48)


def test_each_spoiled_row_is_named_with_its_cell(school):
    findings = run(rosters.form_with_errors(), school).findings
    assert [(f.row, f.column, f.code) for f in findings] == [
        (row, f"{letter}（{header}）", code)
        for row, (letter, header, code, _) in rosters.SPOILED.items()
    ]


def test_a_dry_run_asks_two_questions_and_writes_nothing(school, django_assert_num_queries):
    table = read_table(rosters.official_form(), LAYOUT)
    resource = MemberResource(school, today=TODAY)
    with django_assert_num_queries(2):
        resource.import_data(RosterDataset(table), dry_run=True)


@pytest.mark.parametrize("count", [1, 48])
def test_an_import_that_changes_nothing_takes_as_many_queries_for_all(
    count, school, django_assert_num_queries
):
    content = rosters.official_form(rosters.people(count))
    run(content, school, dry_run=False)
    table = read_table(content, LAYOUT)
    resource = MemberResource(school, today=TODAY)
    with django_assert_num_queries(2):
        result = resource.import_data(RosterDataset(table), dry_run=False)
    assert result.count(Outcome.UNCHANGED) == count


def test_a_changed_file_has_another_fingerprint(school):
    persons = rosters.people(5)
    first = run(rosters.official_form(persons), school).fingerprint
    assert run(rosters.official_form(persons), school).fingerprint == first
    persons[0]["籍贯"] = "天津"
    assert run(rosters.official_form(persons), school).fingerprint != first


def test_another_state_of_the_roster_has_another_fingerprint(school):
    content = rosters.official_form(rosters.people(5))
    first = run(content, school).fingerprint
    make_member(
        school, id_number=rosters.person(1)["证件号码"], sex="male", birth_date=rosters.born(1)
    )
    assert run(content, school).fingerprint != first


def test_progress_is_told(school):
    told = []
    table = read_table(rosters.official_form(rosters.people(1_500)), LAYOUT)
    resource = MemberResource(school, today=TODAY)
    resource.import_data(
        RosterDataset(table), dry_run=True, progress=lambda *step: told.append(step)
    )
    assert told == [(0, 1_500), (1_000, 1_500)]


def test_fields_render_as_the_form_writes_them(school):
    resource = MemberResource(school, today=TODAY)
    member = make_member(school, ethnicity="05", joined_union_on=datetime.date(2010, 9, 1))
    shown = {
        key: resource.fields[key].export(member)
        for key in ("ethnicity", "sex", "joined_union_on", "title")
    }
    assert shown == {
        "ethnicity": "维吾尔族",
        "sex": "女",
        "joined_union_on": "2010/09/01",
        "title": "",
    }
    with pytest.raises(ValueError, match="不在民族代码表中"):
        resource.fields["ethnicity"].clean({"民族": "火星族"})


cells = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).filter(
        lambda text: not text.startswith("=")
    ),
    st.sampled_from(["", "汉族", "男", "1990/01/31", "330106198503150024", "3.30106E+17", "#N/A"]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**18), 10**18),
    st.none(),
    st.booleans(),
    st.dates(datetime.date(1900, 3, 1), datetime.date(9999, 12, 31)),
)


@several
@given(
    st.lists(st.lists(cells, min_size=1, max_size=len(rosters.HEADINGS)), min_size=1, max_size=6)
)
def test_any_cells_give_findings_or_success(school, rows):
    content = files.xlsx([rosters.HEADINGS, *rows])
    result = run(content, school)
    assert all(finding.message.endswith("。") for finding in result.findings)
    assert sum(result.totals.values()) == result.total_rows
    refused = {row.number for row in result.rows if row.outcome is Outcome.REFUSED}
    assert refused == {finding.row for finding in result.blocking}


@several
@given(
    st.integers(0, 47),
    st.sampled_from(rosters.HEADINGS),
    cells,
)
def test_one_spoiled_cell_is_found_or_harmless(school, place, heading, cell):
    persons = rosters.people()
    persons[place][heading] = cell
    result = run(rosters.official_form(persons), school)
    if not result.is_blocked:
        members = [row.values for row in result.rows]
        assert len(members) in (47, 48)
        assert all(values["name"] and values["sex"] and values["birth_date"] for values in members)


@several
@given(st.data())
def test_what_a_run_finds_clean_can_be_written(school, data):
    persons = rosters.people(6)
    for someone in persons:
        for heading in data.draw(st.lists(st.sampled_from(rosters.HEADINGS[8:]), max_size=3)):
            someone[heading] = data.draw(cells)
    content = rosters.official_form(persons)
    Member.objects.all().delete()
    if run(content, school).is_blocked:
        return
    run(content, school, dry_run=False)
    for member in Member.objects.all():
        member.full_clean()
    again = run(content, school)
    assert (again.count(Outcome.NEW), again.count(Outcome.CHANGED)) == (0, 0)


@several
@given(st.floats(0, 0.999), st.binary(min_size=1, max_size=8))
def test_a_mangled_roster_is_refused_by_a_sentence_or_read(school, place, junk):
    content = rosters.official_form(rosters.people(3))
    cut = int(place * len(content))
    try:
        table = actions.read_roster(content[:cut] + junk + content[cut + len(junk) :])
    except ValidationError as refused:
        sentences = refused.messages
    else:
        dataset = RosterDataset(table)
        result = MemberResource(school, today=TODAY).import_data(dataset, dry_run=True)
        sentences = [finding.message for finding in result.findings]
    assert all(sentence.endswith("。") for sentence in sentences)


def test_nothing_is_written_while_one_row_blocks_even_if_asked_to(school):
    result = run(rosters.form_with_errors(), school, dry_run=False)
    assert len(result.blocking) == 6
    assert Member.objects.count() == 0
