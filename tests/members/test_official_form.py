"""The official form as an export: its heading, its columns, its codes, and back again."""

from __future__ import annotations

import pytest

from members import actions
from members.models import CodeMap, Disclosure, Member
from members.resources import LAYOUT
from tests.members import rosters
from tests.members.taken import (
    CHOOSE,
    confirmation,
    make_people,
    rows_of,
    secrets_in,
    sheet_of,
)
from union_site.spreadsheets import read_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(school, other_school):
    make_people(school, other_school)


def official(client, **changes):
    data = {"kind": "official", "coding": "", **changes}
    if "full" in data:
        data = confirmation(client, **{"full": [], **data})[1]
    return client.post(CHOOSE, data)


def test_the_form_has_its_heading_in_row_four_and_its_twenty_columns(people, log_in, chair, school):
    sheet = sheet_of(official(log_in(chair)))
    rows = list(sheet.values)
    assert sheet.title == "会员信息"
    assert [rows[0][0], rows[1][0], rows[2][0]] == [
        "附件四",
        "工会会员信息采集表",
        f"填表单位（盖章）：{school.unit_name}",
    ]
    assert list(rows[3]) == rosters.HEADINGS
    assert [row[0] for row in rows[4:6]] == [1, 2]
    assert rows[6][0].startswith("填表说明")
    assert len(rows) == 7


def test_the_form_can_be_read_in_again(people, log_in, chair):
    """What leaves as the official form is the official form to our own import, too."""
    client = log_in(chair)
    answer = official(client, full=["id_number", "mobile"], reason="报送")
    table = read_table(b"".join(answer), LAYOUT)
    assert (table.heading_row, len(table.rows)) == (4, 2)
    result = actions.run(
        table, union=chair.union, today=Member.objects.first().birth_date.replace(year=2026)
    )
    assert (result.blocking, len(result.rows)) == ([], 2)
    assert result.totals["new"] == 0


def test_the_form_masks_numbers_until_they_are_asked_for(people, log_in, chair):
    client = log_in(chair)
    assert secrets_in(official(client)) == set()
    answer = official(client, full=["id_number", "mobile", "bank_card"], reason="报送")
    member, other = Member.objects.on_roll().visible_to(chair).in_order("pinyin")
    assert secrets_in(answer) == {member.id_number, other.id_number, "13812345678"}
    # The form has no column for a bank card: it is neither written nor recorded.
    assert {row.what for row in Disclosure.objects.all()} == {"证件号码、移动电话（导出）"}


def test_the_form_in_full_carries_the_watermark_and_stays_the_form(people, log_in, chair):
    sheet = sheet_of(official(log_in(chair), full=["id_number"], reason="报送"))
    assert sheet["A1"].value == "附件四"
    assert "用途：报送" in sheet["C1"].value
    assert sheet["C1"].value == sheet.oddFooter.left.text
    assert [cell.value for cell in sheet[4]] == rosters.HEADINGS


@pytest.mark.parametrize(
    ("coding", "expected"),
    [
        ("", ("女", "", "在岗", "本科", "入会", "群众")),
        ("gb", ("2", "", "在岗", "20", "入会", "13")),
        ("hainan", ("女", "", "1", "6", "1", "群众")),
        ("own", ("F", "", "在岗", "D", "入会", "群众")),
    ],
)
def test_values_are_written_in_the_codes_of_the_chosen_system(
    coding, expected, people, log_in, chair, school
):
    """Domain §3.5: GB by default, Hainan's integers, the union's own."""
    own = CodeMap.objects.create(
        union=school, name="市平台", codes={"sex": {"female": "F"}, "education": {"20": "D"}}
    )
    key = f"map-{own.pk}" if coding == "own" else coding
    row = rows_of(official(log_in(chair), coding=key), heading_row=4)[0]
    columns = ("性别", "民族", "就业状况", "学历", "会籍变化类型", "政治面貌")
    assert tuple(row[column] or "" for column in columns) == expected


def test_what_the_system_has_no_code_for_stays_in_words(people, log_in, chair):
    rows = rows_of(official(log_in(chair), coding="hainan"), heading_row=4)
    assert [row["就业状况"] for row in rows[:2]] == ["1", "病休"]


@pytest.mark.parametrize("coding", ["map-999999", "nonsense"])
def test_an_unknown_system_is_refused(coding, people, log_in, chair):
    page = official(log_in(chair), coding=coding)
    assert list(page.context["form"].errors) == ["coding"]


def test_another_unions_map_and_one_out_of_use_are_not_offered(
    people, log_in, chair, school, other_school
):
    CodeMap.objects.create(union=other_school, name="外校的")
    CodeMap.objects.create(union=school, name="停用的", is_in_use=False)
    CodeMap.objects.create(union=school, name="在用的")
    page = log_in(chair).get(CHOOSE)
    assert [words for _, words in page.context["form"].fields["coding"].choices] == [
        "文字（采集表原样）",
        "国家标准代码（GB）",
        "海南省总工会会员实名制系统",
        "在用的",
    ]
