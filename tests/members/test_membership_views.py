"""Pages of membership life: steps, the roll of a day, changes, the overview."""

from __future__ import annotations

import datetime
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from members.actions import membership as acts
from members.models import Member, MembershipEvent
from tests.members.factories import make_application, make_group, make_member
from tests.union_site.documents.reading import texts
from union_site import desk
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db
D = datetime.date
OK, NO, GONE, MOVED = 200, 403, 404, 302
SEATS = (
    "chair",
    "officer",
    "auditor",
    "leader",
    "handler",
    "teacher",
    "district_staff",
    "stranger",
)
PAGES = {
    "membership/": (OK, OK, NO, NO, NO, NO, NO, OK),
    "history/": (OK, OK, NO, NO, NO, NO, NO, OK),
    "history/export/": (OK, OK, NO, NO, NO, NO, NO, OK),
    "changes/": (OK, OK, NO, NO, NO, NO, NO, OK),
    "changes/export/": (OK, OK, NO, NO, NO, NO, NO, OK),
    "changes/{event}/correct/": (OK, NO, NO, NO, NO, NO, NO, GONE),
    "retirement/": (OK, OK, NO, NO, NO, NO, NO, OK),
    "retirement/export/": (OK, OK, NO, NO, NO, NO, NO, OK),
    "{member}/registration.pdf": (OK, OK, NO, NO, NO, NO, NO, GONE),
    "{member}/membership/retain/": (OK, NO, NO, NO, NO, NO, NO, GONE),
    "{member}/membership/resume/": (MOVED, NO, NO, NO, NO, NO, NO, GONE),
    "{member}/membership/nonsense/": (GONE, NO, NO, NO, NO, NO, NO, GONE),
    "{member}/membership/transfer_out/": (GONE, NO, NO, NO, NO, NO, NO, GONE),
}


@pytest.fixture
def person(school):
    return make_member(school, "丁慕云", joined_union_on=D(2015, 9, 1))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_each_seat_as_it_should(page, request, person, log_in):
    event = MembershipEvent.objects.get()
    url = f"/members/{page.format(member=person.pk, event=event.pk)}"
    answers = {seat: log_in(request.getfixturevalue(seat)).get(url).status_code for seat in SEATS}
    assert answers == dict(zip(SEATS, PAGES[page], strict=True))


# --- one member ----------------------------------------------------------------------------


def test_a_step_is_taken_from_the_members_page(person, chair, log_in, today):
    client = log_in(chair)
    page = client.get(f"/members/{person.pk}/").content.decode()
    labels = ["保留会籍", "退会", "自动退会", "除名", "去世"]
    shown = re.findall(r'href="/members/\d+/membership/\w+/">(.*?)</a>', page)
    assert shown == labels
    url = f"/members/{person.pk}/membership/resign/"
    answer = client.post(url, {"on": f"{today}", "wish_on": f"{today}", "reason": "个人要求"})
    assert answer.url == f"/members/{person.pk}/"
    page = client.get(answer.url).content.decode()
    assert "本人书面申请：" in page
    assert re.findall(r'href="/members/\d+/membership/\w+/">(.*?)</a>', page) == ["更正"]


def test_the_officer_reads_the_history_and_has_no_buttons(person, officer, log_in):
    page = log_in(officer).get(f"/members/{person.pk}/").content.decode()
    assert "入会（会员）" in page
    assert "/membership/retain/" not in page
    assert "更正记录" not in page


def test_what_the_act_refuses_stands_on_the_form(person, chair, log_in, today):
    url = f"/members/{person.pk}/membership/lapse/"
    page = log_in(chair).post(
        url,
        {
            "on": f"{today}",
            "inactive_from": f"{today}",
            "educated_on": f"{today}",
            "education": "谈话",
        },
    )
    assert "满 6 个月是" in page.context["form"].errors["on"][0]
    assert Member.objects.get().status == "active"


def test_a_retired_members_page_says_why_they_do_not_come_back(person, chair, log_in, today):
    acts.retain(member=person, on=today, cause="retired", by=chair, today=today)
    page = log_in(chair).get(f"/members/{person.pk}/").content.decode()
    assert "退休后返聘的仍保留会籍" in page
    assert "/membership/resume/" not in page


def test_an_event_is_corrected_by_its_page_and_a_struck_one_is_not(person, chair, log_in, today):
    client, event = log_in(chair), MembershipEvent.objects.get()
    url = f"/members/changes/{event.pk}/correct/"
    client.post(url, {"on": "2014-09-01", "reason": "", "document_no": "", "note": "档案"})
    event.refresh_from_db()
    assert event.on == D(2014, 9, 1)
    acts.retain(member=person, on=today, cause="retired", by=chair, today=today)
    acts.correct(member=person, reason="办错了", by=chair, today=today)
    for row in MembershipEvent.objects.exclude(pk=event.pk):
        assert client.get(f"/members/changes/{row.pk}/correct/").status_code == 404


def test_the_registration_form_of_a_member_is_a_paper(person, chair, log_in):
    answer = log_in(chair).get(f"/members/{person.pk}/registration.pdf")
    text = "".join("".join(texts(answer.content)).split())
    assert "工会会员登记表" in text
    assert "2015年9月1日" in text
    assert person.id_number not in text


# --- the roll of a day ---------------------------------------------------------------------


