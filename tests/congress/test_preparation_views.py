"""Pages of the preparation: who sees what, what is kept, how many queries, every paper prints."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from congress.models import (
    Delegation,
    DiscussionRecord,
    Milestone,
    PaperComment,
    PaperReceipt,
    Session,
)
from congress.papers.registry import SESSION_PAPERS
from tests.congress.factories import (
    make_agenda_item,
    make_held,
    make_session,
    make_sitting,
    make_term,
)
from tests.congress.preparing import make_paper, on_roll
from tests.factories import make_seat
from union_site import desk
from union_site.calendar import DAY
from union_site.documents import render_docx


@pytest.fixture
def session(school, today) -> Session:
    term = make_term(school, starts_on=today - 400 * DAY, ends_on=today + 600 * DAY)
    return make_session(term, held_on=today + 10 * DAY)


def address(name: str, *args: object) -> str:
    return reverse(f"congress:{name}", args=args)


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("preparation", (200, 200, 403, 404, 403)),
        ("agenda", (200, 200, 403, 404, 403)),
        ("offices", (200, 200, 403, 404, 403)),
        ("session_documents", (200, 200, 403, 404, 403)),
        ("materials", (200, 200, 200, 404, 403)),
        ("discussions", (200, 404, 404, 404, 403)),
        ("opinions", (200, 403, 403, 404, 403)),
        ("offices_edit", (200, 403, 403, 404, 403)),
        ("papers_send", (200, 403, 403, 404, 403)),
    ],
)
def test_who_opens_which_page(request, log_in, session, name, statuses):
    who = ["chair", "colleague", "handler", "stranger", "district_staff"]
    url = address(name, session.pk)
    got = [log_in(request.getfixturevalue(one)).get(url).status_code for one in who]
    assert tuple(got) == statuses


def test_a_line_is_recorded_on_its_page_and_refused_with_what_was_typed(
    log_in, chair, session, today
):
    client, url = log_in(chair), address("milestone", session.pk, "request")
    refused = client.post(url, {"document_no": "3号"})
    assert "请填写办理日期" in refused.content.decode()
    assert "3号" in refused.content.decode()
    client.post(url, {"done_on": f"{today:%Y-%m-%d}", "document_no": "3号", "note": ""})
    assert Milestone.objects.get().done_on == today
    page = client.get(address("preparation", session.pk)).content.decode()
    assert "3号" in page


def test_a_part_without_a_sitting_says_so_and_leads_to_planning_it(log_in, chair, session):
    make_agenda_item(session, "推选执行主席", part="presidium")
    client, url = log_in(chair), f"{address('sitting_new', session.pk)}?part=presidium"
    assert url in client.get(address("agenda", session.pk)).content.decode()
    assert client.get(url).context["form"].initial["title"] == "主席团会议"
    make_sitting(session, part="presidium")
    assert url not in client.get(address("agenda", session.pk)).content.decode()


def test_an_agenda_is_begun_by_template_and_moved_without_javascript(log_in, chair, session):
    client = log_in(chair)
    client.post(address("agenda_start", session.pk), {"step": "template"})
    first, second = session.agenda_items.filter(part="plenary").order_by("position")[:2]
    client.post(address("agenda_item_step", first.pk), {"step": "down"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.position, second.position) == (2, 1)
    assert client.post(address("agenda_item_step", first.pk), {"step": "x"}).status_code == 404


def test_times_follow_from_the_start_of_the_sitting(log_in, chair, session):
    make_sitting(session)
    make_agenda_item(session, "甲", minutes=30)
    make_agenda_item(session, "乙", minutes=20)
    page = log_in(chair).get(address("agenda", session.pk)).content.decode()
    assert [word in page for word in ("14:00—14:30", "14:30—14:50", "合计 50 分钟")] == [True] * 3


def test_a_delegate_opens_a_paper_says_something_and_the_chair_sees_both(
    log_in, chair, teacher, session, today
):
    on_roll(session, teacher)
    paper = make_paper(session, chair, sent_to=1)
    assert [one.action for one in desk.todos(teacher, today) if "材料" in one.title] == ["阅读"]
    client = log_in(teacher)
    assert "正文。" in client.get(address("material", paper.pk)).content.decode()
    assert PaperReceipt.objects.count() == 1
    assert [one for one in desk.todos(teacher, today) if "材料" in one.title] == []
    client.post(address("material_comment", paper.pk), {"text": "建议公布明细。"})
    manage = log_in(chair)
    assert "建议公布明细。" in manage.get(address("opinions", session.pk)).content.decode()
    assert "1 / 1" in manage.get(address("paper_manage", paper.pk)).content.decode()
    assert manage.get(address("opinion_export", session.pk)).status_code == 200
    assert manage.get(address("reader_export", paper.pk)).status_code == 200


def test_a_colleague_who_is_no_delegate_finds_no_paper_and_a_draft_is_nobodys(
    log_in, chair, teacher, colleague, session
):
    on_roll(session, teacher)
    sent, draft = make_paper(session, chair, sent_to=1), make_paper(session, chair, "草稿")
    assert log_in(colleague).get(address("material", sent.pk)).status_code == 404
    assert "工作报告" not in log_in(colleague).get(
        address("materials", session.pk)
    ).content.decode().replace("工作报告会", "")
    assert log_in(teacher).get(address("material", draft.pk)).status_code == 404
    assert log_in(chair).get(address("material", draft.pk)).status_code == 200
    assert PaperReceipt.objects.count() == 0


def test_the_chair_is_told_what_is_late(chair, session, today):
    [todo] = [one for one in desk.todos(chair, today) if "逾期" in one.title]
    assert todo.due < today


def test_a_session_shows_the_next_step_on_its_first_page(log_in, chair, teacher, session):
    page = log_in(chair).get(address("session", session.pk)).content.decode()
    assert ("筹备进度" in page, "已过期限还没有办的" in page) == (True, True)
    page = log_in(teacher).get(address("session", session.pk)).content.decode()
    assert ("筹备进度" in page, "已过期限还没有办的" in page) == (True, False)


@pytest.mark.parametrize("name", SESSION_PAPERS)
def test_every_paper_is_made_of_an_empty_session_and_of_a_full_one(
    session, chair, teacher, today, name
):
    build = SESSION_PAPERS[name].build
    assert build(session, today).title
    fill(session, chair, teacher)
    assert render_docx(build(session, today))[:2] == b"PK"


def fill(session: Session, chair, teacher) -> None:
    team = Delegation.objects.create(union=session.union, term=session.term, name="第一代表团")
    entry = on_roll(session, teacher, delegation=team, role="head")
    paper = make_paper(session, chair, sent_to=1)
    at = timezone.now()
    PaperComment.objects.create(
        union=session.union, paper=paper, delegate=entry.delegate, text="意见", at=at
    )
    make_agenda_item(session)
    session.offices.create(union=session.union, delegate=entry.delegate, office="presidium")
    DiscussionRecord.objects.create(
        union=session.union,
        session=session,
        delegation=team,
        held_at=at - datetime.timedelta(days=1),
        host="周敏",
        recorder="吴越",
        content="同意。",
        written_by=chair,
    )


def test_a_paper_is_for_who_holds_its_permission(log_in, teacher, chair, session):
    url = address("session_paper", session.pk, "presidium")
    assert log_in(teacher).get(url).status_code == 403
    assert log_in(teacher).get(address("session_paper", session.pk, "none")).status_code == 404
    answer = log_in(chair).get(url, {"format": "docx"})
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


@pytest.mark.parametrize("name", ["opinions", "materials", "paper_manage", "agenda", "discussions"])
def test_a_list_asks_the_same_questions_for_one_row_and_for_five(
    request, log_in, chair, school, session, name
):
    client, counts = log_in(chair), []
    paper = make_paper(session, chair, sent_to=1)
    for number in range(5):
        entry = on_roll(session, seat_number(school, number))
        make_agenda_item(session, f"第{number}项")
        PaperComment.objects.create(
            union=school, paper=paper, delegate=entry.delegate, text="意见", at=timezone.now()
        )
        if number in (0, 4):
            url = address(name, paper.pk if name == "paper_manage" else session.pk)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def seat_number(school, number: int):

    return make_seat(school, "member", name=f"代表{'甲乙丙丁戊'[number]}")


def test_papers_bear_the_day_and_number_that_were_recorded(session, chair, today):
    request = SESSION_PAPERS["request_to_hold"].build
    assert (request(session, today).date, request(session, today).byline) == (today, "")
    Milestone.objects.create(
        union=session.union,
        session=session,
        key="request",
        done_on=today - 3 * DAY,
        document_no="工会〔2026〕3号",
        by=chair,
    )
    made = request(session, today)
    assert (made.date, made.doc_number) == (today - 3 * DAY, "工会〔2026〕3号")
    assert made.byline == "工会〔2026〕3号"


def test_papers_that_follow_a_session_are_listed_once_it_was_held(log_in, chair, school, session):
    url = address("session_documents", session.pk)
    page = log_in(chair).get(url).content.decode()
    assert "召开会议的请示" in page
    assert "会议纪要" not in page
    held = make_held(session.term, 2)
    page = log_in(chair).get(address("session_documents", held.pk)).content.decode()
    assert "会议纪要" in page
    assert "归档目录" in page
