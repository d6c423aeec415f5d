"""Forms of the register as people use them, a school's own card, the workbench."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members.actions import register as actions
from members.models import RegisterImport, RegisterTask, Unit, UnitCount
from tests.members.factories import make_member, make_register, make_register_task, make_unit
from union_site import desk
from union_site.spreadsheets import write_xlsx

pytestmark = pytest.mark.django_db
D = datetime.date


def text(response):
    return response.content.decode()


@pytest.fixture
def unit(district, school):
    return make_unit(district, school.unit_name, school=school, zone="东湾学区")


@pytest.fixture
def event(unit, district_staff, today):
    return actions.note_event(
        unit=unit, kind="founded", on=D(2020, 3, 1), by=district_staff, today=today
    )


@pytest.fixture
def task(unit):
    return make_register_task(unit)


@pytest.fixture
def brought(district, district_staff):
    return RegisterImport.objects.create(union=district, by=district_staff, file_name="册.xlsx")


@pytest.fixture
def register(district, today):
    make_register(district, today)


def test_a_unit_is_entered_by_its_form(log_in, district_staff):
    given = {
        "name": "海韵小学",
        "kind": "public_school",
        "staff_count": 60,
        "is_eligible": "on",
        "established_on": "2020-03-01",
        "next_due_on": "2025-03-01",
        "members_registered": 50,
        "cards_issued": 40,
    }
    response = log_in(district_staff).post("/unions/new/", given)
    unit = Unit.objects.get()
    assert response.url == f"/unions/{unit.pk}/"
    assert unit.unitevents.get().due_on == D(2025, 3, 1)
    assert unit.counted_on == timezone.localdate()


def test_what_was_wrong_stands_beside_its_field(log_in, district_staff, unit):
    given = {"name": "新小学", "kind": "public_school", "is_eligible": "on", "staff_count": 1}
    page = text(log_in(district_staff).post("/unions/new/", {**given, "uscc": "12"}))
    assert page.count("统一社会信用代码应为 18 位，这里有 2 位。") == 2
    assert Unit.objects.count() == 1


def test_the_second_of_two_editors_is_told_on_the_page(log_in, district_staff, unit):
    client = log_in(district_staff)
    given = {
        "name": unit.name,
        "kind": "public_school",
        "staff_count": 1,
        "is_eligible": "on",
        "revision": 1,
        "school": unit.school_id,
    }
    url = f"/unions/{unit.pk}/edit/"
    assert client.post(url, {**given, "zone": "西湾学区"}).status_code == 302
    page = text(client.post(url, {**given, "zone": "南岸学区"}))
    assert "学区现为“西湾学区”" in page
    assert 'value="南岸学区"' in page


def test_an_event_is_noted_with_the_length_of_its_term(log_in, district_staff, unit):
    given = {"kind": "founded", "on": "2024-03-01", "term": "3"}
    log_in(district_staff).post(f"/unions/{unit.pk}/events/new/", given)
    unit.refresh_from_db()
    assert (unit.established_on, unit.next_due_on) == (D(2024, 3, 1), D(2027, 3, 1))


def test_an_event_is_taken_back_by_its_form(log_in, district_staff, unit, event):
    url = f"/unions/events/{event.pk}/void/"
    client = log_in(district_staff)
    assert "请填写" in text(client.post(url, {"reason": ""}))
    assert client.post(url, {"reason": "登错"}).url == f"/unions/{unit.pk}/"
    assert "新建（已撤销）" in text(client.get(f"/unions/{unit.pk}/"))


def test_tasks_for_all_units_without_a_union(log_in, district_staff, register, today):
    given = {
        "purpose": "founding",
        "due_on": today.isoformat(),
        "owner": "typed",
        "owner_name": "许守悦",
    }
    client = log_in(district_staff)
    assert client.post("/unions/tasks/assign/", given).url == "/unions/tasks/"
    assert [(t.unit.name, t.text) for t in RegisterTask.objects.all()] == [
        ("戊 未建", "建立基层工会组织")
    ]
    client.post("/unions/tasks/assign/", {**given, "purpose": "renewal"})
    renewals = RegisterTask.objects.filter(purpose="renewal").values_list("unit__name", flat=True)
    assert sorted(renewals) == ["丙 近", "乙 过"]
    page = text(client.post("/unions/tasks/assign/", {**given, "zone": "东湾学区"}))
    assert "没有这样的单位" in page


def test_a_task_goes_through_its_steps_by_forms(log_in, district_staff, task, today):
    client = log_in(district_staff)
    client.post(f"/unions/tasks/{task.pk}/finish/", {"done_on": today.isoformat()})
    client.post(f"/unions/tasks/{task.pk}/reopen/", {"note": ""})
    assert "请填写" in text(client.post(f"/unions/tasks/{task.pk}/drop/", {"note": ""}))
    client.post(f"/unions/tasks/{task.pk}/drop/", {"note": "停办"})
    task.refresh_from_db()
    assert task.state == "dropped"
    page = text(client.get(f"/unions/tasks/{task.pk}/"))
    assert re.findall("<p>(办结|重新办理|不再办理)</p>", page) == ["不再办理", "重新办理", "办结"]


@pytest.mark.parametrize("paper", ["schedule", "pledges"])
def test_the_papers_of_the_list_can_be_printed(log_in, district_staff, task, paper):
    client = log_in(district_staff)
    found = [client.get(f"/unions/tasks/{paper}/{end}/").content[:2] for end in ("pdf", "docx")]
    assert found == [b"%P", b"PK"]


def test_a_workbook_is_brought_looked_at_and_written(log_in, district_staff):
    headings, row = ["单位名称", "单位性质类别", "=公式"], ["海韵小学", "公办学校", "=1+1"]
    with write_xlsx(headings, [row]) as file:
        upload = SimpleUploadedFile("册.xlsx", file.read())
    client = log_in(district_staff)
    url = client.post("/unions/import/", {"file": upload}).url
    preview = client.get(url)
    assert "海韵小学" in text(preview)
    assert Unit.objects.count() == 0
    seen = RegisterImport.objects.get().fingerprint
    client.post(f"{url}apply/", {"seen": seen})
    assert Unit.objects.get().name == "海韵小学"
    assert "登记册已导入：新增 1 家" in text(client.get(url))


def test_a_preview_can_be_given_up(log_in, district_staff, brought):
    client = log_in(district_staff)
    client.post(f"/unions/import/{brought.pk}/discard/")
    brought.refresh_from_db()
    assert brought.state == "discarded"


# --- a school's own card ----------------------------------------------------------------------


def test_a_chair_reports_what_the_page_showed(log_in, chair, unit, school):
    make_member(school, "甲", card_no="1")
    make_member(school, "乙")
    client = log_in(chair)
    page = text(client.get("/unions/own/"))
    assert re.findall(r'name="(members|cards)" value="(\d+)"', page) == [
        ("members", "2"),
        ("cards", "1"),
    ]
    client.post("/unions/own/report/", {"members": 2, "cards": 1})
    unit.refresh_from_db()
    assert (unit.members_registered, unit.cards_issued) == (2, 1)
    client.post("/unions/own/report/", {"members": 9, "cards": 9})
    assert UnitCount.objects.get().members == 2


def test_the_rows_behind_the_reported_cards_can_be_opened(log_in, chair, unit, school):
    make_member(school, "有卡人", card_no="1")
    make_member(school, "无卡人")
    page = text(log_in(chair).get("/members/?status=active&card=with"))
    assert ("有卡人" in page, "无卡人" in page) == (True, False)


def test_a_chair_corrects_the_card(log_in, chair, unit):
    given = {"revision": 1, "address": "新路1号", "staff_count": 70, "contact_name": "陈晓岚"}
    assert log_in(chair).post("/unions/own/edit/", given).url == "/unions/own/"
    unit.refresh_from_db()
    assert (unit.address, unit.staff_count, unit.name) == ("新路1号", 70, "滨海区实验小学")


# --- the workbench ----------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_owed"), [(None, True), (0, False), (180, False), (181, True)])
def test_a_school_is_reminded_of_its_report(
    district, school, chair, unit, event, today, days, is_owed
):
    if days is not None:
        on = today - datetime.timedelta(days=days)
        Unit.objects.update(members_registered=1, cards_issued=1, counted_on=on)
    owed = [todo for todo in desk.owed(chair, today) if todo.title == "会员数和持卡数"]
    assert bool(owed) is is_owed


def test_the_district_is_told_of_what_is_overdue(district_staff, unit, today):
    make_register_task(unit, due_on=today - datetime.timedelta(days=3))
    todo = next(t for t in desk.todos(district_staff, today) if "逾期" in t.title)
    assert (todo.title, todo.due) == (
        "1 项建会、换届任务已逾期",
        today - datetime.timedelta(days=3),
    )


def test_the_places_of_each_role(district_staff, chair, teacher):
    labels = {
        seat: [place.label for place in desk.places(seat) if place.url_name.startswith("unions:")]
        for seat in (district_staff, chair, teacher)
    }
    assert labels == {
        district_staff: ["工会登记册", "建会率", "责任清单"],
        chair: ["本单位登记卡"],
        teacher: [],
    }
