"""Pages of disclosure: who sees what, questions, readers, files, papers, number of queries."""

from __future__ import annotations

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from congress import demo
from congress.actions import disclosure as actions
from congress.actions import disclosure_parts as parts
from congress.desk import disclosure as desk
from congress.models import Disclosure, DisclosureFile, DisclosureQuestion, DisclosureReading
from tests.congress.disclosures import make_duty, make_item, make_table
from tests.factories import make_seat
from tests.members.factories import make_member
from union_site import personal
from union_site.demo import Stage
from union_site.models import Attachment, AuditEntry, Notification

TODAY = datetime.date(2026, 7, 20)
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40


def address(name: str, *args: object) -> str:
    return reverse(f"congress:{name}", args=args)


# --- who sees what ------------------------------------------------------------------------

ALL = {"draft", "submitted", "approved", "published", "ended", "withdrawn"}
OPEN = {"published", "ended"}
SEES = {
    "chair": ALL,
    "officer": ALL,
    "leader": ALL - {"draft"},
    "auditor": OPEN,
    "handler": OPEN,
    "teacher": OPEN,
    "stranger": set(),
}


@pytest.mark.parametrize("who", SEES)
def test_staff_read_what_was_published_and_nothing_else(request, school, log_in, who):
    items = {state: make_item(school, state) for state in sorted(ALL)}
    client = log_in(request.getfixturevalue(who))
    answers = {s: client.get(address("disclosure", i.pk)).status_code for s, i in items.items()}
    assert answers == {state: 200 if state in SEES[who] else 404 for state in ALL}
    page = client.get(address("disclosure_list")).context["page"]
    assert {row.state for row in page.object_list} == SEES[who]


PAGES = [
    "disclosure_list",
    "disclosure_export",
    "disclosure_overview",
    "disclosure_duties",
    "disclosure_new",
    "disclosure_duty_new",
]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("chair", 200, 200),
        ("officer", 200, 200),
        ("leader", 200, 403),
        ("handler", 200, 403),
        ("teacher", 200, 403),
        ("district_staff", 403, 403),
    ],
)
def test_who_may_open_which_page(request, school, log_in, name, who, reads, writes):
    answer = log_in(request.getfixturevalue(who)).get(address(name))
    assert answer.status_code == (writes if name.endswith("_new") else reads)


@pytest.mark.parametrize("name", ["disclosure_list", "disclosure_duties"])
def test_a_list_asks_the_same_number_of_questions_for_one_row_and_five(school, chair, log_in, name):
    client, counts = log_in(chair), []
    for number in (1, 5):
        while Disclosure.objects.count() < number:
            duty = make_duty(school, f"事项{Disclosure.objects.count()}")
            make_item(school, duty=duty)
        with CaptureQueriesContext(connection) as asked:
            client.get(address(name))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 18


def test_an_item_asks_the_same_number_of_questions_however_long_it_is(school, chair, log_in):
    item, client, counts = make_item(school), log_in(chair), []
    for number in (1, 5):
        while item.tables.count() < number:
            make_table(item, position=item.tables.count() + 1)
            DisclosureQuestion.objects.create(
                union=school, disclosure=item, asked_by=chair, text="如何核定？"
            )
        with CaptureQueriesContext(connection) as asked:
            client.get(address("disclosure", item.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_publishing_asks_the_same_number_of_questions_for_few_staff_and_many(school, chair):
    counts = []
    for number in (1, 1, 6):  # the first time the seat learns its own rights
        for n in range(number):
            make_seat(school, "member", name=f"教师{len(counts)}{n}")
        item = make_item(school, "approved")
        until = TODAY + datetime.timedelta(days=10)
        with CaptureQueriesContext(connection) as asked:
            actions.publish(
                disclosure=item, by=chair, today=TODAY, published_on=TODAY, published_until=until
            )
        counts.append(len(asked))
    assert counts[1] == counts[2]
    assert Notification.objects.count() == 1 + 2 + 8


def test_the_export_holds_what_the_list_shows(school, chair, log_in):
    make_item(school, title="甲项", category="fees")
    make_item(school, title="乙项")
    answer = log_in(chair).get(address("disclosure_export") + "?category=fees")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert [row[1].value for row in sheet.iter_rows()] == ["标题", "甲项"]


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 200), ("leader", 403), ("teacher", 403), ("stranger", 404)]
)
def test_the_page_of_a_step_opens_to_who_may_take_it(request, school, log_in, who, status):
    url = address("disclosure_step", make_item(school).pk, "withdraw")
    client = log_in(request.getfixturevalue(who))
    assert client.get(url).status_code == status
    assert client.post(url, {"note": ""}).status_code == status
    assert Disclosure.objects.get().state == "published"


