"""Rules of a member's row."""

import datetime

import pytest

from members.checks import roster as checks
from members.models.codes import Employment, MembershipChange, Status
from union_site.findings import Level
from union_site.idcards import IdDocument, IdKind, Sex

D = datetime.date
TODAY = D(2026, 11, 21)
DOCUMENT = IdDocument(IdKind.RESIDENT, "330106198503150024", D(1985, 3, 15), Sex.FEMALE)


@pytest.mark.parametrize("change", [*MembershipChange.values, ""])
@pytest.mark.parametrize("employment", [*Employment.values, ""])
def test_every_change_and_employment_amount_to_a_status(change, employment):
    # 《工会会员会籍管理办法》: retirement and joblessness retain (M-03, M-04), 内退 does not.
    ends = {
        "transferred_out": Status.TRANSFERRED_OUT,
        "expelled": Status.EXPELLED,
        "resigned": Status.RESIGNED,
        "retained": Status.RETAINED,
    }
    keeps = employment in ("retired", "unemployed", "resigned")
    expected = ends.get(change, Status.RETAINED if keeps else Status.ACTIVE)
    assert checks.status_of(change, employment) == expected


@pytest.mark.parametrize(
    ("sex", "born", "codes"),
    [
        ("female", D(1985, 3, 15), []),
        ("", None, []),
        ("male", D(1985, 3, 15), ["sex_differs"]),
        ("female", D(1985, 3, 16), ["birth_date_differs"]),
        ("male", D(1990, 1, 1), ["birth_date_differs", "sex_differs"]),
    ],
)
def test_the_form_must_say_what_the_number_says(sex, born, codes):
    # M-12, M-13
    found = checks.against_document(DOCUMENT, sex=sex, birth_date=born)
    assert [problem.code for problem in found] == codes
    assert all(problem.level == Level.BLOCK for problem in found)


def test_a_passport_says_nothing_of_its_holder():
    passport = IdDocument(IdKind.PASSPORT, "E12345678")
    assert checks.against_document(passport, sex="male", birth_date=D(1985, 3, 15)) == []


@pytest.mark.parametrize(
    ("day", "code", "level"),
    [
        (D(2010, 9, 1), None, None),
        (TODAY, None, None),
        (D(2026, 11, 22), "date_ahead", Level.WARN),
        (D(1985, 3, 15), "date_before_birth", Level.BLOCK),
        (D(1970, 1, 1), "date_before_birth", Level.BLOCK),
    ],
)
@pytest.mark.parametrize(
    "key", ["started_work_on", "joined_school_on", "joined_union_on", "changed_on"]
)
def test_days_of_a_working_life_come_after_birth_and_not_ahead(key, day, code, level):
    found = checks.of_dates({"birth_date": D(1985, 3, 15), key: day}, today=TODAY)
    assert [(problem.code, problem.level, problem.key) for problem in found] == (
        [(code, level, key)] if code else []
    )


@pytest.mark.parametrize(
    ("values", "kind", "codes"),
    [
        ({"name": "张三"}, IdKind.RESIDENT, []),
        ({}, IdKind.RESIDENT, ["name_missing"]),
        ({"name": "John"}, IdKind.PASSPORT, ["sex_missing", "birth_date_missing"]),
        ({"name": "John", "sex": "male", "birth_date": TODAY}, IdKind.PASSPORT, []),
        ({"name": "陈"}, IdKind.RESIDENCE, []),
    ],
)
def test_what_a_row_cannot_do_without(values, kind, codes):
    assert [problem.code for problem in checks.of_required(values, kind)] == codes
