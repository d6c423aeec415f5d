"""What the columns of a file are: guessed, said otherwise, remembered, never lost in silence."""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import load_workbook

from members import actions, tasks
from members.models import HeadingMemory, Member, RosterImport
from members.resources import LAYOUT, headings
from members.resources.columns import COLUMNS
from tests.members import rosters
from tests.union_site.spreadsheets import files
from union_site import jobs
from union_site.models import AuditEntry
from union_site.spreadsheets import read_table

pytestmark = pytest.mark.django_db
State = RosterImport.State
NUMBER = rosters.id_number(datetime.date(1985, 3, 15), 2)

# A file whose headings nobody ever saw: its name and number columns are not recognised.
STRANGE = ("教职工编码", "称呼", "证件", "联络手机", "学历", "鞋码")
SAID = {"称呼": "name", "证件": "id_number", "教职工编码": "staff_no", "联络手机": "mobile"}


def strange(count=3, headings=STRANGE):
    rows = [list(headings)]
    for number in range(1, count + 1):
        someone = rosters.person(number)
        cells = [f"T{number:03d}", someone["姓名"], someone["证件号码"], someone["移动电话"]]
        rows.append([*cells, "本科学历", "38"][: len(headings)])
    return files.xlsx(rows)


@pytest.fixture
def say(chair, today):
    def say(brought, chosen, by=chair):
        return actions.map_columns(brought=brought, chosen=chosen, by=by, today=today)

    return say


def confirm(brought, by, today):
    return actions.apply_roster(brought=brought, seen=brought.fingerprint, by=by, today=today)


# --- what is found -------------------------------------------------------------------------


def test_a_file_without_a_column_it_needs_waits_for_somebody_to_point_it_out(receive):
    brought = receive(strange())
    assert (brought.state, brought.row_count) == (State.MAPPING, 3)
    assert brought.shown["missing"] == ["姓名", "证件号码"]
    assert Member.objects.count() == 0


def test_every_column_is_shown_with_three_examples_and_nothing_personal_in_full(receive):
    brought = receive(strange(5))
    found = {column["heading"]: column for column in brought.shown["columns"]}
    assert tuple(found) == STRANGE
    assert [found[heading]["key"] for heading in STRANGE] == ["", "", "", "", "education", ""]
    assert found["称呼"]["examples"] == [rosters.person(n)["姓名"] for n in (1, 2, 3)]
    number = rosters.person(1)["证件号码"]
    assert found["证件"]["examples"][0] == f"{number[:4]}**********{number[-4:]}"
    assert not re.search(r"\d{9}", json.dumps(brought.shown, ensure_ascii=False))


@pytest.mark.parametrize(
    ("key", "cell", "example"),
    [
        ("手机号", "13812345678", "138****5678"),
        ("身份证号", "330106198503150024", "3301**********0024"),
        ("银行卡号", "6222021001012345678", "***************5678"),
        ("家庭住址", "滨海区港湾路 18 号 3 幢", "滨海区港湾路…"),
        ("备用卡", "6222021001012345678", "6222***********5678"),
        ("出生日期", "1985.3.7", "1985.3.7"),
    ],
)
def test_an_example_is_covered_as_its_field_wants_it(key, cell, example):
    content = files.xlsx([["姓名", "证件号码", key], ["周敏", "330106198503150024", cell]])
    if key == "身份证号":
        content = files.xlsx([["姓名", key], ["周敏", cell]])
    found = headings.found_in(read_table(content, LAYOUT))
    assert found[-1].examples == (example,)


def test_of_two_columns_with_one_heading_the_second_says_which_one_counts():
    content = files.xlsx([["姓名", "证件号码", "姓 名"], ["周敏", "1", "别人"]])
    found = headings.found_in(read_table(content, LAYOUT))
    assert [(c.letter, c.key, c.repeats) for c in found] == [
        ("A", "name", ""),
        ("B", "id_number", ""),
        ("C", "", "A"),
    ]