@pytest.fixture
def people(school, other_school):
    first = make_group(school, "一组")
    old, new = D(2019, 9, 1), D(2025, 9, 1)
    make_member(school, "陈㛃", joined_union_on=old, group=first)
    make_member(school, "单雄飞", sex="male", joined_union_on=old, ethnicity="05")
    make_member(school, "欧阳若兰", joined_union_on=new, engagement="contract")
    gone = make_member(school, "走了的", joined_union_on=old)
    MembershipEvent.objects.create(
        union=school, member=gone, kind="resigned", on=D(2024, 12, 31), status="resigned"
    )
    kept = make_member(school, "周敏", joined_union_on=old)
    MembershipEvent.objects.create(
        union=school, member=kept, kind="retained", on=D(2023, 7, 31), status="retained"
    )
    Member.objects.filter(pk=gone.pk).update(status="resigned")
    Member.objects.filter(pk=kept.pk).update(status="retained")
    make_member(other_school, "外校的", joined_union_on=old)


def names_on(page):
    return re.findall(
        r'<th scope="row">\s*<a href="/members/\d+/">(.*?)</a>', page.content.decode()
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("as_of=2019-08-31", []),
        ("as_of=2024-12-30", ["陈㛃", "单雄飞", "周敏", "走了的"]),
        ("as_of=2024-12-31", ["陈㛃", "单雄飞", "周敏"]),
        ("as_of=2024-12-31&status=active", ["陈㛃", "单雄飞"]),
        ("as_of=2024-12-31&status=retained", ["周敏"]),
        ("as_of=2024-12-31&status=left", ["走了的"]),
        ("as_of=2023-07-30&status=active", ["陈㛃", "单雄飞", "周敏", "走了的"]),
        ("as_of=2024-12-30&sex=male", ["单雄飞"]),
        ("as_of=2024-12-30&minority=1", ["单雄飞"]),
        ("as_of=2026-01-01&engagement=other", ["欧阳若兰"]),
        ("as_of=2024-12-30&q=zou", ["走了的"]),
        ("as_of=2024-12-30&order=strokes", ["陈㛃", "走了的", "周敏", "单雄飞"]),
        ("as_of=nonsense", ["陈㛃", "欧阳若兰", "单雄飞", "周敏"]),
        ("", ["陈㛃", "欧阳若兰", "单雄飞", "周敏"]),
    ],
)
def test_who_was_a_member_on_a_day(query, names, people, chair, log_in):
    page = log_in(chair).get(f"/members/history/?{query}")
    assert names_on(page) == names


def test_the_chips_count_the_statuses_of_that_day(people, chair, log_in):
    page = log_in(chair).get("/members/history/?as_of=2024-12-31")
    chips = [(chip.label, chip.count) for chip in page.context["listed"].chips]
    assert chips == [("在册", 3), ("会员", 2), ("保留会籍", 1), ("此前已离会", 1)]


def cells(answer):
    sheet = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    return [[cell.value for cell in row] for row in sheet.active.iter_rows()]


def test_the_roll_is_exported_as_filtered_and_the_export_is_recorded(people, chair, log_in):
    answer = log_in(chair).get("/members/history/export/?as_of=2024-12-31&status=active")
    rows = cells(answer)
    assert [row[0] for row in rows] == ["姓名", "陈㛃", "单雄飞"]
    assert AuditEntry.objects.get().note == "2 行"


# --- changes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=retained", ["周敏"]),
        ("kind=left", ["走了的"]),
        ("kind=joined&year=2025", ["欧阳若兰"]),
        ("from=2023-07-31&to=2024-12-31", ["走了的", "周敏"]),
        ("q=zhoumin", ["周敏", "周敏"]),
        ("kind=transferred_in", []),
    ],
)
def test_changes_are_filtered(query, names, people, chair, log_in):
    assert names_on(log_in(chair).get(f"/members/changes/?{query}")) == names


def test_what_was_corrected_is_struck_and_counts_no_more(person, chair, log_in, today):
    acts.retain(member=person, on=today, cause="retired", by=chair, today=today)
    acts.correct(member=person, reason="办错了", by=chair, today=today)
    client = log_in(chair)
    page = client.get("/members/changes/").content.decode()
    assert "<s>保留会籍</s>" in page
    assert names_on(client.get("/members/changes/?kind=retained")) == []
    assert names_on(client.get("/members/changes/?kind=other")) == ["丁慕云"]
    rows = cells(client.get("/members/changes/export/"))
    assert [row[8] for row in rows] == ["是否已更正", None, "已更正", None]


@pytest.mark.parametrize("url", ["membership/", "history/", "changes/"])
def test_a_list_asks_the_same_number_of_questions(url, school, chair, log_in):
    client, counts = log_in(chair), []
    for size in (1, 5):
        while Member.objects.count() < size:
            make_member(school, group=make_group(school), joined_union_on=D(2020, 9, 1))
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/members/{url}")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_new_union_is_told_where_to_begin(chair, log_in):
    for url in ("membership/", "changes/", "applications/", "transfers/", "retirement/"):
        page = log_in(chair).get(f"/members/{url}").content.decode()
        assert 'class="empty"' in page, url


def test_the_navigation_marks_the_place_that_a_sub_page_belongs_to(chair, log_in):
    for url in ("membership/", "history/", "applications/", "transfers/", "retirement/"):
        page = log_in(chair).get(f"/members/{url}")
        here = [
            entry.label
            for group in page.context["frame"]["navigation"]
            for entry in group.entries
            if entry.is_active
        ]
        assert here == ["会籍管理"], url


def test_the_badge_counts_what_waits_for_the_chair_with_one_question(
    pending, chair, officer, their_chair, django_assert_num_queries
):
    make_application(chair.union)
    make_application(chair.union, state="endorsed")
    # Read once a request, before any page.
    assert chair.can("members.view")
    assert officer.can("members.view")
    with django_assert_num_queries(1):
        assert desk.waiting(chair, desk.places(chair))["members:membership"] == 3
    assert desk.waiting(officer, desk.places(officer))["members:membership"] == 0
    # Not released yet.
    assert desk.waiting(their_chair, desk.places(their_chair))["members:membership"] == 0