# --- questions ----------------------------------------------------------------------------


def ask(item, seat, text="班主任工作量如何核定？"):
    return parts.ask(disclosure=item, by=seat, kind="question", text=text)


def test_who_asked_is_told_to_those_in_charge_and_the_answer_to_all(
    school, chair, teacher, colleague, leader, log_in
):
    item = make_item(school)
    question = ask(item, teacher)
    assert AuditEntry.objects.get(verb="disclosure.ask").seat is None
    url = address("disclosure", item.pk)

    def page(seat) -> str:
        return log_in(seat).get(url).content.decode().split('id="questions"')[1]

    shown = {s.name: ("核定" in page(s), "周敏" in page(s)) for s in (chair, colleague, leader)}
    assert shown == {"陈晓岚": (True, True), "吴越": (False, False), "王立新": (False, False)}
    assert "您提出的" in page(teacher)
    parts.answer(question=question, by=chair, text="按班数核定。")
    assert "按班数核定" in page(colleague)
    assert "周敏" not in page(colleague)
    told = Notification.objects.filter(seat=teacher).values_list("sentence", flat=True)
    assert [sentence[-4:] for sentence in told] == ["有答复。"]


def test_the_paper_names_nobody_who_asked(school, chair, teacher, log_in):
    item = make_item(school)
    parts.answer(question=ask(item, teacher), by=chair, text="按班数核定。")
    content = log_in(chair).get(address("disclosure_pdf", item.pk)).content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert ("按班数核定" in text, "周敏" in text) == (True, False)


@pytest.mark.parametrize("state", sorted(ALL - OPEN))
def test_only_what_is_published_is_asked_about_or_read(school, teacher, state):
    item = make_item(school, state)
    with pytest.raises(ValidationError):
        ask(item, teacher)
    with pytest.raises(ValidationError):
        parts.confirm_reading(disclosure=item, by=teacher)


def test_a_fourth_question_waits_for_an_answer(school, teacher):
    item = make_item(school)
    for number in range(3):
        ask(item, teacher, f"第{number}问")
    with pytest.raises(ValidationError, match="待答复"):
        ask(item, teacher)


@pytest.mark.parametrize("who", ["teacher", "leader", "auditor", "stranger", "district_staff"])
def test_only_those_in_charge_answer(request, school, colleague, who):
    question = ask(make_item(school), colleague)
    with pytest.raises(PermissionDenied):
        parts.answer(question=question, by=request.getfixturevalue(who), text="好。")


@pytest.mark.parametrize("who", ["stranger", "district_staff"])
def test_a_stranger_neither_asks_nor_reads(request, school, who):
    item, seat = make_item(school), request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        ask(item, seat)
    with pytest.raises(PermissionDenied):
        parts.confirm_reading(disclosure=item, by=seat)


def test_ones_own_questions_are_in_ones_own_copy(school, teacher, colleague):
    ask(make_item(school), teacher)
    holding = next(h for h in personal.all_holdings() if h.code == "congress.questions")
    mine = make_member(school, "周敏", seat=teacher)
    other = make_member(school, "吴越", seat=colleague)
    assert [len(holding.rows(member)) for member in (mine, other)] == [1, 0]


# --- readers ------------------------------------------------------------------------------


def test_each_reader_counts_once_and_none_is_named(school, teacher, colleague):
    item = make_item(school)
    for seat in (teacher, teacher, colleague):
        parts.confirm_reading(disclosure=item, by=seat)
    marks = set(DisclosureReading.objects.values_list("mark", flat=True))
    assert len(marks) == 2
    assert {len(mark) for mark in marks} == {64}
    assert AuditEntry.objects.count() == 0
    columns = {field.name for field in DisclosureReading._meta.concrete_fields}
    assert columns == {"id", "union", "disclosure", "mark"}


def test_the_mark_of_a_reader_differs_from_item_to_item(school, teacher):
    marks = {parts.reading_mark(make_item(school), teacher) for _ in range(2)}
    assert len(marks) == 2


# --- files --------------------------------------------------------------------------------


def add(item, seat, purpose="evidence", content=PNG):
    return parts.add_file(
        disclosure=item, content=content, name="公开栏.png", purpose=purpose, by=seat
    )


