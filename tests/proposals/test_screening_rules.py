"""Rules of the screening: patterns of numbers, hints, the committee, unanimity, appeals."""

from __future__ import annotations

import datetime

import pytest

from proposals.checks import numbering
from proposals.checks import screening as checks
from union_site.norms import InForce


def in_force(value: object) -> InForce:
    return InForce("key", value, "名称", "人", "办法第五条", "学校", True)


@pytest.mark.parametrize(
    ("pattern", "made"),
    [
        ("{year}-T{serial:03}", "2026-T007"),
        ("{year}{term:02}{session:02}-{serial}", "20260502-7"),
        ("{year}年第{serial}号", "2026年第7号"),
        ("{{{year}}}{serial}", "{2026}7"),
    ],
)
def test_a_pattern_makes_a_number(pattern, made):
    assert numbering.pattern_findings(in_force(pattern)) == []
    assert numbering.number_of(pattern, year=2026, term=5, session=2, serial=7) == made


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("T{serial:03}", "缺少 {year}"),
        ("{year}-T", "缺少 {serial}"),
        ("{year}-{serial", "花括号不成对"),
        ("{year}-{serial}-{proposal}", "不认识“{proposal}”"),
        ("{year}-{serial.__class__}", "不认识“{serial.__class__}”"),
        ("{year}-{serial[0]}", "不认识“{serial[0]}”"),
        ("{year}-{}", "不认识“{}”"),
        ("{year!r}-{serial}", "位数写作"),
        ("{year}-{serial:>99999999}", "位数写作"),
        ("{year}-{serial:{year}}", "位数写作"),
        ("{year}-{serial}" + "长" * 30, "太长"),
    ],
)
def test_a_pattern_with_a_fault_is_found_and_never_filled_in(pattern, word):
    (found,) = numbering.pattern_findings(in_force(pattern))
    assert (found.code, found.level, found.citation) == ("P-20", "block", "办法第五条")
    assert word in found.sentence
    with pytest.raises(ValueError, match=r"."):
        numbering.number_of(pattern, year=2026, term=5, session=2, serial=7)


def case(**fields) -> checks.Case:
    usual = {"seconders": 2, "is_late": False, "text": "关于午休的提案", "suggestion": "设午休室"}
    return checks.Case(**{**usual, **fields})


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({}, []),
        ({"seconders": 1}, ["P-21"]),
        ({"is_late": True}, ["P-22"]),
        ({"text": "请为我调整职称"}, ["P-23"]),
        ({"text": "请为我们学校增加车位，为我校添设备"}, []),
        ({"suggestion": " "}, ["P-24"]),
        ({"seconders": 0, "is_late": True}, ["P-21", "P-22"]),
    ],
)
def test_hints_on_a_proposal(fields, codes):
    found = checks.hints(case(**fields), min_seconders=in_force(2))
    assert [finding.code for finding in found] == codes


@pytest.mark.parametrize(
    ("members", "outsiders", "codes"),
    [
        (4, [], ["P-27"]),
        (5, [], []),
        (9, [], []),
        (10, [], ["P-27"]),
        (5, ["王芳"], ["P-28"]),
        (3, ["王芳"], ["P-27", "P-28"]),
    ],
)
def test_a_committee_has_five_to_nine_delegates(members, outsiders, codes):
    """Rules of schools on the work of proposals (SHUPL)."""
    found = checks.committee_findings(members, outsiders, least=in_force(5), most=in_force(9))
    assert [finding.code for finding in found] == codes


@pytest.mark.parametrize(
    ("is_own", "members", "advised", "codes"),
    [
        (False, 0, 0, []),
        (False, 5, 1, []),
        (False, 5, 0, ["P-26"]),
        (True, 5, 2, ["P-25"]),
        (True, 5, 0, ["P-25", "P-26"]),
    ],
)
def test_who_decides_and_on_what(is_own, members, advised, codes):
    found = checks.decision_findings(is_own=is_own, members=members, advised=advised)
    assert [finding.code for finding in found] == codes


@pytest.mark.parametrize(
    ("suggestions", "members", "expected"),
    [
        (["docketed"] * 3, 5, True),
        (["docketed"] * 2, 5, False),
        (["docketed", "docketed", "converted"], 5, False),
        (["converted"] * 3, 5, False),
        (["docketed"] * 2, 4, False),
        ([], 0, False),
        (["docketed"], 0, True),
    ],
)
def test_of_one_mind_is_more_than_half_and_all_for_docketing(suggestions, members, expected):
    assert checks.is_unanimous(suggestions, members=members) is expected


def test_the_days_for_an_appeal_are_working_days():
    decided = datetime.date(2026, 9, 25)  # the Friday before the national holidays
    assert checks.appeal_ends_on(decided, in_force(3)) > datetime.date(2026, 9, 28)
