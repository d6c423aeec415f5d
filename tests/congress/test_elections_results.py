"""Pages and papers of results: nothing is shown before it is decided, then figures and article."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from docx import Document as WordDocument

from congress.actions.attendance import opening_findings
from congress.actions.counting import frame_of
from congress.actions.counts import decide_count, vote_again
from congress.actions.offices import office_findings
from congress.checks.preparing import Preparing
from congress.checks.results import Sheet, result, tally
from congress.models import Ballot, Turnout
from congress.papers.ballots import PAPERS
from tests.congress.elections import (
    NOW,
    TODAY,
    address,
    count,
    draft,
    make_decided_election,
    make_teller,
    page,
    words,
)
from tests.congress.factories import (
    make_ballot,
    make_delegate,
    make_electors,
    make_entry,
    make_roll,
    make_session,
    make_sitting,
    make_term,
)
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


def decided(session, title: str, *, is_adopted: bool) -> Ballot:
    when = {"opened_at": NOW, "closed_at": NOW, "medium": "paper", "state": "decided"}
    made = make_ballot(session, title, title=title, n=29, present=25, **when)
    item = made.items.get()
    row = {"item": item.pk, "title": title, "is_adopted": is_adopted, "counts": {}}
    result = {"is_adopted": is_adopted, "items": [row]}
    Ballot.objects.filter(pk=made.pk).update(result=result)
    made.refresh_from_db()
    return made


def test_c31_a_plenary_after_a_refused_presidium_is_warned_until_a_list_is_adopted(session):
    plenary = make_sitting(session, part="plenary")

    def codes():
        now: Any = SimpleNamespace(expected=29, present=29)
        day = timezone.localdate(plenary.starts_at)
        return [one.code for one in opening_findings(plenary, on=day, counted=now)]

    session.roll_frozen_on = TODAY
    session.save()
    assert codes() == []
    decided(session, "食堂办法", is_adopted=False)
    assert codes() == []
    decided(session, "主席团名单", is_adopted=False)
    assert codes() == ["C-31"]
    rules = Preparing.in_force(union=session.union, on=TODAY)
    assert [one.code for one in office_findings(session, {}, rules)] == ["C-31"]
    decided(session, "主席团名单（再次表决）", is_adopted=True)
    assert codes() == []


def test_what_was_not_adopted_is_drafted_again_once_by_who_manages(session, chair, teacher):
    failed = decided(session, "主席团名单", is_adopted=False)
    with pytest.raises(PermissionDenied):
        vote_again(ballot=failed, by=teacher)
    again = vote_again(ballot=failed, by=chair)
    assert (again.title, again.state, again.previous) == ("主席团名单（再次表决）", "draft", failed)
    assert [item.title for item in again.items.all()] == ["主席团名单"]
    with pytest.raises(ValidationError, match="已经拟好"):
        vote_again(ballot=failed, by=chair)
    with pytest.raises(ValidationError, match="未获通过"):
        vote_again(ballot=decided(session, "食堂办法", is_adopted=True), by=chair)


# --- results ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["chair", "teacher", "leader"])
def test_nobody_sees_a_figure_before_the_result_is_decided(ballot, chair, log_in, who, request):
    count(ballot, chair, (17, 5, 3))
    Ballot.objects.filter(pk=ballot.pk).update(result={"items": [{"counts": {"for": 9917}}]})
    client = log_in(request.getfixturevalue(who))
    for name in ("ballot_result", "ballot_screen", "ballot_screen_turnout"):
        shown = page(client, name, ballot.pk)
        assert "9917" not in shown
    assert "结果尚未公布" in page(client, "ballot_result", ballot.pk)


def decide(ballot, chair, teacher, *marks, **given):

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
    names = ("魏征", "丁一", "王琛")
    entries = [make_entry(session, make_delegate(session.term, name)) for name in names]
    ballot = make_ballot(session, state="open", opened_at=NOW, n=3, present=3)
    electors = make_electors(ballot, entries)
    Turnout.objects.create(union=ballot.union, elector=electors[1])
    assert "投票名单" not in page(log_in(chair), "ballot_result", ballot.pk)

    frame = frame_of(ballot)
    found = result(frame, tally([], frame, issued=3))
    Ballot.objects.filter(pk=ballot.pk).update(state="decided", result=found)
    shown = words(page(log_in(chair), "ballot_result", ballot.pk))
    assert (
        shown[shown.index("投票名单") :].split("投了什么。")[1][:14]
        == "丁一王琛（未投）魏征（未投）"
    )
    assert "投票名单" not in page(log_in(officer), "ballot_result", ballot.pk)


def test_the_screen_counts_up_and_loads_anew_when_the_state_has_changed(session, teacher, log_in):
    ballot = make_ballot(session, state="open", opened_at=NOW, n=3, present=3)
    electors = make_electors(ballot, make_roll(session, 3))
    Turnout.objects.create(union=ballot.union, elector=electors[0])
    client, url = log_in(teacher), address("ballot_screen_turnout", ballot.pk)
    same, other = client.get(f"{url}?state=open"), client.get(f"{url}?state=draft")
    assert "已投票1/3人" in words(same.content.decode())
    assert (same.headers.get("HX-Refresh"), other.headers.get("HX-Refresh")) == (None, "true")


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