@pytest.mark.parametrize(
    ("who", "evidence", "reading"),
    [
        ("officer", 200, 200),
        ("leader", 200, 200),
        ("teacher", 404, 200),
        ("stranger", 404, 404),
        ("district_staff", 403, 403),
    ],
)
def test_evidence_is_for_those_in_charge_attachments_for_readers(
    request, school, chair, log_in, who, evidence, reading
):
    item = make_item(school, "draft")
    files = [add(item, chair, purpose) for purpose in ("evidence", "reading")]
    Disclosure.objects.filter(pk=item.pk).update(
        state="published", published_on=TODAY, published_until=TODAY
    )
    client = log_in(request.getfixturevalue(who))
    answers = [client.get(address("disclosure_file", f.pk)).status_code for f in files]
    assert answers == [evidence, reading]


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<svg></svg>", b"PK\x03\x04", b"\x00" * 99])
def test_only_pictures_and_pdf_are_kept(school, chair, content):
    with pytest.raises(ValidationError, match="PDF、JPG 和 PNG"):
        add(make_item(school, "draft"), chair, content=content)
    assert Attachment.objects.count() == 0


def test_what_is_read_stands_still_once_it_is_public_and_proof_may_follow(school, chair):
    item = make_item(school)
    with pytest.raises(ValidationError, match="收回修改"):
        add(item, chair, "reading")
    kept = add(item, chair, "evidence")
    parts.remove_file(file=kept, by=chair)
    assert (DisclosureFile.objects.count(), Attachment.objects.count()) == (0, 0)


def test_an_upload_page_refuses_in_words(school, chair, log_in):
    item = make_item(school, "draft")
    file = SimpleUploadedFile("x.exe", b"MZ\x90")
    given = {"purpose": "reading", "file": file}
    answer = log_in(chair).post(address("disclosure_file_add", item.pk), given, follow=True)
    assert answer.status_code == 200
    assert "只收 PDF、JPG 和 PNG 文件" in answer.content.decode()


# --- papers -------------------------------------------------------------------------------


def test_a_notice_prints_its_table_with_the_figures_of_the_page(school, teacher, log_in):
    item = make_item(school)
    make_table(item)
    client = log_in(teacher)
    content = client.get(address("disclosure_pdf", item.pk)).content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    page = client.get(address("disclosure", item.pk)).content.decode()
    for figure in ("1,200.5", "800", "2,000.5"):
        assert (figure in text, figure in page) == (True, True)
    assert client.get(address("disclosure_docx", item.pk)).content[:2] == b"PK"


@pytest.mark.parametrize("name", ["disclosure_list", "disclosure_overview"])
@pytest.mark.parametrize(("kind", "magic"), [("pdf", b"%PDF"), ("docx", b"PK\x03\x04")])
def test_register_and_year_are_papers(school, teacher, log_in, name, kind, magic):
    make_item(school, duty=make_duty(school))
    answer = log_in(teacher).get(address(f"{name}_{kind}") + "?year=2026")
    assert answer.content[:4] == magic


# --- workbench, demonstration data --------------------------------------------------------


def test_the_workbench_says_what_waits_for_whom(school, chair, leader, teacher):
    make_item(school, "submitted", title="待批的")
    make_item(school, "approved", title="待公布的")
    make_item(school, title="期满的", published_until=TODAY - datetime.timedelta(days=1))
    make_duty(school)
    ask(make_item(school, title="在公布的"), teacher)
    found = {
        seat.name: sorted(todo.action for todo in desk.todos(seat, TODAY))
        for seat in (chair, leader, teacher)
    }
    assert found == {
        "陈晓岚": sorted(["批准", "公布", "结束公布", "答复", "查看"]),
        "王立新": ["批准"],
        "周敏": [],
    }


def test_staff_see_what_is_new_and_find_it_again(school, teacher):
    make_item(school, title="食堂收支")
    make_item(school, "draft", title="食堂收支草稿")
    assert [mine.title for mine in desk.mine(teacher, TODAY)] == ["食堂收支"]
    assert [mine.title for mine in desk.search(teacher, "食堂")] == ["食堂收支"]
    assert list(desk.mine(teacher, TODAY + datetime.timedelta(days=30))) == []


@pytest.mark.parametrize("day", ["2026-11-21", "2026-01-05", "2028-02-29"])
def test_demonstration_data_are_valid_and_never_ahead_of_their_day(
    district, school, other_school, chair, stranger, day
):
    school.staff_count, other_school.staff_count = 66, 22
    today = datetime.date.fromisoformat(day)
    seats = {(school.pk, "chair"): chair, (other_school.pk, "chair"): stranger}
    stage = Stage(district, [school, other_school], today, seats)
    for _ in range(2):
        demo.disclosure.load(stage)
    rows = list(Disclosure.objects.all())
    for row in rows:
        row.full_clean()
    days = [row.published_on for row in rows if row.published_on]
    assert max(days) < today
    assert len(rows) == len(set(rows)) > 20
    assert {row.state for row in rows} == ALL - {"approved"}
    assert DisclosureQuestion.objects.count() == 2
