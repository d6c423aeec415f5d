"""Numbers of terms and sessions: series of their own, joint sessions, titles, rules, figures."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from congress import actions, checks
from congress.models import CongressTerm, Session
from tests.congress.factories import make_held, make_resolution, make_session, make_term
from union_site import figures
from union_site.calendar import chinese_number
from union_site.findings import Level, NotClear
from union_site.models import Norm, Union

DAY = datetime.date(2026, 3, 6)
ORDER_32 = "《学校教职工代表大会规定》（教育部令第32号）"
UNION_RULES = "《基层工会会员代表大会条例》（总工发〔2019〕6号）"
PLAN = {"kind": "annual", "initiator": "", "signers": None, "held_on": DAY, "place": ""}


def plan(seat, term, number, **written):
    return actions.plan_session(
        by=seat, term=term, session_no=number, agenda="", **{**PLAN, **written}
    )


def codes(refusal) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


# --- titles -------------------------------------------------------------------------------

# series, form, 届, body, 次, enlarged → title, short title
TITLES = [
    ("staff", "congress", 5, "", 2, False, "第五届教职工代表大会第二次会议", "五届二次教代会"),
    ("staff", "assembly", 2, "", 1, False, "第二届教职工大会第一次会议", "二届一次教职工大会"),
    ("union", "congress", 6, "", 3, False, "第六届工会会员代表大会第三次会议", "六届三次工代会"),
    ("union", "assembly", 6, "", 1, False, "第六届工会会员大会第一次会议", "六届一次会员大会"),
    ("union", "congress", None, "", 5, False, "工会第五次会员代表大会", "第五次工代会"),
    (
        "committee",
        "congress",
        5,
        "",
        8,
        False,
        "第五届工会委员会第八次全体会议",
        "五届八次全委会议",
    ),
    (
        "committee",
        "congress",
        5,
        "",
        8,
        True,
        "第五届工会委员会第八次全体（扩大）会议",
        "五届八次全委（扩大）会议",
    ),
    (
        "other",
        "congress",
        None,
        "教育工会代表大会",
        5,
        False,
        "教育工会第五次代表大会",
        "教育工会第五次代表大会",
    ),
    ("other", "congress", None, "女工委", 12, False, "女工委第十二次会议", "女工委第十二次会议"),
    (
        "other",
        "congress",
        3,
        "学区联席会",
        2,
        False,
        "第三届学区联席会第二次会议",
        "三届二次学区联席会",
    ),
]


@pytest.mark.parametrize(
    ("series", "form", "term_no", "body", "number", "enlarged", "title", "short"), TITLES
)
def test_each_series_is_called_as_people_call_it(
    series, form, term_no, body, number, enlarged, title, short
):
    term = CongressTerm(series=series, form=form, term_no=term_no, body_name=body)
    session = Session(term=term, session_no=number, is_enlarged=enlarged)
    assert (session.title, session.short_title, str(session)) == (title, short, title)


# 教代会 届, 次, 工代会 届, 次 → title, short title
JOINT = [
    (
        (5, 1, 6, 1),
        "第五届教职工代表大会暨第六届工会会员代表大会第一次会议",
        "五届一次教代会暨六届一次工代会",
    ),
    (
        (5, 3, 6, 1),
        "第五届教职工代表大会第三次会议暨第六届工会会员代表大会第一次会议",
        "五届三次教代会暨六届一次工代会",
    ),
    (
        (9, 3, 9, 3),
        "第九届教职工代表大会暨第九届工会会员代表大会第三次会议",
        "九届三次教代会暨工代会",
    ),
    (
        (5, 4, None, 4),
        "第五届教职工代表大会第四次会议暨工会第四次会员代表大会",
        "五届四次教代会暨第四次工代会",
    ),
]


@pytest.mark.parametrize(("numbers", "title", "short"), JOINT)
def test_a_joint_session_keeps_both_numbers(numbers, title, short):
    staff_no, number, union_no, joint_no = numbers
    session = Session(
        term=CongressTerm(term_no=staff_no),
        session_no=number,
        joint_term=CongressTerm(pk=9, series="union", term_no=union_no),
        joint_session_no=joint_no,
    )
    assert (session.title, session.short_title) == (title, short)


@given(term_no=st.integers(1, 99), number=st.integers(1, 99))
def test_every_number_is_read_back_from_the_short_title(term_no, number):
    session = Session(term=CongressTerm(term_no=term_no), session_no=number)
    expected = f"{chinese_number(term_no)}届{chinese_number(number)}次教代会"
    assert session.short_title == expected


# --- numbers ------------------------------------------------------------------------------


def test_the_same_number_is_given_once_in_each_series(school):
    make_term(school, term_no=5)
    assert str(make_term(school, term_no=5, series="union")) == "第五届工会会员代表大会"
    with pytest.raises(ValidationError, match="这一届已经登记过了"):
        make_term(school, term_no=5, series="union")


def test_a_body_that_counts_only_sessions_has_one_row(school):
    other = {"series": "other", "term_no": None}
    make_term(school, body_name="教育工会代表大会", **other)
    make_term(school, body_name="学区代表大会", **other)
    with pytest.raises(ValidationError, match="登记一条即可"):
        make_term(school, body_name="学区代表大会", **other)


@pytest.mark.parametrize(("series", "name"), [("other", ""), ("staff", "教代会")])
def test_only_other_meetings_have_a_name_of_their_own(school, series, name):
    with pytest.raises(ValidationError, match="须写明会议名称"):
        make_term(school, series=series, body_name=name)
    with pytest.raises(IntegrityError), transaction.atomic():
        CongressTerm.objects.filter(pk=make_term(school).pk).update(body_name="教代会")


def test_terms_of_different_series_may_stand_at_once(chair, school):
    make_term(school, term_no=5)
    written = {
        "series": "union",
        "term_no": 6,
        "form": "congress",
        "starts_on": datetime.date(2025, 12, 1),
        "ends_on": datetime.date(2028, 11, 30),
        "full_delegates": 57,
    }
    assert str(actions.open_term(by=chair, **written)) == "第六届工会会员代表大会"
    with pytest.raises(NotClear) as refusal:
        actions.open_term(by=chair, **{**written, "term_no": 7})
    assert codes(refusal) == ["C-08o"]


def test_the_free_number_counts_joint_sessions_too(chair, school):
    staff, union = make_term(school), make_term(school, series="union", term_no=6)
    joint = plan(chair, staff, 1, joint_term=union)
    assert (joint.joint_session_no, actions.next_session_no(union)) == (1, 2)
    actions.cancel_session(session=joint, by=chair, note="改期")
    assert actions.next_session_no(union) == 1


def test_a_number_is_not_given_to_a_joint_and_to_a_single_session(chair, school):
    staff, union = make_term(school), make_term(school, series="union", term_no=6)
    make_session(union, 1)
    with pytest.raises(NotClear) as refusal:
        plan(chair, staff, 1, joint_term=union, joint_session_no=1, accepted=["C-27"])
    assert codes(refusal) == ["C-27"]
    plan(chair, staff, 1, joint_term=union)
    with pytest.raises(NotClear) as refusal:
        plan(chair, union, 2, accepted=["C-16"])
    assert codes(refusal) == ["C-27", "C-16"]


def test_a_joint_session_is_of_the_staff_and_of_the_union(chair, school):
    staff, union = make_term(school), make_term(school, series="union", term_no=6)
    with pytest.raises(ValidationError, match="双代会由教职工代表大会和工会会员代表大会"):
        plan(chair, union, 1, joint_term=staff)
    with pytest.raises(ValidationError, match="只有工会委员会全体会议"):
        plan(chair, staff, 1, is_enlarged=True)


def test_a_joint_term_belongs_to_the_same_union(chair, school, other_school):
    staff, foreign = make_term(school), make_term(other_school, series="union", term_no=6)
    with pytest.raises(ValidationError):
        plan(chair, staff, 1, joint_term=foreign)


def test_the_series_of_a_term_that_has_met_stays(chair, school):
    term = make_term(school)
    make_session(term)
    written = {
        "term_no": 5,
        "form": "congress",
        "starts_on": term.starts_on,
        "ends_on": term.ends_on,
        "full_delegates": 57,
    }
    with pytest.raises(ValidationError, match="系列不能再改"):
        actions.change_term(term=term, by=chair, series="union", **written)


# --- rules --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("series", "document"),
    [
        ("staff", ORDER_32),
        ("union", UNION_RULES),
        ("committee", "系统默认"),
        ("other", "系统默认"),
    ],
)
def test_article_19_is_cited_for_the_staff_congress_alone(school, series, document):
    rules = checks.Rules.in_force(union=school, on=DAY, series=series)
    cited = [rules.quorum, rules.adoption, rules.initiative]
    assert [rule.citation.startswith(document) for rule in cited] == [True, True, True]
    assert rules.quorum.is_verified is False


def test_a_plenary_below_two_thirds_is_refused_by_its_own_rule(school):
    session = make_session(make_term(school, series="committee", n=7))
    found = actions.count_findings(session, expected=7, present=4)
    assert [(f.code, f.citation) for f in found] == [("C-04", "系统默认（按本会议的议事规则）")]
    assert actions.count_findings(session, expected=7, present=5) == []


def test_article_7_secrecy_is_asked_of_the_staff_congress_alone(school):
    vote = {"matter": "staff_interest", "method": "show_of_hands"}
    for series, found in (("staff", ["C-09"]), ("committee", [])):
        held = make_held(make_term(school, series=series, n=9))
        findings = actions.resolution_findings(make_resolution(held, **vote))
        assert [f.code for f in findings] == found


OVERRUN = [
    (None, datetime.date(2029, 6, 30), [("C-08p", Level.WARN)]),
    (1, datetime.date(2029, 12, 31), []),
    (1, datetime.date(2030, 1, 1), [("C-08p", Level.BLOCK)]),
]


@pytest.mark.parametrize(("years", "until", "expected"), OVERRUN)
def test_shanghai_lets_a_re_election_wait_a_year_at_most(school, years, until, expected):
    if years:
        set_overrun(school, years)
    rule = checks.Rules.in_force(union=school, on=DAY).overrun
    found = checks.overrun(ends_on=datetime.date(2028, 12, 31), postponed_until=until, rule=rule)
    assert [(f.code, f.level) for f in found] == expected


def set_overrun(school: Union, years: int) -> None:
    Norm.objects.create(
        key="congress.overrun_years",
        label="换届延期上限",
        value=years,
        scope="school",
        union=school,
        valid_from=datetime.date(2018, 5, 1),
        document="《上海市职工代表大会条例》",
        article="第十五条",
    )


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (datetime.date(2028, 6, 29), []),
        (datetime.date(2028, 6, 30), ["C-08e"]),
        (datetime.date(2029, 1, 1), ["C-08e", "C-08x"]),
        (datetime.date(2029, 12, 30), ["C-08e", "C-08x"]),
        (datetime.date(2029, 12, 31), ["C-08e", "C-08x"]),
    ],
)
def test_article_18_a_term_is_watched_from_six_months_before_its_end(school, today, expected):
    set_overrun(school, 1)
    term = make_term(school, ends_on=datetime.date(2028, 12, 30))
    found = actions.standing_findings(term, today=today)
    assert [f.code for f in found] == expected
    blocked = [f.code for f in found if f.level == Level.BLOCK]
    assert blocked == (["C-08x"] if today >= datetime.date(2029, 12, 31) else [])


def test_a_term_that_was_followed_is_not_watched_any_more(school):
    old = make_term(school, term_no=4, ends_on=datetime.date(2026, 1, 31))
    assert actions.standing_findings(old, today=DAY) != []
    make_term(school, term_no=5, starts_on=datetime.date(2026, 2, 1))
    assert actions.standing_findings(old, today=DAY) == []


# --- figures ------------------------------------------------------------------------------


def test_figures_of_the_congress_count_the_staff_series_alone(school):
    staff = make_term(school, n=57)
    union = make_term(school, series="union", term_no=6, n=40)
    committee = make_term(school, series="committee", n=7)
    joint = make_held(staff, 1, joint_term=union, joint_session_no=1)
    for session in (joint, make_held(union, 2), make_held(committee, 1)):
        make_resolution(session)
    span = figures.calendar_year(2026)
    counted = {
        name: figures.value(f"congress.{name}", union=school, span=span)
        for name in ("sessions", "resolutions", "delegates")
    }
    assert counted == {"sessions": 1, "resolutions": 1, "delegates": 57}
    assert Session.objects.of_series("union").count() == 2


def test_article_17_a_plenary_is_no_session_of_the_school_year(school):
    make_held(make_term(school, series="committee", n=7), 1)
    make_term(school)
    year = CongressTerm.objects.of_staff().with_held_between(
        datetime.date(2025, 9, 1), datetime.date(2026, 8, 31)
    )
    assert [term.held_between for term in year] == [0]


def test_the_term_in_force_is_that_of_the_staff(school):
    make_term(school, series="union", term_no=6)
    assert list(CongressTerm.objects.in_force(DAY)) == []
    staff = make_term(school)
    assert list(CongressTerm.objects.in_force(DAY)) == [staff]
    assert CongressTerm.objects.running(DAY).for_list().first() == staff
