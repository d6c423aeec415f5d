"""Pages of counting, results, elections: happy, refused; nothing is shown before it is decided."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as WordDocument

from congress.models import Ballot, Turnout
from congress.papers.ballots import PAPERS
from tests.congress.elections import NOW, TODAY, count, draft, make_decided_election, make_teller
from tests.congress.factories import (
    make_ballot,
    make_delegate,
    make_electors,
    make_roll,
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


def address(name, *args):
    return reverse(f"congress:{name}", args=args)


def page(client, name, *args) -> str:
    response = client.get(address(name, *args))
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", html))


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
    "ballot_turnout": "200 200 200 200 200 403 404",
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
    assert 'value="17"' not in seen and ">17<" not in seen
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


# --- results ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["chair", "teacher", "leader"])
def test_nobody_sees_a_figure_before_the_result_is_decided(ballot, chair, log_in, who, request):
    count(ballot, chair, (17, 5, 3))
    Ballot.objects.filter(pk=ballot.pk).update(result={"items": [{"counts": {"for": 9917}}]})
    client = log_in(request.getfixturevalue(who))
    for name in ("ballot_result", "ballot_screen", "ballot_turnout"):
        shown = page(client, name, ballot.pk)
        assert "9917" not in shown
    assert "结果尚未公布" in page(client, "ballot_result", ballot.pk)


def decide(ballot, chair, teacher, *marks, **given):
    from congress.actions.counts import decide_count

    make_teller(ballot.session, teacher)
    for seat in (chair, teacher):
        count(ballot, seat, *marks, **given)
    return decide_count(ballot=ballot, by=chair, now=NOW)


def test_article_21_the_result_says_verdict_figures_need_and_article(
    ballot, chair, teacher, log_in
):
    decide(ballot, chair, teacher, (17, 5, 2), invalid=1)
    shown = words(page(log_in(teacher), "ballot_result", ballot.pk))
    assert "须全体正式代表29人的过半数同意，即至少15票。" in shown
    assert "应到29人实到25人发出25张收回25张有效24张无效1张同意17票不同意5票弃权2票" in shown
    assert "教育部令第32号）第二十一条" in shown
    assert "请核对" not in shown


@pytest.mark.parametrize(
    ("base", "sentence"),
    [
        ("present", "本次以到会正式代表25人为计算基数；规定以全体正式代表29人为基数，过半数须15票"),
        ("valid", "本次以有效票25人为计算基数；规定以全体正式代表29人为基数，过半数须15票"),
    ],
)
def test_trap_2_article_21_a_base_other_than_all_full_delegates_is_warned_of(
    ballot, chair, teacher, log_in, base, sentence
):
    ballot.base = base
    ballot.save()
    decide(ballot, chair, teacher, (14, 8, 3))
    shown = words(page(log_in(teacher), "ballot_result", ballot.pk))
    assert sentence in shown
    assert "通过" in shown


def test_an_election_shows_who_has_a_seat_and_leads_to_the_run_off(session, chair, log_in):
    ballot = make_decided_election(session, {"丁一": 20, "王琛": 16, "陈晨": 16, "魏征": 9}, 2)
    shown = words(page(log_in(chair), "ballot_result", ballot.pk))
    assert "应选2人，当选1人" in shown
    order = [
        shown.index(f"{name}{mark}")
        for name, mark in (
            ("丁一", "当选"),
            ("王琛", "票数相等"),
            ("陈晨", "票数相等"),
            ("魏征", "未当选"),
        )
    ]
    assert order == sorted(order)
    answer = log_in(chair).post(address("ballot_run_off", ballot.pk), follow=True)
    assert "（第2轮）" in answer.content.decode()
    assert "拟定下一轮投票" not in page(log_in(chair), "ballot_result", ballot.pk)


def appraised(session, sheets):
    scale = [["good", "优秀"], ["bad", "不称职"]]
    ballot = make_ballot(
        session,
        "魏征",
        kind="appraisal",
        scale=scale,
        state="decided",
        opened_at=NOW,
        n=29,
        present=25,
    )
    from congress.actions.counting import frame_of
    from congress.checks.results import Sheet, result, tally

    frame = frame_of(ballot)
    (item,) = frame.items
    cast = [(Sheet({item: "good"}), sheets - 1), (Sheet({item: "bad"}), 1)]
    ballot.result = result(frame, tally(cast, frame, issued=sheets))
    ballot.save()
    return ballot


def test_an_appraisal_is_the_chairs_and_the_leaders_until_it_is_announced(
    session, chair, leader, teacher, log_in
):
    ballot = appraised(session, 20)
    for seat, sees in ((chair, True), (leader, True), (teacher, False)):
        for name in ("ballot_result", "ballot_screen"):
            assert ("19" in words(page(log_in(seat), name, ballot.pk))) is sees
    log_in(chair).post(address("ballot_announce", ballot.pk))
    assert "优秀19票，95.0%" in words(page(log_in(teacher), "ballot_result", ballot.pk))


@pytest.mark.parametrize(("sheets", "is_split"), [(4, False), (5, True)])
def test_few_sheets_are_not_split_and_the_page_says_why(session, chair, log_in, sheets, is_split):
    ballot = appraised(session, sheets)
    shown = words(page(log_in(chair), "ballot_result", ballot.pk))
    assert ("不称职1票" in shown) is is_split
    assert ("只公布票数，不公布分项结果" in shown) is not is_split
    assert f"有效{sheets}张" in shown


def test_who_voted_is_listed_for_the_chair_by_strokes_and_after_the_result_only(
    session, chair, officer, log_in
):
    entries = make_roll(session, 3)
    for entry, name in zip(entries, ("魏征", "丁一", "王琛"), strict=True):
        entry.member.name = name
        entry.member.save()
    ballot = make_ballot(session, state="open", opened_at=NOW, n=3, present=3)
    electors = make_electors(ballot, entries)
    Turnout.objects.create(union=ballot.union, elector=electors[1])
    assert "投票名单" not in page(log_in(chair), "ballot_result", ballot.pk)
    from congress.actions.counting import frame_of
    from congress.checks.results import result, tally

    frame = frame_of(ballot)
    found = result(frame, tally([], frame, issued=3))
    Ballot.objects.filter(pk=ballot.pk).update(state="decided", result=found)
    shown = words(page(log_in(chair), "ballot_result", ballot.pk))
    assert "丁一王琛（未投）魏征（未投）" in shown
    assert "投票名单" not in page(log_in(officer), "ballot_result", ballot.pk)


def test_the_screen_counts_up_and_loads_anew_when_the_state_has_changed(session, teacher, log_in):
    ballot = make_ballot(session, state="open", opened_at=NOW, n=3, present=3)
    electors = make_electors(ballot, make_roll(session, 3))
    Turnout.objects.create(union=ballot.union, elector=electors[0])
    client, url = log_in(teacher), address("ballot_turnout", ballot.pk)
    same, other = client.get(f"{url}?state=open"), client.get(f"{url}?state=draft")
    assert "已投票1/3人" in words(same.content.decode())
    assert (same.headers.get("HX-Refresh"), other.headers.get("HX-Refresh")) == (None, "true")


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
    assert "魏征" in found and 'value="选举审查委员"' in found
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


# --- papers -------------------------------------------------------------------------------


def text_of(content: bytes) -> str:
    pdf = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_bounded() for page in pdf).replace("\r\n", "")


def test_the_tally_is_blank_before_and_filled_in_after(ballot, chair, teacher, log_in):
    url = address("ballot_paper", ballot.pk, "tally")
    assert "17" not in text_of(log_in(chair).get(url).content)
    assert log_in(chair).get(address("ballot_paper", ballot.pk, "report")).status_code == 404
    decide(ballot, chair, teacher, (17, 5, 3))
    filled = text_of(log_in(chair).get(url).content)
    assert "同意17票，不同意5票，弃权3票" in filled
    assert "总监票人（签名）" in filled


def test_papers_of_an_election_name_the_candidates_in_both_formats(session, chair, log_in):
    ballot = make_decided_election(session, {"丁一": 20, "王琛": 9}, 1)
    client = log_in(chair)
    for name in ("sheet", "candidates", "tally", "report"):
        url = address("ballot_paper", ballot.pk, name)
        assert "丁　一" in text_of(client.get(url).content)
        word = WordDocument(io.BytesIO(client.get(f"{url}?format=docx").content))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        assert "王　琛" in cells
    two = text_of(client.get(f"{address('ballot_paper', ballot.pk, 'sheet')}?copies=2").content)
    assert two.count("盖章处") == 2


def test_a_paper_that_this_ballot_does_not_have_is_not_there(session, chair, log_in):
    ballot = draft(session, chair, "丁一", "王琛", seats=1, write_ins=1)
    there = [
        name
        for name in [*PAPERS, "nonsense"]
        if log_in(chair).get(address("ballot_paper", ballot.pk, name)).status_code == 200
    ]
    assert there == ["sheet", "candidates", "tally"]
