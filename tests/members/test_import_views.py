"""Pages of the roster import: upload, preview, result, what is wrong."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from members import actions
from members.models import Member, RosterImport
from tests.members import rosters
from union_site.models import AuditEntry

pytestmark = pytest.mark.django_db


def upload(content, name="名册.xlsx"):
    return {"file": SimpleUploadedFile(name, content)}


def test_a_roster_is_uploaded_previewed_applied_and_undone(log_in, chair):
    client = log_in(chair)
    run = client.post("/members/import/", upload(rosters.official_form())).url
    page = client.get(run).content.decode()
    assert "核对通过" in page
    assert rosters.person(1)["姓名"] in page
    assert Member.objects.count() == 0
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    assert client.post(f"{run}apply/", {"seen": seen}).url == run
    assert Member.objects.active().count() == 48
    assert "名册已导入：新增 48 人，变更 0 人，无变化 0 人。" in client.get(run).content.decode()
    client.post(f"{run}undo/")
    assert Member.objects.count() == 0
    assert "恢复到导入之前" in client.get(run).content.decode()


def test_each_spoiled_row_stands_on_the_page_and_nothing_can_be_confirmed(log_in, chair):
    client = log_in(chair)
    run = client.post("/members/import/", upload(rosters.form_with_errors())).url
    page = client.get(run).content.decode()
    for row, (letter, header, _, words) in rosters.SPOILED.items():
        assert f"第 {row} 行 {letter} 列（{header}）" in page
        assert words in page
    assert "确认导入" not in page.replace("再点“确认导入”", "")
    client.post(f"{run}apply/", {"seen": RosterImport.objects.get().fingerprint})
    assert "还有 6 处须改正" in client.get(run).content.decode()
    assert Member.objects.count() == 0


def test_the_error_workbook_holds_the_rows_and_what_is_wrong_with_them(log_in, chair):
    client = log_in(chair)
    run = client.post("/members/import/", upload(rosters.form_with_errors())).url
    answer = client.get(f"{run}errors/")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0] == ("哪里需要改正", *rosters.HEADINGS)
    assert len(rows) == 49
    wrong = [row for row in rows[1:] if row[0]]
    assert len(wrong) == 6
    assert [row for row in rows[1:7] if row[0]] == wrong
    assert any(
        row[0] == "“火星族”不在民族代码表中，请从列表中选择，如“汉族”“蒙古族”“回族”。"
        for row in wrong
    )
    assert AuditEntry.objects.filter(verb="members.download_errors").count() == 1


def test_the_error_workbook_can_be_corrected_and_uploaded_again(log_in, chair):
    client = log_in(chair)
    run = client.post("/members/import/", upload(rosters.form_with_errors())).url
    again = client.post("/members/import/", upload(client.get(f"{run}errors/").content)).url
    first, second = RosterImport.objects.order_by("pk")
    assert again != run
    assert (second.row_count, second.blocking_count) == (first.row_count, first.blocking_count)


def test_the_empty_form_is_the_official_one_and_is_read_by_the_import(log_in, chair, school):
    answer = log_in(chair).get("/members/import/form/")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[3] == tuple(rosters.HEADINGS)
    assert school.unit_name in rows[2][0]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.xlsx", "文件是空的"),
        (b"%PDF-1.7", "名册.xlsx", "这是PDF 文件"),
        (b"PK\x03\x04 broken", "名册.xlsx", "已损坏"),
        (bytes(range(256)) * 9, "名册.csv", "文字编码"),
        (rosters.official_form([]), "名册.xlsx", "下面没有会员的数据行"),
        (rosters.official_form(merged=["B5:B6"]), "名册.xlsx", "B5:B6 是合并单元格"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(
    content, name, words, log_in, chair
):
    page = log_in(chair).post("/members/import/", upload(content, name))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert RosterImport.objects.count() == 0


def test_a_file_of_50_megabytes_is_refused_before_it_is_read(log_in, chair, monkeypatch):
    def read_nothing(**arguments):
        raise AssertionError("it was read")

    monkeypatch.setattr(actions, "receive_roster", read_nothing)
    page = log_in(chair).post("/members/import/", upload(b"x" * 50_000_000))
    assert "50.0 MB，超过上限 20 MB" in page.content.decode()


def test_an_id_column_that_excel_cut_is_named_row_by_row(log_in, chair):
    persons = rosters.people(2)
    persons[0]["证件号码"] = 3.30106199102100e17
    persons[1]["证件号码"] = "3.30106E+17"
    client = log_in(chair)
    page = client.get(client.post("/members/import/", upload(rosters.official_form(persons))).url)
    assert page.content.decode().count("请将证件号码列设为文本格式") == 2
    # Not even the digits that are left are repeated.
    assert "33010619910210" not in page.content.decode()


def test_no_file_is_asked_for(log_in, chair):
    assert "请先选择文件" in log_in(chair).post("/members/import/").content.decode()


def test_a_discarded_import_forgets_its_file(brought, log_in, chair):
    log_in(chair).post(reverse("members:import_discard", args=[brought.pk]))
    gone = RosterImport.objects.get()
    assert (gone.state, gone.file, gone.preview) == ("discarded", None, None)
