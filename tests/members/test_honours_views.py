"""Pages of honours: who enters, what they show, that they change nothing but by an act."""

from __future__ import annotations

import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members.actions import award_imports, honours
from members.models import Award, AwardEvidence, HonourTitle, Nominee, Selection
from members.papers import honours as papers
from members.urls.honours import urlpatterns
from tests.members.factories import (
    make_award,
    make_group,
    make_member,
    make_nominee,
    make_selection,
    make_title,
)
from tests.members.test_honours_imports import row, sheet
from union_site import desk
from union_site.documents import Paragraph, Table
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20

SEATS = (
    "chair",
    "officer",
    "auditor",
    "leader",
    "handler",
    "teacher",
    "colleague",
    "district_staff",
    "stranger",
)
OK, MOVED, NO, GONE = 200, 302, 403, 404
# Answers of SEATS: to pages for everybody who reads honours, and for those who keep them.
READ = (OK, OK, OK, NO, NO, OK, OK, NO, OK)
KEEP = (OK, OK, NO, NO, NO, NO, NO, NO, OK)
READ_ONE = (OK, OK, OK, NO, NO, OK, OK, NO, GONE)
KEEP_ONE = (OK, OK, NO, NO, NO, NO, NO, NO, GONE)
ACT = (MOVED, MOVED, NO, NO, NO, NO, NO, NO, MOVED)
ACT_ONE = (MOVED, MOVED, NO, NO, NO, NO, NO, NO, GONE)
PAGES = {
    # By name: method, thing, and what each of SEATS is answered.
    "list": ("get", None, READ),
    "export": ("get", None, READ),
    "holders": ("get", None, READ),
    "holders_export": ("get", None, READ),
    "persons": ("get", None, READ),
    "statistics": ("get", None, READ),
    "statistics_pdf": ("get", None, READ),
    "statistics_docx": ("get", None, READ),
    "selections": ("get", None, READ),
    "selections_export": ("get", None, READ),
    "new": ("get", None, KEEP),
    "titles": ("get", None, KEEP),
    "title_new": ("get", None, KEEP),
    "import": ("get", None, KEEP),
    "sheet_form": ("get", None, KEEP),
    # A union without titles is led to where they are kept.
    "selection_new": ("get", None, (*KEEP[:-1], MOVED)),
    "titles_adopt": ("post", None, ACT),
    "detail": ("get", "award", READ_ONE),
    "edit": ("get", "award", KEEP_ONE),
    "withdraw": ("get", "award", KEEP_ONE),
    "restore": ("get", "award", KEEP_ONE),
    "evidence_add": ("post", "award", (OK, OK, NO, NO, NO, NO, NO, NO, GONE)),
    # The certificate itself is for those who keep or audit the register.
    "evidence": ("get", "evidence", (OK, OK, OK, NO, NO, GONE, GONE, NO, GONE)),
    "evidence_remove": ("post", "evidence", (GONE, MOVED, NO, NO, NO, NO, NO, NO, GONE)),
    "title_edit": ("get", "title", KEEP_ONE),
    "title_hide": ("post", "title", ACT_ONE),
    "sheet": ("get", "brought", KEEP_ONE),
    "sheet_apply": ("post", "brought", ACT_ONE),
    "sheet_discard": ("post", "brought", ACT_ONE),
    "selection": ("get", "noticed", READ_ONE),
    "selection_edit": ("get", "noticed", KEEP_ONE),
    "votes": ("get", "noticed", KEEP_ONE),
    "report": ("get", "noticed", KEEP_ONE),
    "retract": ("get", "noticed", KEEP_ONE),
    "cancel": ("get", "noticed", KEEP_ONE),
    # Steps of another state lead back to the selection and say so.
    "appraise": ("get", "noticed", ACT_ONE),
    "reopen": ("get", "noticed", ACT_ONE),
    "publish": ("get", "noticed", ACT_ONE),
    "conclude": ("get", "noticed", ACT_ONE),
    "nominee_new": ("get", "noticed", KEEP_ONE),
    "notice_pdf": ("get", "noticed", READ_ONE),
    "notice_docx": ("get", "noticed", READ_ONE),
    "nominee": ("get", "nominee", READ_ONE),
    "nominee_edit": ("get", "nominee", KEEP_ONE),
    "nominee_withdraw": ("get", "nominee", KEEP_ONE),
    "nominee_pdf": ("get", "nominee", KEEP_ONE),
    "nominee_docx": ("get", "nominee", KEEP_ONE),
}


