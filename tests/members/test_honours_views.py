"""Pages of awards: what they show, and that they change nothing but by an act."""

from __future__ import annotations

import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Award, AwardEvidence, HonourTitle
from tests.members.award_sheets import PNG, row, sheet
from tests.members.factories import (
    make_award,
    make_group,
    make_member,
    make_nominee,
    make_selection,
    make_title,
)

pytestmark = pytest.mark.django_db

OK, GONE = 200, 404


@pytest.fixture
def several(school, winner):
    other = make_member(school, "赵磊")
    day = datetime.date
    return {
        "nation": make_award(school, "课例", winners=(winner,), awarded_on=day(2026, 3, 1)),
        "city": make_award(
            school, "论文", level_rank=3, level_label="市级", category="paper", winners=(other,)
        ),
        "team": make_award(school, "合唱", subject="team", recipient="合唱队", grade="特等奖"),
        "honour": make_award(school, "标兵", kind="honour", awarded_on=day(2025, 9, 1)),
        "student": make_award(school, "绘画", subject="students", student_count=4, quantity=3),
        "secret": make_award(school, "内部", visibility="officers"),
        "gone": make_award(school, "错登", state="withdrawn"),
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"nation", "city", "team", "honour", "student", "secret"}),
        ("kind=honour", {"honour"}),
        ("kind=prize", {"nation", "city", "team", "student", "secret"}),
        ("level=3", {"city"}),
        ("category=paper", {"city"}),
        ("subject=team", {"team"}),
        ("side=students", {"student"}),
        ("side=staff", {"nation", "city", "team", "honour", "secret"}),
        ("year=2025", {"honour"}),
        ("sy=2025", {"nation", "city", "team", "honour", "student", "secret"}),
        ("sy=2024", set()),
        ("from=2026-01-01&to=2026-04-30", {"nation"}),
        ("state=withdrawn", {"gone"}),
        ("q=李强", {"nation"}),
        ("q=lq", {"nation"}),
        ("q=合唱", {"team"}),
        ("level=x&kind=x&sy=x", {"nation", "city", "team", "honour", "student", "secret"}),
    ],
)
def test_the_list_holds_what_was_asked_for_and_so_does_its_export(
    query, shown, several, officer, log_in
):
    client = log_in(officer)
    page = client.get(f"{reverse('honours:list')}?{query}").context["page"]
    assert {award.pk for award in page.object_list} == {several[name].pk for name in shown}
    answer = client.get(f"{reverse('honours:export')}?{query}")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert {line[1] for line in rows[1:]} == {several[name].title for name in shown}


def test_members_see_what_is_valid_and_published(several, teacher, auditor, log_in):
    url = reverse("honours:list")
    names = lambda seat: {a.title for a in log_in(seat).get(url).context["page"]}  # noqa: E731
    assert names(teacher) == {"课例", "论文", "合唱", "标兵", "绘画"}
    assert names(auditor) == {"课例", "论文", "合唱", "标兵", "绘画", "内部"}
    for name in ("secret", "gone"):
        address = reverse("honours:detail", args=[several[name].pk])
        assert log_in(teacher).get(address).status_code == GONE


@pytest.mark.parametrize(
    ("order", "first"), [("date", "绘画"), ("grade", "合唱"), ("level", "课例"), ("title", "内部")]
)
def test_the_list_is_sorted_as_asked(order, first, several, officer, log_in):
    Award.objects.exclude(pk=several["nation"].pk).update(level_rank=4)
    Award.objects.filter(pk=several["student"].pk).update(awarded_on="2026-08-01")
    page = log_in(officer).get(f"{reverse('honours:list')}?order={order}").context["page"]
    assert page.object_list[0].title == first


def test_units_stand_beside_each_other_and_are_never_added(several, officer, log_in):
    listed = log_in(officer).get(reverse("honours:list")).context["listed"]
    assert listed.totals == ["教职工和单位 5 项，2 人次，2 人", "学生 3 项，4 人次"]


def test_an_export_holds_no_formula(school, officer, log_in):
    make_award(school, '=HYPERLINK("http://x")')
    answer = log_in(officer).get(reverse("honours:export"))
    cell = load_workbook(BytesIO(answer.content)).active["B2"]
    assert (cell.data_type, cell.value[:2]) == ("s", "'=")


