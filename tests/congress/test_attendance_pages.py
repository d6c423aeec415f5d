"""Pages of sittings: what is shown, how many questions it costs, the desk, the screen, papers."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from congress.actions import signin_codes
from congress.forms import sessions as session_forms
from congress.models import Presence, SittingState
from congress.models.delegates import Kind
from congress.papers import attendance as papers
from congress.tables import attendance as tables
from congress.tables.attendance import last_names
from tests.congress.factories import (
    make_delegate,
    make_entry,
    make_roll,
    make_session,
    make_sitting,
    make_term,
)
from tests.congress.leaving import make_leave
from tests.members.factories import make_member
from union_site import desk
from union_site.calendar import DAY
from union_site.documents import Table


@pytest.fixture
def session(school):
    return make_session(make_term(school, n=3), held_on=timezone.localdate() - DAY)


@pytest.fixture
def entries(session):
    return make_roll(session, 6)


def page(name, row, *more):
    return reverse(f"congress:{name}", args=[row.pk, *more])


def cost(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code in (200, 286)
    return len(queries)


@pytest.mark.parametrize("name", ["sitting", "desk", "paper_entry", "sitting_screen"])
def test_a_page_of_a_sitting_costs_the_same_for_one_and_for_six(session, chair, log_in, name):
    client, first = log_in(chair), make_roll(session, 1)
    sitting = make_sitting(session, present=first)
    few = cost(client, page(name, sitting))
    Presence.objects.bulk_create(
        Presence(union=session.union, sitting=sitting, entry=entry, way="desk", at=timezone.now())
        for entry in make_roll(session, 5)[:4]
    )
    assert cost(client, page(name, sitting)) == few


def test_the_page_of_the_session_costs_the_same_for_one_sitting_and_for_three(
    session, entries, chair, log_in
):
    client = log_in(chair)
    make_sitting(session, present=entries)
    few = cost(client, page("attendance", session))
    make_sitting(session), make_sitting(session, present=entries[:4])
    assert cost(client, page("attendance", session)) == few
    assert few <= 20


def test_the_live_numbers_cost_three_questions_besides_the_frame(
    session, entries, chair, log_in, django_assert_num_queries
):
    sitting = make_sitting(session, present=entries[:2])
    with django_assert_num_queries(2):
        assert tables.standing(sitting).verdict == "还差 2 人"
    client = log_in(chair)
    empty = cost(client, reverse("norms"))
    assert cost(client, page("sitting_counts", sitting)) <= empty + 3


def test_the_live_numbers_are_asked_for_until_the_sitting_is_closed(
    session, entries, teacher, log_in
):
    sitting = make_sitting(session, present=entries[:4])
    client = log_in(teacher)
    answer = client.get(page("sitting_counts", sitting))
    assert (answer.status_code, "已达法定人数" in answer.content.decode()) == (200, True)
    type(sitting).objects.update(state=SittingState.CLOSED, closed_at=timezone.now())
    answer = client.get(page("sitting_counts", sitting))
    assert answer.status_code == 286
    assert "hx-get" not in answer.content.decode()


def test_who_leaves_takes_the_quorum_along_and_the_page_says_so(session, entries, chair, log_in):
    sitting = make_sitting(session, present=entries[:4])
    client = log_in(chair)
    answer = client.post(
        page("desk_act", sitting, entries[0].pk), {"step": "left"}, headers={"HX-Request": "true"}
    )
    assert "已离场" in answer.content.decode()
    assert answer["HX-Trigger"] == "presence"
    shown = client.get(page("sitting", sitting)).content.decode()
    assert "已不足法定的 4 人" in shown


def test_the_desk_signs_in_by_a_tap_and_undoes_with_a_reason(session, entries, chair, log_in):
    sitting, client = make_sitting(session), log_in(chair)
    act = page("desk_act", sitting, entries[0].pk)
    back = page("desk", sitting) + "?q=x"
    assert client.post(act, {"step": "sign", "next": back}).url == back
    assert sitting.full_present() == 1
    refused = client.post(act, {"step": "undo", "reason": ""}, follow=True).content.decode()
    assert "请写明撤销的理由" in refused
    client.post(act, {"step": "undo", "reason": "点错了人", "next": "https://elsewhere.cn/"})
    assert sitting.full_present() == 0


def test_the_desk_searches_by_initials_and_filters_as_the_export_does(
    session, entries, chair, log_in
):
    guest = make_entry(session, make_delegate(session.term, "列席甲", kind=Kind.OBSERVER))
    sitting, client = make_sitting(session, present=entries[:2]), log_in(chair)
    make_leave(entries[2], state="approved")
    for query, count in {"": 7, "show=here": 2, "show=excused": 1, "show=missing": 4}.items():
        export = client.get(page("desk_export", sitting) + f"?{query}")
        rows = openpyxl.load_workbook(io.BytesIO(export.content)).active.max_row - 1
        assert rows == count, query
    shown = client.get(page("desk", sitting) + "?q=列席").content.decode()
    assert (guest.name in shown, entries[0].name in shown) == (True, False)


def test_opening_below_the_quorum_is_refused_on_the_page_with_its_article(
    session, entries, chair, log_in
):
    sitting = make_sitting(session)
    shown = log_in(chair).post(page("sitting_open", sitting), {}).content.decode()
    assert "不足法定的 4 人" in shown
    assert "第十九条" in shown
    sitting.refresh_from_db()
    assert sitting.state == SittingState.PLANNED


def test_a_sitting_that_cannot_open_has_no_red_button_and_its_page_says_why(
    session, entries, chair, log_in
):
    client = log_in(chair)
    today = {"starts_at": timezone.now()}
    short, full = make_sitting(session, **today), make_sitting(session, **today)
    for entry in entries[:4]:
        full.presences.create(
            union=full.union, sitting=full, entry=entry, way="desk", at=timezone.now()
        )
    shown = client.get(page("sitting", short)).content.decode()
    assert ("暂不能开会</a>" in shown, "宣布开会</a>" in shown) == (True, False)
    assert "不足法定的 4 人" in client.get(page("sitting_open", short)).content.decode()
    assert "宣布开会</a>" in client.get(page("sitting", full)).content.decode()


def test_the_chips_at_the_desk_ask_anew_with_the_numbers(session, entries, chair, log_in):
    sitting = make_sitting(session)
    address = page("desk", sitting) + "?kind=full"
    shown = log_in(chair).get(address).content.decode()
    chips = shown.split('id="desk-chips"', 1)[1].split(">", 1)[0]
    assert f'hx-get="{address}"' in chips
    assert 'hx-trigger="presence from:body"' in chips


def test_the_chair_takes_a_sitting_from_its_plan_to_its_end(session, entries, chair, log_in):
    client = log_in(chair)
    planned = {
        "part": "plenary",
        "title": "全体会议",
        "starts_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "place": "报告厅",
        "screen_names": "masked",
    }
    client.post(page("sitting_new", session), planned)
    sitting = session.sittings.get()
    client.post(page("sitting_step", sitting), {"step": "sign"})
    client.post(page("paper_entry", sitting), {"entry": [entry.pk for entry in entries[:5]]})
    client.post(page("sitting_open", sitting), {})
    client.post(page("sitting_step", sitting), {"step": "close"})
    sitting.refresh_from_db()
    assert (sitting.state, sitting.expected, sitting.present) == (SittingState.CLOSED, 6, 5)
    assert sitting.takes_signatures is False
    found = session_forms.counted(session)
    assert (found["expected"], found["present"], found["observers"]) == (6, 5, 0)
    client.post(page("sitting_reopen", sitting), {"note": "误点"})
    sitting.refresh_from_db()
    assert sitting.is_open


@pytest.mark.parametrize("name", ["sitting", "desk", "sitting_screen", "sitting_open"])
def test_a_delegate_sees_numbers_and_no_lists(session, entries, teacher, log_in, name):
    sitting = make_sitting(session, present=entries)
    client = log_in(teacher)
    assert client.get(page(name, sitting)).status_code == 403
    shown = client.get(page("attendance", session)).content.decode()
    assert "6 / 6" in re.sub(r"\s+", " ", shown)
    assert entries[0].name not in shown


# --- the screen -----------------------------------------------------------------------------


def test_the_screen_shows_the_code_of_this_half_minute(session, entries, chair, log_in):
    sitting = make_sitting(session, takes_signatures=True)
    shown = log_in(chair).get(page("sitting_screen_part", sitting)).content.decode()
    assert "签到二维码" in shown
    assert "还差 4 人" in shown
    now = timezone.now()
    later = now + signin_codes.STEP_SECONDS * timezone.timedelta(seconds=1)
    assert papers.qr(sitting, now) != papers.qr(sitting, later)


@pytest.mark.parametrize(
    ("how", "names"), [("none", []), ("masked", ["王*", "欧阳*"]), ("full", ["王琛", "欧阳若兰"])]
)
def test_the_screen_names_who_came_last_as_the_sitting_has_it(session, how, names):
    people = [make_entry(session, make_delegate(session.term, n)) for n in ("欧阳若兰", "王琛")]
    sitting = make_sitting(session, present=people, screen_names=how)
    assert last_names(sitting) == names


# --- papers ---------------------------------------------------------------------------------


def table_of(document):
    return next(block for block in document.blocks if isinstance(block, Table))


def test_the_sheet_has_spaced_names_in_the_order_of_the_delegations(session):
    for name in ("王琛", "丁一凡"):
        make_entry(session, make_delegate(session.term, name), delegation_name="第一代表团")
    sitting, today = make_sitting(session), timezone.localdate()
    blank = papers.sign_in_sheet(sitting, today)
    assert [row[:2] for row in table_of(blank).rows] == [[1, "丁一凡"], [2, "王　琛"]]
    assert {row[3] for row in table_of(blank).rows} == {""}
    assert papers.sign_in_sheet(session, today) == blank


def test_the_filled_sheet_says_when_each_came_and_who_was_on_leave(session, entries):
    sitting = make_sitting(session, present=entries[:4])
    make_leave(entries[4], state="approved")
    sheet = papers.sign_in_sheet(sitting, timezone.localdate(), filled=True)
    assert sorted(row[3] for row in table_of(sheet).rows) == sorted(
        [*["14:00:00（签到台）"] * 4, "请假", "未到"]
    )
    assert dict(sheet.blocks[0].pairs)["实到"] == "4 人"


def test_the_list_of_leave_does_not_print_what_was_confided(session, entries):
    make_leave(entries[0], state="approved", note="住院检查")
    make_leave(entries[1], state="applied")
    paper = papers.leave_list(session, timezone.localdate())
    assert len(table_of(paper).rows) == 1
    assert "住院" not in str(paper)


@pytest.mark.parametrize(("asked", "begins"), [("", b"%PDF"), ("?format=docx", b"PK")])
@pytest.mark.parametrize("name", papers.PAPERS)
def test_every_paper_is_printed_both_ways(session, entries, chair, log_in, name, asked, begins):
    url = page("sitting_paper", make_sitting(session), name) + asked
    answer = log_in(chair).get(url)
    assert answer.content[: len(begins)] == begins


# --- the workbench --------------------------------------------------------------------------


def test_a_delegate_is_called_to_sign_in_until_she_has(session, teacher, colleague):
    member = make_member(session.union, "周敏", seat=teacher)
    entry = make_entry(session, make_delegate(session.term, member=member))
    sitting = make_sitting(session, takes_signatures=True)
    today = timezone.localdate()
    calls = [mine.url for mine in desk.mine(teacher, today) if mine.title.startswith("签到")]
    assert calls == [f"/s/{sitting.token}/"]
    assert [m for m in desk.mine(colleague, today) if m.title.startswith("签到")] == []
    Presence.objects.create(
        union=session.union, sitting=sitting, entry=entry, way="code", at=timezone.now()
    )
    assert [m for m in desk.mine(teacher, today) if m.title.startswith("签到")] == []


def test_the_chair_has_the_days_sitting_and_the_leave_to_approve(session, entries, chair, teacher):
    make_sitting(session, starts_at=timezone.now())
    make_leave(entries[0], state="consented")
    todos = [(todo.title, todo.action) for todo in desk.todos(chair, timezone.localdate())]
    assert sum(action == "签到" for _, action in todos) == 1
    assert (f"{entries[0].name}请假（整个会议）", "办理") in todos
    assert desk.todos(teacher, timezone.localdate()) == []
