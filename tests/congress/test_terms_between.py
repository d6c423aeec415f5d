"""Between sessions: training, what delegates did, joint meetings; and a first assembly."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.urls import reverse

from congress.actions import between as actions
from congress.actions import delegates as delegate_actions
from congress.models import CongressTerm, Delegate, DelegateActivity, DelegateTraining, JointMeeting
from congress.tables import between as tables
from congress.tables import setup
from congress.tables.me import me, sections
from tests.congress.factories import (
    make_delegate,
    make_entry,
    make_held,
    make_session,
    make_term,
)
from tests.members.factories import make_member
from union_site import figures, personal
from union_site.findings import NotClear
from union_site.listing import Asked

TODAY = datetime.date(2026, 11, 21)
DAY = datetime.date(2026, 11, 3)
TRAINING = {"topic": "履职培训", "held_on": DAY, "hours": Decimal(2), "place": "", "speaker": ""}
ACTIVITY = {"kind": "visit", "held_on": DAY, "subject": "走访三年级组", "record": ""}


@pytest.fixture
def term(school) -> CongressTerm:
    return make_term(school, n=9)


@pytest.fixture
def mine(term, teacher) -> Delegate:
    member = make_member(term.union, teacher.user.name, seat=teacher)
    return make_delegate(term, member=member)


def train(term, seat, people, **changes) -> DelegateTraining:
    return actions.record_training(
        term=term, by=seat, today=TODAY, attendees=people, **{**TRAINING, **changes}
    )


def meet(term, seat, people, **changes) -> JointMeeting:
    written = {"held_on": DAY, "place": "", "matter": "调休", "conclusion": "同意"}
    return actions.record_meeting(
        term=term,
        by=seat,
        today=TODAY,
        participants=people,
        **{"chair": people[0] if people else None, **written, **changes},
    )


# --- who ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "leader", "teacher", "stranger", "district_staff"])
def test_only_the_chair_records_training_and_joint_meetings(request, term, mine, chair, who):
    seat = request.getfixturevalue(who)
    training, meeting = train(term, chair, [mine]), meet(term, chair, [mine.member])
    given = {"by": seat, "today": TODAY}
    works = [
        lambda: train(term, seat, [mine], topic="另一次"),
        lambda: actions.change_training(training=training, attendees=[], **given, **TRAINING),
        lambda: meet(term, seat, [mine.member], matter="另一次"),
        lambda: actions.report_meeting(meeting=meeting, by=seat, session=make_held(term)),
    ]
    for work in works:
        with pytest.raises(PermissionDenied):
            work()


@pytest.mark.parametrize("who", ["chair", "officer", "colleague", "stranger", "district_staff"])
def test_a_delegate_writes_of_herself_and_nobody_for_her(request, term, mine, teacher, who):
    activity = actions.log_activity(by=teacher, today=TODAY, **ACTIVITY)
    seat = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        actions.log_activity(by=seat, today=TODAY, **ACTIVITY)
    with pytest.raises(PermissionDenied):
        actions.change_activity(activity=activity, by=seat, today=TODAY, **ACTIVITY)
    with pytest.raises(PermissionDenied):
        actions.remove_activity(activity=activity, by=seat)
    actions.remove_activity(activity=activity, by=teacher)
    assert DelegateActivity.objects.count() == 0


# --- training -----------------------------------------------------------------------------


def test_the_record_counts_trainings_and_hours_of_each_delegate(term, mine, chair):
    other = make_delegate(term, "丁一")
    train(term, chair, [mine, other])
    train(term, chair, [mine], topic="提案写作", hours=Decimal("1.5"))

    rows = tables.training_record(term, chair, Asked(QueryDict()))
    counted = {row.pk: (row.attended, row.hours) for row in rows}
    assert counted == {mine.pk: (2, Decimal("3.5")), other.pk: (1, Decimal(2))}


def test_who_was_trained_is_of_this_term(term, chair, school):
    older = make_term(
        school, term_no=4, starts_on=datetime.date(2019, 1, 1), ends_on=datetime.date(2021, 12, 31)
    )
    with pytest.raises(ValidationError, match="须是本届代表"):
        train(term, chair, [make_delegate(older)])


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(TODAY + datetime.timedelta(days=1), "不能晚于今天"), (datetime.date(2023, 1, 1), "本届任期")],
)
def test_a_training_took_place_within_its_term(term, chair, day, sentence):
    with pytest.raises(ValidationError, match=sentence):
        train(term, chair, [], held_on=day)


def test_an_activity_lies_between_the_election_and_today(mine, teacher):
    for day in (mine.since - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)):
        with pytest.raises(ValidationError, match="日期不能"):
            actions.log_activity(by=teacher, today=TODAY, **{**ACTIVITY, "held_on": day})


# --- joint meetings -----------------------------------------------------------------------


def test_article_26_a_joint_meeting_is_a_finding_until_it_is_reported(term, mine, chair):
    meeting = meet(term, chair, [mine.member])
    assert "请在下一次会议上报告" in tables.meeting_findings(meeting)[0].sentence
    planned = make_session(term, 1, held_on=datetime.date(2026, 12, 4))
    found = tables.meeting_findings(meeting)
    assert [f.code for f in found] == ["C-29"]
    assert found[0].citation.endswith("第二十六条")
    assert "请列入五届一次教代会（2026年12月4日）报告" in found[0].sentence
    actions.report_meeting(meeting=meeting, by=chair, session=planned)
    assert tables.meeting_findings(meeting) == []


def test_it_is_reported_at_a_session_that_comes_after_it(term, mine, chair):
    meeting = meet(term, chair, [mine.member])
    before = make_held(term, 1, held_on=DAY - datetime.timedelta(days=1))
    with pytest.raises(ValidationError, match="不能早于联席会议"):
        actions.report_meeting(meeting=meeting, by=chair, session=before)
    assert "尚未向大会报告" in tables.meeting_findings(meeting)[0].sentence


def test_nobody_of_another_union_takes_part(term, mine, chair, other_school):
    with pytest.raises(ValidationError, match="不属于本工会"):
        meet(term, chair, [mine.member, make_member(other_school)])
    with pytest.raises(ValidationError, match="请选择参加人员"):
        meet(term, chair, [], chair=mine.member)


# --- figures and what is held of a person -------------------------------------------------


def test_figures_count_the_rows_of_their_days(term, mine, chair, teacher, school):
    train(term, chair, [mine])
    train(term, chair, [mine], topic="去年的", held_on=datetime.date(2025, 12, 31))
    meet(term, chair, [mine.member])
    actions.log_activity(by=teacher, today=TODAY, **ACTIVITY)
    span = figures.calendar_year(2026)
    names = ("trainings", "joint_meetings", "initiatives", "delegate_activities")
    counted = {name: figures.value(f"congress.{name}", union=school, span=span) for name in names}
    assert list(counted.values()) == [1, 1, 0, 1]


def test_a_person_finds_all_that_is_held_of_her(term, mine, chair, teacher):
    train(term, chair, [mine])
    meet(term, chair, [mine.member])
    actions.log_activity(by=teacher, today=TODAY, **ACTIVITY)
    codes = ("trainings", "activities", "joint_meetings")
    held = {row.code: row.rows(mine.member).count() for row in personal.all_holdings()}
    assert [held[f"congress.{code}"] for code in codes] == [1, 1, 1]


# --- one's own page -----------------------------------------------------------------------


def test_ones_own_page_shows_what_is_ones_own(term, mine, chair, teacher, colleague):
    make_member(term.union, colleague.user.name, seat=colleague)
    train(term, chair, [mine])
    actions.log_activity(by=teacher, today=TODAY, **ACTIVITY)
    make_session(term, 1, held_on=datetime.date(2026, 12, 4))
    shown = {s.heading: len(s.rows) for s in sections(me(teacher, today=TODAY))}
    assert shown == {
        "表决": 0,
        "联名提议": 0,
        "近期会议": 1,
        "履职记录": 1,
        "我的代表身份": 2,
        "培训记录": 1,
    }
    assert [s.heading for s in sections(me(colleague, today=TODAY))] == ["近期会议"]


# --- setting up ---------------------------------------------------------------------------


def states(seat) -> list[str]:
    made = setup.steps(setup.ground(seat, today=TODAY))
    words = {True: "done", False: "open"}
    return [
        "next" if step.is_next else words[step.is_done] if step.is_needed else "not needed"
        for step in made
    ]


def with_staff(chair, count: int) -> None:
    type(chair.union).objects.filter(pk=chair.union_id).update(staff_count=count)
    chair.union.refresh_from_db()


@pytest.mark.parametrize(
    ("staff", "word"), [(79, "应建立教职工大会"), (80, "应建立教职工代表大会")]
)
def test_article_15_the_form_follows_the_number_of_staff(chair, staff, word):
    with_staff(chair, staff)
    first = setup.steps(setup.ground(chair, today=TODAY))[0]
    assert (first.is_done, word in first.there) == (True, True)
    assert "第十五条" in first.rule


def test_without_a_number_of_staff_the_card_comes_first(chair):
    assert states(chair) == ["next", "open", "not needed", "open", "open", "open", "open"]


def test_a_small_school_goes_through_in_a_few_steps(chair, school):
    """Nothing is kept of the way itself: each state is read from what was made."""
    with_staff(chair, 22)
    for _ in range(3):
        make_member(school)
    assert states(chair)[:2] == ["done", "next"]
    term = make_term(school, form="assembly", n=22)
    assert states(chair)[1:4] == ["done", "not needed", "next"]
    assert len(delegate_actions.fill_from_roster(term=term, by=chair, today=TODAY)) == 3
    term.refresh_from_db()
    assert (term.full_delegates, states(chair)[3:5]) == (3, ["done", "next"])
    session = make_session(term, held_on=datetime.date(2026, 12, 4))
    assert states(chair)[4:] == ["done", "next", "open"]
    roll = setup.steps(setup.ground(chair, today=TODAY))[5]
    assert (roll.title, roll.url) == ("确定会议名册", reverse("congress:roll", args=[session.pk]))
    type(session).objects.update(roll_frozen_on=TODAY)  # without a roll nobody signs in
    session.offices.create(union=school, delegate=term.delegates.first(), office="presidium")
    assert states(chair) == ["done", "done", "not needed", "done", "done", "done", "done"]


def test_a_congress_goes_through_all_seven(chair, school):
    with_staff(chair, 90)
    term = make_term(school, n=2)
    assert states(chair)[2] == "next"
    constituency = term.constituencies.create(union=school, name="语文组", seats=1)
    assert states(chair)[2] == "next"
    type(constituency).objects.update(seats=2)
    assert states(chair)[2:4] == ["done", "next"]
    make_delegate(term)
    last = make_delegate(term)
    session = make_session(term, held_on=datetime.date(2026, 12, 4))
    assert states(chair)[3:6] == ["done", "done", "next"]
    make_entry(session, last)
    type(session).objects.update(roll_frozen_on=TODAY)
    assert states(chair)[5:] == ["done", "next"]


def test_everybody_is_enrolled_once_and_those_who_came_later_too(chair, school):
    term = make_term(school, form="assembly", n=5)
    make_member(school)
    enrol = {"term": term, "by": chair, "today": TODAY}
    assert len(delegate_actions.fill_from_roster(**enrol)) == 1
    with pytest.raises(ValidationError, match="都已列入"):
        delegate_actions.fill_from_roster(**enrol)
    make_member(school)
    assert len(delegate_actions.fill_from_roster(**enrol)) == 1
    assert term.delegates.full().count() == 2


@pytest.mark.parametrize("who", ["officer", "teacher", "stranger", "district_staff"])
def test_nobody_but_the_chair_enrols_everybody(request, school, who):
    term = make_term(school, form="assembly", n=5)
    seat = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        delegate_actions.fill_from_roster(term=term, by=seat, today=TODAY)


def test_delegates_of_a_congress_are_elected_and_not_enrolled(chair, school):
    term = make_term(school)
    with pytest.raises(ValidationError, match="由选区选举"):
        delegate_actions.fill_from_roster(term=term, by=chair, today=TODAY)


def test_only_a_staff_assembly_is_filled_from_the_roster(chair, school):
    term = make_term(school, form="assembly", series="union")
    make_member(school)
    with pytest.raises(ValidationError, match="只有教职工大会"):
        delegate_actions.fill_from_roster(term=term, by=chair, today=TODAY)


def test_a_warning_of_the_term_is_accepted_with_the_record(term, chair):
    early = {"held_on": datetime.date(2023, 5, 1)}
    with pytest.raises(NotClear):
        train(term, chair, [], **early)
    assert train(term, chair, [], accepted=["C-29d"], **early).pk
