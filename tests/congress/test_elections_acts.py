"""Acts: two tellers count, the result is decided; elections, run-offs, appraisals, polls."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from congress.actions import appraisals, counts, elections
from congress.actions.counting import frame_of
from congress.checks.results import Reading
from congress.models import Ballot, BallotState
from congress.models.delegates import Delegate
from congress.models.sittings import Office, SessionOffice
from tests.congress.elections import (
    NOW,
    TODAY,
    count,
    draft,
    make_counting,
    make_decided_election,
    make_delegate_of,
    make_teller,
)
from tests.congress.factories import make_ballot, make_session, make_term
from tests.members.factories import make_member
from union_site.models import AuditEntry, Norm
from union_site.norms import load_national

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def norms(db):
    load_national()


@pytest.fixture
def session(school):
    return make_session(make_term(school, n=29), held_on=TODAY)


@pytest.fixture
def ballot(session):
    return make_counting(session, n=29, present=25)


def refused(act, **given) -> str:
    with pytest.raises(ValidationError) as refusal:
        act(**given)
    return refusal.value.messages[0]


# --- who counts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("chair", True),
        ("officer", False),
        ("teacher", False),
        ("leader", False),
        ("stranger", False),
        ("district_staff", False),
    ],
)
def test_who_manages_the_congress_counts_and_nobody_else_without_the_office(
    ballot, who, may, request
):
    assert counts.may_count(ballot, request.getfixturevalue(who)) is may


@pytest.mark.parametrize(
    ("office", "may"),
    [
        (Office.TELLER, True),
        (Office.SCRUTINEER, True),
        (Office.CHIEF_SCRUTINEER, True),
        (Office.PRESIDIUM, False),
        (Office.SECRETARY, False),
    ],
)
def test_tellers_and_scrutineers_of_the_session_count(ballot, teacher, office, may):
    make_teller(ballot.session, teacher, office)
    assert counts.may_count(ballot, teacher) is may


def test_the_office_of_another_session_or_of_a_delegate_who_left_is_no_right(ballot, teacher):
    delegate = make_teller(ballot.session, teacher)
    other = make_session(ballot.session.term, 2, held_on=TODAY)
    SessionOffice.objects.update(session=other)
    assert counts.may_count(ballot, teacher) is False
    SessionOffice.objects.update(session=ballot.session)
    assert counts.may_count(ballot, teacher) is True
    Delegate.objects.filter(pk=delegate.pk).update(ended_on=TODAY, end_reason="left")
    assert counts.may_count(ballot, teacher) is False


def test_nobody_counts_the_votes_on_himself(ballot, chair):
    member = make_member(ballot.union, chair.name, seat=chair)
    ballot.items.update(member=member)
    assert counts.may_count(ballot, chair) is False


# --- counting -----------------------------------------------------------------------------


def test_two_counts_that_agree_decide_and_what_is_decided_stays(ballot, chair, teacher):
    make_teller(ballot.session, teacher)
    first = count(ballot, chair, (17, 5, 2), invalid=1)
    second = count(ballot, teacher, (17, 5, 2), invalid=1)
    assert (first.place, second.place) == (1, 2)
    counts.decide_count(ballot=ballot, by=chair, now=NOW)
    ballot.refresh_from_db()
    assert ballot.state == BallotState.DECIDED
    kept = {key: ballot.result[key] for key in ("n", "present", "issued", "returned", "valid")}
    assert kept == {"n": 29, "present": 25, "issued": 25, "returned": 25, "valid": 24}
    assert (ballot.result["needed"], ballot.result["is_adopted"]) == (15, True)
    assert refused(counts.decide_count, ballot=ballot, by=chair, now=NOW).startswith("现在是")
    with pytest.raises(ValidationError):
        count(ballot, chair, (16, 5, 3), invalid=1)


def test_one_count_alone_decides_nothing(ballot, chair):
    count(ballot, chair, (17, 5, 3))
    sentence = refused(counts.decide_count, ballot=ballot, by=chair, now=NOW)
    assert sentence == "须有两位计票人分别录入，才能公布结果。"


def test_counts_that_differ_decide_nothing_until_one_is_corrected(ballot, chair, teacher):
    make_teller(ballot.session, teacher)
    count(ballot, chair, (17, 5, 3))
    count(ballot, teacher, (16, 6, 3))
    sentence = refused(counts.decide_count, ballot=ballot, by=chair, now=NOW)
    (title,) = ballot.items.values_list("title", flat=True)
    assert sentence == f"两次点票不一致：{title}：同意、{title}：不同意。请重新清点后更正。"
    corrected = count(ballot, teacher, (17, 5, 3))
    assert (corrected.place, ballot.counts.count()) == (2, 2)
    assert counts.decide_count(ballot=ballot, by=chair, now=NOW).is_decided


def test_a_teller_does_not_decide(ballot, chair, teacher):
    make_teller(ballot.session, teacher)
    count(ballot, chair, (17, 5, 3))
    count(ballot, teacher, (17, 5, 3))
    with pytest.raises(PermissionDenied):
        counts.decide_count(ballot=ballot, by=teacher, now=NOW)


def test_a_third_teller_is_told_who_has_counted(ballot, chair, teacher, colleague):
    for seat in (teacher, colleague):
        make_teller(ballot.session, seat)
    count(ballot, chair, (17, 5, 3))
    count(ballot, teacher, (17, 5, 3))
    with pytest.raises(ValidationError) as refusal:
        count(ballot, colleague, (17, 5, 3))
    assert refusal.value.messages == ["陈晓岚、周敏已经录入两次点票结果，不需要再录。"]


def test_the_trail_says_who_counted_and_not_what(ballot, chair):
    count(ballot, chair, (17, 5, 3))
    entry = AuditEntry.objects.get(verb="congress.ballot_count")
    assert (entry.seat, entry.note) == (chair, "第1次点票")


@pytest.mark.parametrize("state", ["draft", "open", "decided", "void"])
def test_votes_are_entered_only_while_the_counting_goes_on(ballot, chair, state):
    opened = None if state == "draft" else NOW
    Ballot.objects.filter(pk=ballot.pk).update(state=state, opened_at=opened)
    with pytest.raises(ValidationError):
        count(ballot, chair, (17, 5, 3))


def test_c_13_sheets_that_came_from_nowhere_make_the_vote_void(ballot, chair):
    with pytest.raises(ValidationError) as refusal:
        count(ballot, chair, (17, 5, 4), issued=25, returned=26)
    assert refusal.value.messages == ["收回 26 张，多于发出的 25 张，本次投票无效，只能作废重投。"]
    with pytest.raises(ValidationError):
        counts.repeat_ballot(ballot=ballot, by=chair, note=" ")
    ballot.refresh_from_db()
    drafted = counts.repeat_ballot(ballot=ballot, by=chair, note="收回多于发出")
    ballot.refresh_from_db()
    assert (ballot.state, drafted.state, drafted.round_no) == ("void", "draft", 2)
    assert drafted.previous == ballot
    assert list(drafted.items.values_list("title")) == list(ballot.items.values_list("title"))


# --- hands --------------------------------------------------------------------------------


def test_hands_are_counted_by_one_and_confirmed_by_another(session, chair, teacher):
    ballot = make_counting(session, n=29, present=25, method="show_of_hands", medium="counted")
    make_teller(session, teacher)
    first = count(ballot, chair, (20, 3, 1))
    assert (first.issued, first.returned, first.invalid) == (25, 25, 0)
    given = {"ballot": ballot, "now": NOW, "seen": first.version}
    assert refused(counts.confirm_count, by=chair, **given).startswith("本人录入的票数")
    with pytest.raises(ValidationError):
        count(ballot, teacher, (20, 3, 1))
    counts.confirm_count(by=teacher, **given)
    assert counts.decide_count(ballot=ballot, by=chair, now=NOW).result["valid"] == 25


def test_what_was_corrected_meanwhile_is_not_confirmed_unseen(session, chair, teacher):
    ballot = make_counting(session, n=29, present=25, method="show_of_hands", medium="counted")
    make_teller(session, teacher)
    seen = count(ballot, chair, (20, 3, 1)).version
    later = NOW + datetime.timedelta(minutes=1)
    newer = count(ballot, chair, (19, 4, 1), now=later)
    given = {"ballot": ballot, "by": teacher, "now": later}
    assert refused(counts.confirm_count, seen=seen, **given).startswith("票数刚刚被更正")
    counts.confirm_count(seen=newer.version, **given)
    count(ballot, chair, (18, 5, 1), now=later + datetime.timedelta(minutes=1))
    assert refused(counts.decide_count, ballot=ballot, by=chair, now=NOW).startswith("两次点票不")


# --- norms --------------------------------------------------------------------------------


def test_trap_1_a_school_sets_its_reading_of_article_21_with_a_document(session, chair, teacher):
    make_teller(session, teacher)
    ballot = make_counting(session, n=30, present=30)
    assert frame_of(ballot).reading == Reading.MORE_THAN
    Norm.objects.create(
        key="congress.adoption_reading",
        scope=Norm.Scope.SCHOOL,
        union=session.union,
        value="达到半数",
        label="“半数以上”的理解",
        valid_from=datetime.date(2026, 1, 1),
        document="学校章程",
    )
    for seat in (chair, teacher):
        count(ballot, seat, (15, 15, 0), issued=30, returned=30)
    found = counts.decide_count(ballot=ballot, by=chair, now=NOW).result
    assert (found["needed"], found["is_adopted"], found["reading"]) == (15, True, "达到半数")


# --- elections ----------------------------------------------------------------------------


def test_candidates_stand_on_the_sheet_by_surname_strokes(session, chair):
    made = draft(session, chair, "魏征", "丁一", "陈晨", "王琛")
    assert list(made.items.values_list("title", flat=True)) == ["丁一", "王琛", "陈晨", "魏征"]
    assert (made.kind, made.state, made.seats) == ("election", "draft", 3)


def test_introductions_of_those_who_stay_are_kept(session, chair):
    made = draft(session, chair, "丁一", "王琛", "陈晨", "魏征")
    items = {item.title: item for item in made.items.all()}
    elections.introduce(ballot=made, by=chair, notes={items["王琛"].pk: " 教研组长 "})
    members = [item.member for item in made.items.all() if item.title != "丁一"]
    given = {"seats": 2, "write_ins": 2, "is_competitive": True, "members": members}
    elections.change_election(ballot=made, by=chair, today=TODAY, **given)
    assert list(made.items.values_list("title", "note")) == [
        ("王琛", "教研组长"),
        ("陈晨", ""),
        ("魏征", ""),
    ]


def test_e_04_who_counts_at_the_session_does_not_stand(session, chair, teacher):
    delegate = make_teller(session, teacher)
    with pytest.raises(ValidationError) as refusal:
        draft(session, chair, "丁一", members=[delegate.member], seats=1, write_ins=1)
    assert refusal.value.messages[0].startswith("周敏是本次会议的监票人或计票人，不能作为候选人")


def test_e_03_e_05_warnings_are_accepted_and_kept(session, chair):
    usual = {"write_ins": 0, "method": "show_of_hands", "medium": "counted"}
    with pytest.raises(ValidationError):
        draft(session, chair, "丁一", "王琛", seats=1, **usual)
    draft(session, chair, "丁一", "王琛", seats=1, accepted=["E-03", "E-05"], **usual)
    entry = AuditEntry.objects.get(verb="congress.election_draft")
    assert sorted(finding["code"] for finding in entry.accepted_findings) == ["E-03", "E-05"]


def test_a_sheet_that_is_open_is_not_changed(session, chair):
    made = draft(session, chair, "丁一", "王琛", seats=1, write_ins=1)
    Ballot.objects.filter(pk=made.pk).update(state="open", opened_at=NOW)
    assert refused(elections.introduce, ballot=made, by=chair, notes={}).startswith("现在是“投票")


def test_a_tie_at_the_last_seat_is_voted_on_again_among_those_who_are_level(session, chair):
    ballot = make_decided_election(session, {"丁一": 20, "王琛": 16, "陈晨": 16, "魏征": 9}, 2)
    again = elections.run_off(ballot=ballot, by=chair, today=TODAY)
    assert list(again.items.values_list("title", flat=True)) == ["王琛", "陈晨"]
    assert [again.seats, again.write_ins, again.round_no, again.previous, again.state] == [
        1,
        0,
        2,
        ballot,
        "draft",
    ]
    assert again.title == f"{ballot.title}（第2轮）"
    sentence = refused(elections.run_off, ballot=ballot, by=chair, today=TODAY)
    assert sentence.startswith("下一轮投票已经拟好")


def test_a_free_seat_is_voted_on_by_those_next_in_votes_and_open_to_others(session, chair):
    ballot = make_decided_election(session, {"丁一": 20, "王琛": 14, "陈晨": 11, "魏征": 9}, 2)
    again = elections.run_off(ballot=ballot, by=chair, today=TODAY)
    assert list(again.items.values_list("title", flat=True)) == ["王琛", "陈晨"]
    assert (again.seats, again.write_ins) == (1, 1)


def test_an_election_without_a_free_seat_has_no_run_off(session, chair):
    ballot = make_decided_election(session, {"丁一": 20, "王琛": 9}, seats=1)
    assert refused(elections.run_off, ballot=ballot, by=chair, today=TODAY).startswith(
        "名额已经选满"
    )


# --- who may -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "teacher", "leader", "stranger", "district_staff"])
def test_only_who_manages_the_congress_sets_up_and_announces(session, who, request):
    seat = request.getfixturevalue(who)
    made = make_decided_election(session, {"丁一": 14, "王琛": 12}, seats=1)
    draft_of_it = make_ballot(session)
    acts = [
        lambda: draft(session, seat, "甲一", "乙二", seats=1, write_ins=1),
        lambda: elections.change_election(ballot=draft_of_it, by=seat, today=TODAY),
        lambda: elections.introduce(ballot=draft_of_it, by=seat, notes={}),
        lambda: elections.run_off(ballot=made, by=seat, today=TODAY),
        lambda: appraisals.draft_appraisal(session=session, by=seat, members=[], scale=""),
        lambda: appraisals.draft_poll(session=session, by=seat, items=[], scale=""),
        lambda: appraisals.announce_result(ballot=made, by=seat, now=NOW),
        lambda: counts.repeat_ballot(ballot=draft_of_it, by=seat, note="x"),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


# --- appraisals and polls -----------------------------------------------------------------

WAY = {"method": "secret_ballot", "medium": "phone", "electorate": "delegates"}


def test_article_7_6_leaders_are_appraised_with_their_posts_and_without_remarks(session, chair):
    head = make_delegate_of(session.term, make_member(session.union, "魏征"), post="教导主任")
    other = make_member(session.union, "丁一")
    made = appraisals.draft_appraisal(
        session=session,
        by=chair,
        title="评议",
        scale="competence",
        members=[head.member, other],
        **WAY,
    )
    assert list(made.items.values_list("title", "note")) == [("丁一", ""), ("魏征", "教导主任")]
    assert list(made.labels.values()) == ["优秀", "称职", "基本称职", "不称职", "弃权"]


def test_a_poll_asks_its_items_by_the_scale_of_the_list(session, chair):
    made = appraisals.draft_poll(
        session=session, by=chair, title="测评", scale="contentment", items=["筹备", "服务"], **WAY
    )
    assert list(made.items.values_list("title", flat=True)) == ["筹备", "服务"]
    assert list(made.labels.values()) == ["很满意", "满意", "基本满意", "不满意", "不了解"]


def test_an_appraisal_is_never_taken_by_hands(session, chair):
    given = {**WAY, "method": "show_of_hands", "medium": "counted"}
    sentence = refused(
        appraisals.draft_poll,
        session=session,
        by=chair,
        title="测评",
        scale="contentment",
        items=["筹备"],
        **given,
    )
    assert sentence == "民主评议和满意度测评采用无记名方式。"


@pytest.mark.parametrize(
    ("who", "before"),
    [("chair", True), ("leader", True), ("officer", False), ("teacher", False)],
)
def test_an_appraisal_is_seen_by_few_until_it_is_announced(session, chair, who, before, request):
    seat = request.getfixturevalue(who)
    ballot = make_ballot(session, "魏征", kind="appraisal")
    assert appraisals.may_see_result(ballot, seat) is False
    Ballot.objects.filter(pk=ballot.pk).update(state="decided", opened_at=NOW)
    ballot.refresh_from_db()
    assert appraisals.may_see_result(ballot, seat) is before
    appraisals.announce_result(ballot=ballot, by=chair, now=NOW)
    assert appraisals.may_see_result(ballot, seat) is True
    assert refused(appraisals.announce_result, ballot=ballot, by=chair, now=NOW) == "结果已经公开。"


def test_a_result_that_is_not_there_is_not_announced(session, chair):
    ballot = make_ballot(session, "魏征", kind="appraisal")
    sentence = refused(appraisals.announce_result, ballot=ballot, by=chair, now=NOW)
    assert sentence == "公布结果以后才能向代表公开。"