@pytest.fixture
def winner(school):
    return make_member(school, "李强", group=make_group(school, "语文组"))


@pytest.fixture
def award(school, winner):
    return make_award(school, "课例《春》", winners=(winner,), grade="一等奖")


@pytest.fixture
def evidence(award, officer):
    return honours.add_evidence(award=award, content=PNG, name="证书.png", by=officer)


@pytest.fixture
def title(school):
    return make_title(school)


@pytest.fixture
def brought(officer, winner, today):
    content = sheet(row())
    return award_imports.receive_sheet(
        content=content, file_name="获奖.xlsx", by=officer, today=today
    )


@pytest.fixture
def noticed(school, title):
    return make_selection(school, state="noticed", honour_title=title)


@pytest.fixture
def nominee(noticed, winner):
    return make_nominee(noticed, winner, (58, 56, 50), state="chosen")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_each_seat_as_it_should(page, request, log_in, title):
    method, thing, expected = PAGES[page]
    arguments = [request.getfixturevalue(thing).pk] if thing else []
    url = reverse(f"honours:{page}", args=arguments)
    answers = {}
    # The chair last: a post may use the thing up.
    for seat in reversed(SEATS):
        client = log_in(request.getfixturevalue(seat))
        answers[seat] = getattr(client, method)(url).status_code
    assert answers == dict(zip(SEATS, expected, strict=True))


def test_the_table_speaks_of_every_address():
    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


@pytest.mark.parametrize("page", [name for name, page in PAGES.items() if page[0] == "post"])
def test_what_changes_something_is_not_done_by_following_a_link(page, request, log_in, chair):
    _, thing, _ = PAGES[page]
    arguments = [request.getfixturevalue(thing).pk] if thing else []
    assert log_in(chair).get(reverse(f"honours:{page}", args=arguments)).status_code == 405


# --- the list -----------------------------------------------------------------------------


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


# --- selections ---------------------------------------------------------------------------


def test_a_selection_is_led_from_its_opening_to_the_votes(officer, winner, title, log_in):
    client, today = log_in(officer), timezone.localdate()
    given = {"honour_title": title.pk, "year": today.year, "quota": 1, "deeds_limit": 600}
    given |= {"opens_on": today, "closes_on": today}
    client.post(reverse("honours:selection_new"), given)
    selection = Selection.objects.get()
    page = lambda name: reverse(f"honours:{name}", args=[selection.pk])  # noqa: E731
    typed = {"member": winner.pk, "recommended_by": "语文组", "deeds": "踏实"}
    client.post(page("nominee_new"), typed)
    client.post(page("appraise"), {})
    nominee = Nominee.objects.get()
    votes = {"votes_expected": 58, "votes_returned": 56, "votes_for": 50}
    counted = {f"{name}_{nominee.pk}": number for name, number in votes.items()}
    client.post(page("votes"), counted | {"appraised_on": today})
    selection.refresh_from_db()
    nominee.refresh_from_db()
    assert (selection.state, nominee.share) == ("appraising", "86.2%")


def test_a_selection_is_led_from_the_notice_to_its_result(officer, school, winner, title, log_in):
    client, today = log_in(officer), timezone.localdate()
    selection = make_selection(school, state="appraising", honour_title=title)
    nominee = make_nominee(selection, winner, (58, 56, 50))
    page = lambda name: reverse(f"honours:{name}", args=[selection.pk])  # noqa: E731
    notice = client.get(page("publish")).context["form"].initial
    assert notice["chosen"] == [nominee.pk]
    client.post(page("publish"), notice | {"notice_place": "公开栏"})
    selection.refresh_from_db()
    assert selection.state == "noticed"
    past = today - datetime.timedelta(days=20)
    Selection.objects.update(notice_from=past, notice_until=past + datetime.timedelta(days=9))
    sent = {"reported_on": today, "reported_to": "区教育工会", "objections": "未收到异议"}
    client.post(page("report"), sent)
    won = {"winners": nominee.pk, "result_on": today, "issuer": "区教育工会", "level_label": "区级"}
    client.post(page("conclude"), won)
    selection.refresh_from_db()
    assert (selection.state, Award.objects.get().title) == ("concluded", title.name)