def test_columns_that_are_not_imported_are_named_every_one(receive, log_in, chair):
    content = files.xlsx(
        [
            ["姓名", "证件号码", "鞋码", "血型", ""],
            ["周敏", NUMBER, "38", "A", "x"],
        ]
    )
    brought = receive(content)
    page = log_in(chair).get(f"/members/import/{brought.pk}/").content.decode()
    assert "没有导入的列：鞋码、血型。" in page
    assert "E 列没有列名，已略过" in page


def test_no_known_column_of_an_hr_export_is_lost(receive):
    brought = receive(rosters.hr_export())
    assert [c["heading"] for c in brought.shown["columns"] if not c["key"]] == []
    assert len(brought.shown["columns"]) == 15


@pytest.mark.parametrize("make", [rosters.official_form, rosters.hr_export, rosters.gbk_csv])
def test_an_import_keeps_what_every_heading_was_taken_for(make, receive):
    brought = RosterImport.objects.get(pk=receive(make()).pk)
    columns = brought.shown["columns"]
    assert brought.mapping == {column["heading"]: column["key"] for column in columns}


# --- what is said --------------------------------------------------------------------------


def test_what_is_said_of_the_columns_is_checked_and_written(receive, say, chair, today):
    brought = say(receive(strange()), SAID)
    assert (brought.state, brought.created_count) == (State.PREVIEWED, 3)
    confirm(brought, chair, today)
    member = Member.objects.get(name=rosters.person(2)["姓名"])
    assert (member.staff_no, member.mobile, member.education) == (
        "T002",
        rosters.person(2)["移动电话"],
        "20",
    )


def test_what_was_said_is_remembered_for_the_next_file(receive, say, school):
    say(receive(strange()), SAID)
    assert dict(HeadingMemory.objects.of_union(school).values_list("heading", "key")) == SAID
    again = receive(strange(5))
    assert (again.state, again.created_count) == (State.PREVIEWED, 5)


def test_what_one_union_said_is_not_known_to_another(receive, say, stranger):
    say(receive(strange()), SAID)
    assert receive(strange(), by=stranger).state == State.MAPPING


def test_a_column_that_is_not_to_be_imported_is_remembered_as_well(receive, say):
    content = rosters.hr_export(rosters.people(2))
    say(receive(content), {"职称": ""})
    again = receive(content)
    assert again.mapping["职称"] == ""
    assert HeadingMemory.objects.get().key == ""


def test_saying_what_a_heading_usually_means_forgets_what_was_said(receive, say):
    content = rosters.hr_export(rosters.people(2))
    brought = say(receive(content), {"职称": ""})
    say(brought, {"职称": "title"})
    assert HeadingMemory.objects.count() == 0


def test_what_was_said_goes_before_what_a_name_usually_means(receive, say, chair, today):
    content = files.xlsx(
        [
            ["姓名", "证件号码", "手机", "微信绑定手机"],
            [
                "周敏",
                NUMBER,
                "13800000001",
                "13800000002",
            ],
        ]
    )
    say(receive(content), {"手机": "", "微信绑定手机": "mobile"})
    HeadingMemory.objects.filter(heading="手机").delete()
    brought = receive(content)
    assert (brought.mapping["手机"], brought.mapping["微信绑定手机"]) == ("", "mobile")
    confirm(brought, chair, today)
    assert Member.objects.get().mobile == "13800000002"


def test_the_import_reads_by_its_own_mapping_whatever_is_remembered_meanwhile(
    receive, say, chair, today
):
    first = say(receive(strange()), SAID)
    say(receive(strange()), {"联络手机": ""})
    confirm(first, chair, today)
    assert Member.objects.exclude(mobile="").count() == 3


