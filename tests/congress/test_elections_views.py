"""Pages of counting, results, elections: happy, refused; nothing is shown before it is decided."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress.models import Ballot
from tests.congress.elections import NOW, TODAY, address, count, make_teller, page, words
from tests.congress.factories import (
    make_ballot,
    make_delegate,
    make_session,
    make_term,
)
from tests.members.factories import make_member
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
    given = {"medium": "paper", "state": "counting", "opened_at": NOW}
    return make_ballot(session, n=29, present=25, **given)


def numbers(ballot, *marks, sheets=(25, 25, 0)) -> dict[str, int]:
    given = dict(zip(("issued", "returned", "invalid"), sheets, strict=True))
    for item, row in zip(ballot.items.all(), marks, strict=True):
        for code, votes in zip(ballot.labels, row, strict=True):
            given[f"item{item.pk}_{code}"] = votes
    return given


CAST = ["chair", "officer", "teacher", "leader", "handler", "district_staff", "stranger"]
TABLE = {
    "ballot_count": "200 403 403 403 403 403 404",
    "ballot_result": "200 200 200 200 200 403 404",
    "ballot_screen": "200 200 200 200 200 403 404",
    "ballot_screen_turnout": "200 200 200 200 200 403 404",
    "ballot_repeat": "200 403 403 403 403 403 404",
    "elections": "200 200 200 200 403 403 404",
    "election_new": "200 403 403 403 403 403 404",
    "appraisal_new": "200 403 403 403 403 403 404",
    "poll_new": "200 403 403 403 403 403 404",
}


@pytest.mark.parametrize("name", TABLE)
def test_who_opens_which_page(ballot, log_in, name, request):
    of_session = not name.startswith("ballot_")
    url = address(name, ballot.session_id if of_session else ballot.pk)
    got = [log_in(request.getfixturevalue(who)).get(url).status_code for who in CAST]
    assert " ".join(map(str, got)) == TABLE[name]


POSTS = ["ballot_count_begin", "ballot_decide", "ballot_announce", "ballot_run_off"]


@pytest.mark.parametrize("name", POSTS)
def test_a_teller_takes_no_step_that_is_the_chairs(ballot, teacher, log_in, name):
    make_teller(ballot.session, teacher)
    client = log_in(teacher)
    assert client.post(address(name, ballot.pk)).status_code == 403
    assert client.get(address(name, ballot.pk)).status_code in (403, 405)


# --- counting -----------------------------------------------------------------------------


def test_tellers_count_blind_and_the_chair_decides(ballot, chair, teacher, log_in):
    make_teller(ballot.session, teacher)
    url = address("ballot_count", ballot.pk)
    assert log_in(chair).post(url, numbers(ballot, (17, 5, 3))).status_code == 302
    assert 'value="17"' in page(log_in(chair), "ballot_count", ballot.pk)
    seen = page(log_in(teacher), "ballot_count", ballot.pk)
    assert [mark for mark in ('value="17"', ">17<") if mark in seen] == []
    assert "陈晓岚" in seen
    log_in(teacher).post(url, numbers(ballot, (16, 6, 3)))
    for seat in (chair, teacher):
        both = page(log_in(seat), "ballot_count", ballot.pk)
        assert both.count("is-different") == 2
        assert "公布结果</button>" not in both
    log_in(teacher).post(url, numbers(ballot, (17, 5, 3)))
    assert "公布结果</button>" not in page(log_in(teacher), "ballot_count", ballot.pk)
    assert "公布结果</button>" in page(log_in(chair), "ballot_count", ballot.pk)
    answer = log_in(chair).post(address("ballot_decide", ballot.pk), follow=True)
    assert answer.redirect_chain[-1][0] == address("ballot_result", ballot.pk)
    assert "通过" in words(answer.content.decode())


def test_c_13_a_count_that_does_not_add_up_is_refused_and_keeps_what_was_typed(
    ballot, chair, log_in
):
    url = address("ballot_count", ballot.pk)
    answer = log_in(chair).post(url, numbers(ballot, (17, 5, 2))).content.decode()
    assert "各项合计 24 票，与有效票 25 张不符。" in answer
    assert 'value="17"' in answer
    assert ballot.counts.count() == 0


@pytest.mark.parametrize(("who", "offered"), [("chair", True), ("teacher", False)])
def test_c_13_more_returned_than_issued_offers_only_to_vote_again(
    ballot, teacher, log_in, who, offered, request
):
    make_teller(ballot.session, teacher)
    url = address("ballot_count", ballot.pk)
    sent = numbers(ballot, (17, 5, 4), sheets=(25, 26, 0))
    answer = log_in(request.getfixturevalue(who)).post(url, sent).content.decode()
    assert "只能作废重投" in answer
    assert "保存票数" not in answer
    assert (address("ballot_repeat", ballot.pk) in answer) is offered
    assert ("请报告会议主持人" in answer) is not offered


def test_hands_are_shown_to_the_second_teller_who_confirms(session, chair, teacher, log_in):
    given = {"state": "counting", "opened_at": NOW, "n": 29, "present": 25}
    ballot = make_ballot(session, method="show_of_hands", medium="counted", **given)
    make_teller(session, teacher)
    made = count(ballot, chair, (20, 3, 1))
    assert "票数无误，确认" in page(log_in(teacher), "ballot_count", ballot.pk)
    assert "票数无误，确认" not in page(log_in(chair), "ballot_count", ballot.pk)
    url = address("ballot_count_confirm", ballot.pk)
    log_in(teacher).post(url, {"seen": made.version})
    assert "公布结果</button>" in page(log_in(chair), "ballot_count", ballot.pk)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("王琛 3\n\n李 明，2票", {"王琛": 3, "李明": 2}),
        ("买买提·艾力: 1", {"买买提·艾力": 1}),
        ("", {}),
        ("王琛 0", {}),
    ],
)
def test_names_written_in_are_read_line_by_line(session, chair, log_in, typed, named):
    given = {"medium": "paper", "state": "counting", "opened_at": NOW, "n": 29, "present": 25}
    ballot = make_ballot(session, "丁一", kind="election", seats=1, write_ins=1, **given)
    sent = numbers(ballot, (10, 10, 5)) | {"named": typed}
    log_in(chair).post(address("ballot_count", ballot.pk), sent)
    assert ballot.counts.get().named == named


@pytest.mark.parametrize("typed", ["王琛", "王琛 三", "王琛 1\n王琛 2"])
def test_a_line_that_is_no_name_with_votes_is_said(session, chair, log_in, typed):
    given = {"medium": "paper", "state": "counting", "opened_at": NOW, "n": 29, "present": 25}
    ballot = make_ballot(session, "丁一", kind="election", seats=1, write_ins=1, **given)
    sent = numbers(ballot, (10, 10, 5)) | {"named": typed}
    answer = log_in(chair).post(address("ballot_count", ballot.pk), sent).content.decode()
    assert re.search(r"第 \d 行", answer)
    assert ballot.counts.count() == 0


# --- setting up ---------------------------------------------------------------------------


def sent(session, *members, **given) -> dict:
    return {
        "title": "选举工会委员",
        "is_competitive": "yes",
        "seats": 1,
        "write_ins": 1,
        "members": [member.pk for member in members],
        "way": "paper",
        "electorate": "delegates",
        **given,
    }


def test_an_election_is_set_up_with_candidates_of_the_roll_and_of_the_roster(
    session, chair, log_in
):
    delegate = make_delegate(session.term, "王琛")
    other = make_member(session.union, "魏征")
    url = address("election_new", session.pk)
    assert "魏征" not in page(log_in(chair), "election_new", session.pk)
    looked = sent(session, delegate.member, q="魏征", find="1", title="选举审查委员")
    found = log_in(chair).post(url, looked).content.decode()
    assert [mark for mark in ("魏征", 'value="选举审查委员"') if mark not in found] == []
    assert not Ballot.objects.exists()
    assert log_in(chair).post(url, sent(session, delegate.member, other)).status_code == 302
    made = Ballot.objects.get()
    assert list(made.items.values_list("title", flat=True)) == ["王琛", "魏征"]
    assert (made.method, made.medium) == ("secret_ballot", "paper")


def test_a_member_of_another_union_cannot_be_a_candidate(session, other_school, chair, log_in):
    elsewhere = make_member(other_school, "外人")
    log_in(chair).post(address("election_new", session.pk), sent(session, elsewhere))
    assert not Ballot.objects.exists()


def test_an_appraisal_and_a_poll_are_set_up(session, chair, log_in):
    head = make_member(session.union, "魏征", post_category="manager")
    assert "魏征" in page(log_in(chair), "appraisal_new", session.pk)
    common = {"title": "评议", "way": "phone", "electorate": "delegates"}
    given = {**common, "scale": "competence", "members": [head.pk]}
    log_in(chair).post(address("appraisal_new", session.pk), given)
    given = {**common, "scale": "contentment", "items": "筹备\n\n服务\n筹备"}
    log_in(chair).post(address("poll_new", session.pk), given)
    kinds = {ballot.kind: ballot.items.count() for ballot in Ballot.objects.all()}
    assert kinds == {"appraisal": 1, "poll": 2}


@pytest.mark.parametrize("name", ["elections"])
def test_the_list_takes_as_many_queries_for_five_as_for_one(session, chair, log_in, name):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(log_in(chair), name, session.pk)
        return len(seen)

    make_ballot(session, "甲", kind="poll")
    page(log_in(chair), name, session.pk)
    one = queries()
    for _ in range(4):
        make_ballot(session, "甲", kind="poll")
    assert queries() == one
