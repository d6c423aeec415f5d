"""Pages of the congress: who sees what, what is kept, how many queries."""

from __future__ import annotations

import datetime
import re
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congress.models import CongressTerm, Resolution, Session
from tests.congress.factories import make_held, make_resolution, make_session, make_term
from union_site import figures
from union_site.calendar import school_year

DAY = datetime.date(2026, 3, 6)
READ = ["session_list", "session_export", "resolution_list", "resolution_export", "term_list"]
TERM = {
    "series": "staff",
    "term_no": "5",
    "form": "congress",
    "starts_on": "2025-12-01",
    "ends_on": "2028-11-30",
    "full_delegates": "57",
    "note": "",
}
COUNT = {
    "held_on": "2024-03-06",
    "place": "报告厅",
    "expected": "57",
    "present": "37",
    "observers": "0",
    "proposals_received": "4",
    "summary": "代表分组讨论了三项议题。",
}


@pytest.fixture
def term(school) -> CongressTerm:
    return make_term(school)


@pytest.fixture
def session(term) -> Session:
    return make_session(term)


def address(name: str, *args: object) -> str:
    return reverse(f"congress:{name}", args=args)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chair", 200),
        ("officer", 200),
        ("auditor", 200),
        ("leader", 200),
        ("teacher", 200),
        ("handler", 403),
        ("district_staff", 403),
    ],
)
def test_members_read_the_register(request, log_in, term, name, who, status):
    seat = request.getfixturevalue(who)
    assert log_in(seat).get(address(name)).status_code == status


def test_a_teacher_reads_a_session_and_finds_nothing_to_press(log_in, teacher, term):
    session = make_held(term, summary="会议顺利")
    make_resolution(session, title="考勤办法")
    page = log_in(teacher).get(address("session", session.pk)).content.decode()
    assert "考勤办法" in page
    assert [word for word in ("登记表决", "更正会议情况", "修改安排", "删去") if word in page] == []


WRITE = ["session_edit", "session_hold", "session_cancel", "resolution_new"]


@pytest.mark.parametrize("name", WRITE)
@pytest.mark.parametrize("who", ["teacher", "officer", "auditor", "leader"])
def test_a_reader_cannot_open_a_form(request, log_in, session, name, who):
    seat = request.getfixturevalue(who)
    assert log_in(seat).get(address(name, session.pk)).status_code == 403


@pytest.mark.parametrize("name", ["session", *WRITE])
def test_another_unions_chair_finds_nothing_there(log_in, stranger, session, name):
    client = log_in(stranger)
    assert client.get(address(name, session.pk)).status_code == 404
    assert client.post(address(name, session.pk), {}).status_code == 404


def test_a_term_of_another_union_cannot_be_chosen(log_in, chair, term, other_school):
    foreign, client = make_term(other_school, term_no=9), log_in(chair)
    assert "第九届" not in client.get(address("session_new")).content.decode()
    answer = client.post(
        address("session_new"),
        {"term": foreign.pk, "session_no": 1, "kind": "annual", "held_on": "2026-03-06"},
    )
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["term"]
    assert Session.objects.count() == 0


def test_a_chair_registers_a_term_and_a_session(log_in, chair):
    client = log_in(chair)
    client.post(address("term_new"), TERM)
    term = CongressTerm.objects.get()
    answer = client.post(
        address("session_new"),
        {"term": term.pk, "session_no": 1, "kind": "first", "held_on": "2026-12-04"},
    )
    assert answer.url == address("session", Session.objects.get().pk)


def test_without_a_term_one_is_led_to_register_it(log_in, chair):
    assert log_in(chair).get(address("session_new")).url == address("term_new")


def offered(page: str) -> list[str]:
    """The warnings that the page lets one accept."""
    return re.findall(r'name="accepted"\s+value="([^"]+)"', page)


def test_below_the_quorum_the_page_says_the_article_and_keeps_what_was_typed(
    log_in, chair, session
):
    page = log_in(chair).post(address("session_hold", session.pk), COUNT)
    text = page.content.decode()
    assert "不足法定的 38 人" in text
    assert "《学校教职工代表大会规定》（教育部令第32号）第十九条" in text
    assert 'value="37"' in text
    assert "代表分组讨论了三项议题。" in text
    # What blocks cannot be ticked away.
    assert offered(text) == []


def test_a_warning_is_ticked_and_then_the_session_is_recorded(log_in, chair, session):
    client, url = log_in(chair), address("session_hold", session.pk)
    roll_of_60 = {**COUNT, "expected": "60", "present": "50"}
    page = client.post(url, roll_of_60).content.decode()
    assert offered(page) == ["C-04n"]
    client.post(url, {**roll_of_60, "accepted": "C-04n"})
    session.refresh_from_db()
    assert (session.state, session.expected) == ("held", 60)