def test_another_mapping_is_another_fingerprint(receive, say):
    brought = receive(rosters.hr_export(rosters.people(2)))
    before = brought.fingerprint
    assert say(brought, {"备注": ""}).fingerprint == before
    # The column is empty of differences, and yet what was seen was something else.
    content = files.xlsx(
        [
            ["姓名", "证件号码", "学科"],
            ["周敏", NUMBER, ""],
        ]
    )
    plain = receive(content)
    before = plain.fingerprint
    assert say(plain, {"学科": ""}).fingerprint != before


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"称呼": "name"}, "请指明哪一列是“证件号码”，没有这一列就不能核对。"),
        (SAID | {"鞋码": "mobile"}, "“联络手机”和“鞋码”都对应到了“移动电话”"),
        (SAID | {"鞋码": "no_such_field"}, "“鞋码”对应的项目不存在，请重新选择。"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(chosen, sentence, receive, say):
    brought = receive(strange())
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        say(brought, chosen)
    assert RosterImport.objects.get().state == State.MAPPING
    assert HeadingMemory.objects.count() == 0


def test_saying_what_columns_are_leaves_a_line_in_the_trail(receive, say):
    say(receive(strange()), SAID)
    entry = AuditEntry.objects.get(verb="members.import.map")
    assert entry.note == "教职工编码→工号；称呼→姓名；证件→证件号码；联络手机→移动电话"


@pytest.mark.parametrize("role", ["officer", "auditor", "teacher", "stranger", "district_staff"])
def test_only_the_chair_says_what_a_column_is(role, request, receive, say):
    brought = receive(strange())
    with pytest.raises(PermissionDenied):
        say(brought, SAID, by=request.getfixturevalue(role))


def test_a_written_import_is_not_read_otherwise(receive, say, chair, today):
    brought = confirm(receive(rosters.hr_export(rosters.people(2))), chair, today)
    with pytest.raises(ValidationError):
        say(brought, {"职称": ""})


def test_a_large_file_is_checked_by_a_job_once_its_columns_are_known(receive, say, settings, chair):
    settings.ROSTER_ROWS_AT_ONCE = 2
    assert tasks.check_roster
    brought = say(receive(strange()), SAID)
    assert brought.state == State.CHECKING
    jobs.run(brought.job.pk)
    brought = RosterImport.objects.get(pk=brought.pk)
    assert (brought.state, brought.created_count) == (State.PREVIEWED, 3)


def test_columns_are_not_said_anew_while_a_job_is_at_work(receive, say, settings, chair, today):
    brought = receive(rosters.hr_export(rosters.people(4)))
    settings.ROSTER_ROWS_AT_ONCE = 2
    actions.confirm_roster(brought=brought, seen=brought.fingerprint, by=chair, today=today)
    with pytest.raises(ValidationError, match="后台正在处理"):
        say(RosterImport.objects.get(), {"职称": ""})


def test_the_command_reads_by_what_is_remembered(receive, say, school, tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(strange())

    def report():
        out = io.StringIO()
        with contextlib.suppress(SystemExit):
            call_command("import_roster", str(path), "--union", school.code, "--json", stdout=out)
        return json.loads(out.getvalue())

    assert report()["findings"][0]["code"] in ("missing_columns", "no_heading")
    say(receive(strange()), SAID)
    assert report()["created"] == 3


def test_a_file_that_names_no_column_at_all_is_refused(receive):
    with pytest.raises(ValidationError, match="没有找到表头"):
        receive(files.xlsx([["菜单"], ["周一", "米饭"], ["周二", "面条"]]))


# --- pages ---------------------------------------------------------------------------------


def upload(client, content):
    return client.post("/members/import/", {"file": SimpleUploadedFile("名册.xlsx", content)}).url


def test_the_page_asks_takes_the_answer_and_says_it_the_next_time(log_in, chair):
    client = log_in(chair)
    run = upload(client, strange())
    page = client.get(run).content.decode()
    assert "没有认出这些必需的列：“姓名”“证件号码”" in page
    refused = client.post(f"{run}columns/", {"column_1": "name"}).content.decode()
    assert "请指明哪一列是“证件号码”" in refused
    answer = {"column_0": "staff_no", "column_1": "name", "column_2": "id_number"}
    answer |= {"column_3": "mobile", "column_4": "education", "column_5": ""}
    assert client.post(f"{run}columns/", answer).url == run
    assert "核对通过" in client.get(run).content.decode()
    again = upload(client, strange())
    page = client.get(f"{again}?pile=columns").content.decode()
    assert page.count("按上次的对应") == 4
    assert page.count("按列名识别") == 1
    assert page.count("没有识别") == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [("chair", 302), ("officer", 403), ("auditor", 403), ("teacher", 403), ("stranger", 404)],
)
def test_who_may_say_what_columns_are(role, status, request, log_in, receive):
    brought = receive(strange())
    client = log_in(request.getfixturevalue(role))
    answer = {"column_1": "name", "column_2": "id_number"}
    assert client.post(f"/members/import/{brought.pk}/columns/", answer).status_code == status


def test_a_file_that_waits_for_its_columns_waits_on_the_workbench(log_in, chair, receive):
    receive(strange())
    assert "有必需的列没有认出来" in log_in(chair).get("/").content.decode()


@pytest.mark.parametrize("pile", ["problems", "updated", "created", "unchanged", "columns", "x"])
def test_every_pile_can_be_opened(pile, log_in, chair, school, receive, today):
    confirm(receive(rosters.official_form(rosters.people(3))), chair, today)
    persons = rosters.people(5)
    persons[0]["籍贯"] = "天津"
    persons[3]["移动电话"] = persons[4]["移动电话"]
    brought = receive(rosters.official_form(persons))
    page = log_in(chair).get(f"/members/import/{brought.pk}/?pile={pile}").content.decode()
    shown = {
        "problems": "与第 8 行的移动电话相同",
        "updated": "天津",
        "created": persons[4]["姓名"],
        "unchanged": persons[1]["姓名"],
        "columns": "按列名识别",
        "x": "与第 8 行的移动电话相同",
    }
    assert shown[pile] in page
    assert ("天津" in page) == (pile == "updated" or pile == "columns")


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_of_an_import_takes_as_many_queries_for_five_rows_as_for_one(
    count, log_in, chair, receive, django_assert_num_queries
):
    brought = receive(rosters.official_form(rosters.people(count)))
    client = log_in(chair)
    client.get(f"/members/import/{brought.pk}/")
    with django_assert_num_queries(QUERIES):
        client.get(f"/members/import/{brought.pk}/?pile=columns")


QUERIES = 7


def test_every_column_can_be_chosen_on_the_page(log_in, chair, receive):
    brought = receive(strange())
    page = log_in(chair).get(f"/members/import/{brought.pk}/").content.decode()
    for column in COLUMNS:
        assert f'<option value="{column.key}">{column.label}</option>' in page


# --- the workbook of what is wrong ---------------------------------------------------------


def test_the_corrected_workbook_of_errors_is_imported(log_in, chair):
    client = log_in(chair)
    run = upload(client, rosters.form_with_errors())
    book = load_workbook(io.BytesIO(client.get(f"{run}errors/").content))
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    right = {someone["序号"]: someone for someone in rosters.people()}
    right["16"]["证件号码"] = rosters.id_number(datetime.date(1988, 8, 8), 16)
    for row in sheet.iter_rows(min_row=2):
        if row[0].value:
            someone = right[row[columns["序号"] - 1].value]
            for heading in ("姓名", "性别", "出生日期", "民族", "证件号码"):
                row[columns[heading] - 1].value = someone[heading]
            if someone["序号"] == "16":
                row[columns["性别"] - 1].value = row[columns["出生日期"] - 1].value = ""
    file = io.BytesIO()
    book.save(file)
    brought = RosterImport.objects.get(pk=int(upload(client, file.getvalue()).split("/")[-2]))
    assert (brought.blocking_count, brought.created_count) == (0, 48)
    assert "哪里需要改正" not in brought.mapping
    assert brought.shown["unknown"] == []