@pytest.mark.parametrize("page", ["list", "holders", "persons", "selections", "titles", "export"])
def test_a_list_asks_a_constant_number_of_queries(page, school, officer, log_in):
    client, counts = log_in(officer), []
    for times in (1, 4):
        for number in range(times):
            member = make_member(school, group=make_group(school))
            make_award(school, f"课例{times}{number}", winners=(member,), coaches=("客座教师",))
            title = make_title(school, f"称号{times}{number}")
            make_nominee(make_selection(school, honour_title=title), member)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"honours:{page}"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_selection_and_an_award_ask_a_constant_number_of_queries(
    school, noticed, award, officer, log_in
):
    client = log_in(officer)
    pages = [
        reverse("honours:selection", args=[noticed.pk]),
        reverse("honours:detail", args=[award.pk]),
    ]
    counts = []
    for times in (1, 4):
        for _ in range(times):
            member = make_member(school, group=make_group(school))
            make_nominee(noticed, member, (9, 9, 9), state="chosen")
            award.holders.create(union=school, member=member, role="coach")
        with CaptureQueriesContext(connection) as queries:
            for url in pages:
                client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- forms --------------------------------------------------------------------------------

TYPED = {
    "kind": "contest",
    "title": "课例《春》",
    "level_label": "国家级",
    "grade": "一等奖",
    "awarded_on": "2026-05-01",
    "category": "teaching",
    "subject": "persons",
    "winners": "李强",
    "visibility": "union",
}


def test_an_award_is_registered_by_the_form(officer, winner, log_in):
    answer = log_in(officer).post(reverse("honours:new"), TYPED)
    award = Award.objects.get()
    assert answer.url == reverse("honours:detail", args=[award.pk])
    assert [holder.member for holder in award.holders.all()] == [winner]


def test_a_double_entry_is_asked_back_on_the_page(officer, award, winner, log_in):
    client, url = log_in(officer), reverse("honours:new")
    form = client.post(url, TYPED).context["form"]
    assert [(f.code, f.level) for f in form.findings] == [("H-01", "warn")]
    client.post(url, TYPED | {"accepted": "H-01"})
    assert Award.objects.count() == 2


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(officer, log_in):
    answer = log_in(officer).post(reverse("honours:new"), TYPED | {"title": "", "awarded_on": "x"})
    form = answer.context["form"]
    assert set(form.errors) == {"title", "awarded_on"}
    assert form["winners"].value() == "李强"


def test_an_edit_that_came_too_late_is_told_and_overwrites_nothing(officer, award, winner, log_in):
    url = reverse("honours:edit", args=[award.pk])
    client = log_in(officer)
    client.post(url, TYPED | {"revision": 1, "grade": "二等奖"})
    answer = client.post(url, TYPED | {"revision": 1, "grade": "三等奖"})
    assert "别人修改或作废" in answer.content.decode()
    assert Award.objects.get().grade == "二等奖"


def test_the_edit_page_shows_what_is_kept(officer, award, log_in):
    form = log_in(officer).get(reverse("honours:edit", args=[award.pk])).context["form"]
    shown = {name: form[name].value() for name in ("title", "winners", "level_rank", "revision")}
    assert shown == {
        "title": "课例《春》",
        "winners": "李强（语文组）",
        "level_rank": 1,
        "revision": 1,
    }


def test_an_award_is_withdrawn_with_a_reason(officer, award, log_in):
    client, url = log_in(officer), reverse("honours:withdraw", args=[award.pk])
    assert client.post(url, {"note": ""}).status_code == OK
    client.post(url, {"note": "登记错了"})
    assert Award.objects.get().state == "withdrawn"


def test_a_certificate_is_uploaded_and_handed_out_as_a_download(officer, award, log_in):
    client = log_in(officer)
    file = SimpleUploadedFile("证书.png", PNG)
    client.post(reverse("honours:evidence_add", args=[award.pk]), {"file": file})
    answer = client.get(reverse("honours:evidence", args=[AwardEvidence.objects.get().pk]))
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_is_no_certificate_is_refused_on_the_page(officer, award, log_in):
    file = SimpleUploadedFile("证书.png", b"<svg onload=alert(1)>")
    answer = log_in(officer).post(reverse("honours:evidence_add", args=[award.pk]), {"file": file})
    assert answer.context["evidence_form"].errors == {
        "file": ["只收 PDF、JPG 和 PNG 文件，请转换后再上传。"]
    }


def test_a_sheet_is_brought_in_by_two_pages(officer, winner, log_in):
    client = log_in(officer)
    file = SimpleUploadedFile("获奖.xlsx", sheet(row(), row(title="论文")))
    answer = client.post(reverse("honours:import"), {"file": file}, follow=True)
    found = answer.context["found"]
    assert (len(found.prepared), Award.objects.count()) == (2, 0)
    apply = reverse("honours:sheet_apply", args=[answer.context["brought"].pk])
    client.post(apply, {"seen": "something else"})
    assert Award.objects.count() == 0
    client.post(apply, {"seen": found.fingerprint})
    assert Award.objects.count() == 2


def test_the_usual_honours_are_brought_in_by_a_button(chair, log_in):
    log_in(chair).post(reverse("honours:titles_adopt"))
    assert HonourTitle.objects.count() > 15
