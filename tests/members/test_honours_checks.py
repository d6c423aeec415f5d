"""Rules of honours: levels in a municipality and a province, grades, names, students apart."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members.checks import honours as checks
from members.models import Award
from members.models.honour_titles import Level, of_initials
from tests.members.factories import make_group, make_member

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("setting", "region", "rank"),
    [
        ("按行政区划", "120116", Level.PROVINCE),
        ("按行政区划", "110101", Level.PROVINCE),
        ("按行政区划", "310115", Level.PROVINCE),
        ("按行政区划", "500103", Level.PROVINCE),
        ("按行政区划", "440306", Level.CITY),
        ("按行政区划", "", Level.CITY),
        ("省级", "440306", Level.PROVINCE),
        ("市级", "120116", Level.CITY),
    ],
)
def test_a_city_award_is_of_provincial_rank_in_a_municipality_unless_set(setting, region, rank):
    """GB/T 2260: 11, 12, 31 and 50 are municipalities."""
    assert checks.city_rank(setting, region) == rank


@pytest.mark.parametrize(
    ("label", "in_province", "in_municipality"),
    [
        ("国家级", 1, 1),
        ("全国", 1, 1),
        ("省级", 2, 2),
        ("省部级", 2, 2),
        ("自治区级", 2, 2),
        ("市级", 3, 2),
        ("市教育局", 3, 2),
        ("自治州", 3, 3),
        ("地区级", 3, 3),
        ("区级", 4, 4),
        ("区（县）级", 4, 4),
        ("县级市", 4, 4),
        ("校级", 5, 5),
        ("园级", 5, 5),
        ("行业", 9, 9),
    ],
)
def test_the_words_of_a_level_tell_its_rank(label, in_province, in_municipality):
    assert checks.level_rank(label, city=Level.CITY) == in_province
    assert checks.level_rank(label, city=Level.PROVINCE) == in_municipality


@pytest.mark.parametrize(
    ("grade", "rank"),
    [
        ("特等奖", 0),
        ("一等奖", 1),
        ("金奖", 1),
        ("冠军", 1),
        ("第一名", 1),
        ("第1名", 1),
        ("二等奖", 2),
        ("银牌", 2),
        ("亚军", 2),
        ("三等", 3),
        ("铜奖", 3),
        ("季军", 3),
        ("第八名", 8),
        ("第十名", 10),
        ("第十二名", 12),
        ("优秀奖", 90),
        ("提名奖", 90),
        ("", 99),
        ("参与", 99),
        ("金点子", 99),
    ],
)
def test_grades_of_every_scale_sort_together(grade, rank):
    assert checks.grade_rank(grade) == rank


@given(st.text(max_size=30))
def test_whatever_a_grade_or_a_level_says_it_has_a_rank(text):
    assert 0 <= checks.grade_rank(text) <= 99
    assert checks.level_rank(text, city=Level.CITY) in set(Level)


@given(st.integers(1, 99))
def test_the_place_that_was_won_is_its_rank(place):
    assert checks.grade_rank(f"第{place}名") == place


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("王敏、李强", [("王敏", ""), ("李强", "")]),
        ("王敏，李强;赵磊\n孙悦", [("王敏", ""), ("李强", ""), ("赵磊", ""), ("孙悦", "")]),
        ("王敏（语文组）、李强(数学组)", [("王敏", "语文组"), ("李强", "数学组")]),
        ("阿依古丽·买买提", [("阿依古丽·买买提", "")]),
        (" 、 ", []),
        ("", []),
    ],
)
def test_names_are_read_as_people_type_them(typed, names):
    assert checks.typed_names(typed) == names


@pytest.fixture
def namesakes(school):
    first = make_member(school, "王敏", group=make_group(school, "语文组"))
    return [first, make_member(school, "王敏", group=make_group(school, "数学组"))]


def codes(found):
    return [(finding.code, str(finding.level)) for finding in found]


def test_somebody_on_the_roster_is_found_by_name(school):
    member = make_member(school, "李强")
    meant, found = checks.people("李强", [member], where="获奖人")
    assert ([one.member for one in meant], found) == ([member], [])


def test_of_namesakes_one_must_be_named(namesakes):
    meant, found = checks.people("王敏", namesakes, where="获奖人")
    assert (meant, codes(found)) == ([], [("H-05", "block")])
    assert "王敏（语文组）" in found[0].sentence
    meant, found = checks.people("王敏（数学组）", namesakes, where="获奖人")
    assert ([one.member for one in meant], found) == ([namesakes[1]], [])


def test_of_namesakes_the_one_who_has_left_is_not_meant(school, namesakes):
    gone, stays = namesakes
    gone.status = "transferred_out"
    assert checks.people("王敏", [gone, stays], where="")[0][0].member == stays
    assert checks.people("王敏", [gone], where="")[0][0].member == gone


def test_who_is_on_no_roster_is_to_be_confirmed():
    meant, found = checks.people("外聘专家", [], where="获奖人")
    assert ([one.key for one in meant], codes(found)) == (["外聘专家"], [("H-04", "warn")])


def test_somebody_named_twice_is_refused(school):
    member = make_member(school, "李强")
    _, found = checks.people("李强、李强", [member], where="获奖人")
    assert codes(found) == [("H-08", "block")]


@pytest.mark.parametrize(
    ("subject", "winners", "expected"),
    [
        ("persons", 0, [("H-02", "block")]),
        ("persons", 1, []),
        ("team", 0, []),
        ("team", 3, []),
        ("unit", 0, []),
        ("students", 0, []),
        ("students", 1, [("H-03", "block")]),
    ],
)
def test_persons_are_named_and_students_are_not(subject, winners, expected):
    """《个人信息保护法》第三十一条: a student is counted, never named."""
    assert codes(checks.holders(subject=subject, winners=winners)) == expected


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"subject": "persons"}, []),
        ({"subject": "persons", "quantity": 2}, ["项数"]),
        ({"subject": "persons", "student_count": 3}, ["学生人次"]),
        ({"subject": "persons", "student_initials": "ZXM"}, ["学生人次"]),
        ({"subject": "team", "recipient": "英语组"}, []),
        ({"subject": "team"}, ["集体或单位名称"]),
        ({"subject": "unit"}, []),
        ({"subject": "students", "student_count": 1}, []),
        ({"subject": "students", "student_count": 30, "quantity": 12}, []),
        ({"subject": "students"}, ["学生人次"]),
    ],
)
def test_one_row_is_one_award_unless_students_are_counted(fields, wrong):
    assert [finding.where for finding in checks.shape(Award(**fields))] == wrong


@pytest.mark.parametrize("text", ["ZXM", "ZXM、LJ", "张某", "李某某 王*", ""])
def test_initials_of_children_are_taken(text):
    of_initials(text)


@pytest.mark.parametrize("text", ["张小明", "ZXM、李佳", "Zhang Xiaoming", "欧阳某", "王"])
def test_full_names_of_children_are_refused(text):
    """《个人信息保护法》第三十一条."""
    with pytest.raises(ValidationError, match="第三十一条"):
        of_initials(text)


@pytest.mark.parametrize(("days", "expected"), [(-1, []), (0, []), (1, [("H-06", "block")])])
def test_nobody_wins_tomorrow(days, expected):
    day = TODAY + datetime.timedelta(days=days)
    assert codes(checks.day(day, today=TODAY)) == expected


def test_a_double_entry_and_an_unknown_level_are_warned_about():
    assert codes(checks.double(1)) == [("H-01", "warn")]
    assert codes(checks.double(0)) == []
    assert codes(checks.level("行业", Level.OTHER)) == [("H-07", "warn")]
    assert codes(checks.level("市级", Level.CITY)) == []