def test_votes_that_cannot_be_are_told_on_the_page(officer, school, winner, title, log_in):
    selection = make_selection(school, state="appraising", honour_title=title)
    nominee = make_nominee(selection, winner)
    numbers = zip(("votes_expected", "votes_returned", "votes_for"), (10, 12, 9), strict=True)
    typed = {f"{name}_{nominee.pk}": number for name, number in numbers}
    answer = log_in(officer).post(
        reverse("honours:votes", args=[selection.pk]),
        typed | {"appraised_on": timezone.localdate()},
    )
    assert [f.code for f in answer.context["form"].findings] == ["S-02"]
    assert "多于应参加的 10 人" in answer.content.decode()


def test_a_member_reads_the_notice_without_votes_or_objections(
    noticed, nominee, school, teacher, officer, log_in
):
    Selection.objects.update(objections="某人反映情况")
    other = make_nominee(noticed, make_member(school, "孙悦"), (58, 56, 30), state="passed_over")
    url = reverse("honours:selection", args=[noticed.pk])
    shown = log_in(teacher).get(url).content.decode()
    assert "李强" in shown
    hidden = ("孙悦", "同意 50", "86.2%", "某人反映情况", "撤下公示")
    assert [word for word in hidden if word in shown] == []
    kept = log_in(officer).get(url).content.decode()
    assert [word for word in hidden if word not in kept] == []
    page = reverse("honours:nominee", args=[other.pk])
    assert log_in(teacher).get(page).status_code == GONE


def test_before_the_notice_a_member_finds_no_selection(school, title, teacher, log_in):
    selection = make_selection(school, honour_title=title)
    url = reverse("honours:selection", args=[selection.pk])
    assert log_in(teacher).get(url).status_code == GONE


@pytest.mark.parametrize("paper", ["pdf", "docx"])
def test_a_form_that_is_taken_away_leaves_an_entry(paper, nominee, officer, log_in):
    answer = log_in(officer).get(reverse(f"honours:nominee_{paper}", args=[nominee.pk]))
    assert answer.content[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[paper]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.seat, entry.object_id) == ("nominee.print", officer, str(nominee.pk))


def test_the_form_and_the_notice_say_what_they_must(nominee, noticed, winner):
    """PDF and DOCX come from the same blocks."""
    nominee.selection.objections = "公示期间未收到异议"
    form = papers.nominee_form(nominee)
    words = " ".join(block.text for block in form.blocks if isinstance(block, Paragraph))
    assert form.title == "优秀工会积极分子登记表"
    assert "应参加测评 58 人，收回测评票 56 张，同意 50 票，占应参加人数的 86.2%。" in words
    assert words.endswith("在公开栏公示。公示期间未收到异议。")
    notice = papers.public_notice(noticed, [nominee], contact="工会办公室")
    table = next(block for block in notice.blocks if isinstance(block, Table))
    assert [line[1] for line in table.rows] == ["李强"]
    assert "2026年11月2日至2026年11月6日" in notice.blocks[0].text


# --- the workbench ------------------------------------------------------------------------


def test_running_selections_wait_on_the_workbench_of_those_who_keep_them(
    school, chair, teacher, noticed, nominee, today
):
    make_selection(school, state="concluded", honour_title=make_title(school, "三好职工"))
    waiting = lambda seat: [t.title for t in desk.todos(seat, today) if "评选" in t.title]  # noqa: E731
    assert waiting(chair) == ["2026年优秀工会积极分子评选推荐"]
    assert waiting(teacher) == []


def test_a_notice_that_runs_stands_on_a_members_page(noticed, teacher, chair):
    day = noticed.notice_until
    told = lambda seat, on: [m.badge for m in desk.mine(seat, on) if m.badge == "公示"]  # noqa: E731
    assert told(teacher, day) == ["公示"]
    assert told(teacher, day + datetime.timedelta(days=1)) == []
    assert told(chair, day) == []


def test_honours_have_a_place_for_all_who_read_them(chair, teacher, leader):
    entered = lambda seat: [p.label for p in desk.places(seat) if p.url_name == "honours:list"]  # noqa: E731
    assert (entered(chair), entered(teacher), entered(leader)) == (
        ["荣誉与获奖"],
        ["荣誉与获奖"],
        [],
    )