def test_the_page_of_a_vote_says_verdict_figures_and_base(log_in, chair, term):
    session = make_held(term, present=40)
    make_resolution(session, title="食堂管理办法", votes_for=20, votes_against=20)
    page = log_in(chair).get(address("session", session.pk)).content.decode()
    assert "未通过" in page
    assert "全体正式代表 57 人，须 29 票" in page


def test_a_form_that_is_empty_names_its_fields(log_in, chair):
    page = log_in(chair).post(address("term_new"), {"note": "换届选举产生"})
    assert set(page.context["form"].errors) == {
        "series",
        "form",
        "starts_on",
        "ends_on",
        "full_delegates",
    }
    assert "换届选举产生" in page.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2010-01-01", "二月三十日"])
def test_no_date_whatever_breaks_a_page(log_in, chair, term, day):
    answer = log_in(chair).post(
        address("session_new"),
        {"term": term.pk, "session_no": 1, "kind": "annual", "held_on": day},
    )
    assert answer.status_code == 200
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    "query",
    ["?page=x", "?page=999", "?year=0", "?year=99999999999", "?from=x&to=9999-12-31", "?state=x"],
)
def test_nonsense_in_the_address_is_passed_over(log_in, chair, session, query):
    assert log_in(chair).get(address("session_list") + query).status_code == 200


def rows_of(answer) -> list[tuple]:
    workbook = openpyxl.load_workbook(BytesIO(b"".join(answer)))
    return list(workbook.active.iter_rows(values_only=True))


def test_the_export_holds_the_rows_of_the_list(log_in, chair, term):
    make_held(term, 1, held_on=datetime.date(2025, 3, 6))
    make_held(term, 2, held_on=datetime.date(2026, 3, 6))
    rows = rows_of(log_in(chair).get(address("session_export") + "?year=2026"))
    assert [row[0] for row in rows[1:]] == ["第五届教职工代表大会第二次会议"]


FIGURES = {
    "congress.sessions": 2,
    "congress.proposals_received": 5,
    "congress.resolutions": 2,
    "congress.delegates": 57,
}


@pytest.mark.parametrize("code", FIGURES)
def test_a_figure_leads_to_exactly_its_rows(log_in, chair, school, term, stranger, code):
    held = make_held(term, 1, proposals_received=3)
    make_held(term, 2, proposals_received=2)
    make_held(term, 3, held_on=datetime.date(2025, 12, 31), proposals_received=9)
    make_session(term, 4)
    make_resolution(held, 1)
    make_resolution(held, 2)
    make_resolution(held, 3, votes_for=3)
    make_held(make_term(stranger.union), 1, proposals_received=7)
    span = figures.calendar_year(2026)
    taken = figures.take(code, union=school, span=span)
    assert taken.value == FIGURES[code]
    page = log_in(chair).get(taken.url).context["page"]
    assert sorted(str(row.pk) for row in page.paginator.object_list) == sorted(taken.row_ids)


@pytest.mark.parametrize("name", ["session_list", "resolution_list", "term_list", "session_export"])
def test_a_list_asks_the_database_as_often_for_five_rows_as_for_one(log_in, chair, term, name):
    client, counts = log_in(chair), []
    for numbers in ([1], [2, 3, 4, 5]):
        for number in numbers:
            make_resolution(make_held(term, number))
            make_term(
                chair.union,
                term_no=10 + number,
                starts_on=datetime.date(2100 + number, 1, 1),
                ends_on=datetime.date(2100 + number, 12, 31),
            )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_a_sessions_page_asks_as_often_for_five_votes_as_for_one(log_in, chair, term):
    session, client, counts = make_held(term), log_in(chair), []
    for positions in ([1], [2, 3, 4, 5]):
        for position in positions:
            make_resolution(session, position)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("session", session.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Resolution.objects.count() == 5


def test_the_school_year_counts_sessions_of_both_terms(log_in, chair, school, term, today):
    """A term that ends within the school year hands its sessions of that year on."""
    first_day = school_year(today).first_day
    older = make_term(
        school, term_no=4, starts_on=datetime.date(2018, 1, 1), ends_on=datetime.date(2020, 12, 31)
    )
    make_held(older, 1, held_on=first_day)
    make_held(term, 1, held_on=first_day)
    make_held(term, 2, held_on=first_day - datetime.timedelta(days=1))
    tiles = log_in(chair).get(address("session_list")).context["tiles"]
    assert tiles[3].value == "2"


def test_the_register_says_the_thresholds_and_their_articles_once(log_in, teacher, term):
    context = log_in(teacher).get(address("session_list")).context
    assert [(tile.label, tile.value) for tile in context["tiles"][:3]] == [
        ("正式代表", "57"),
        ("法定到会", "38"),
        ("表决通过", "29"),
    ]
    assert context["citation"] == (
        "《学校教职工代表大会规定》（教育部令第32号）第十九条、第二十一条、第十七条"
    )
