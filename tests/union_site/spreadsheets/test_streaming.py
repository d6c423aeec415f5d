"""Workbooks sent while they are written: right, harmless, marked, and never held as a whole."""

from __future__ import annotations

import datetime
import io
import itertools
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from union_site.spreadsheets import Sheet, stream_xlsx

MARK = "含完整个人信息 A&B 工会"


def written(**changes):
    given = {"title": "会员名册", "headings": ["姓名", "号码"], "rows": [["陈㛃", "330106"]]}
    return b"".join(stream_xlsx(Sheet(**(given | changes))))


def opened(**changes):
    return load_workbook(io.BytesIO(written(**changes))).active


def test_other_programs_read_every_kind_of_cell():
    day = datetime.date(2026, 1, 31)
    row = ["𠮷野 <a>&'\"", "330106198503150024", day, 7, Decimal("1.50"), True, None, ""]
    sheet = opened(headings=list("ABCDEFGH"), rows=[row])
    name, number, day_read, *rest = (cell.value for cell in sheet[2])
    assert (name, number, day_read.date()) == ("𠮷野 <a>&'\"", "330106198503150024", day)
    assert rest == [7, 1.5, True, None, None]
    content = io.BytesIO(written(headings=list("ABCDEFGH"), rows=[row]))
    again = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert again[1][:3] == ["𠮷野 <a>&'\"", "330106198503150024", day]


def test_numbers_of_documents_are_texts_and_days_are_days():
    sheet = opened(rows=[["330106", datetime.date(2026, 1, 31)]])
    assert [cell.number_format for cell in sheet[2]] == ["@", "yyyy/mm/dd"]


@pytest.mark.parametrize("text", ["=1+1", "+86", "@x", "\t=1", "-2+3", "%x"])
def test_no_text_is_read_as_a_formula(text):
    cell = opened(rows=[[text]])["A2"]
    assert cell.data_type != "f"
    assert cell.value.startswith("'") or text == "+86"


def test_characters_that_no_sheet_may_hold_are_left_out():
    assert opened(rows=[["a\x00b\x0bc"]])["A2"].value == "abc"


def test_lead_heading_rows_and_foot_stand_in_this_order():
    sheet = opened(lead=[["附件四"], ["标题"]], foot="填表说明")
    assert [row[0] for row in sheet.values] == ["附件四", "标题", "姓名", "陈㛃", "填表说明"]
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"


def test_the_mark_is_printed_on_every_page_and_stands_red_in_its_row():
    sheet = opened(lead=[[MARK]], mark=MARK)
    # An ampersand begins an instruction there, and is written twice.
    assert sheet.oddHeader.left.text == sheet.oddFooter.left.text == MARK.replace("&", "&&")
    assert sheet["A1"].font.color.rgb == "FFA61B29"
    assert sheet["A2"].font.color is None
    assert opened().oddHeader.left.text is None


@pytest.mark.parametrize("length", [50, 199, 200, 201, 500])
def test_a_long_mark_is_cut_to_what_the_format_allows(length):
    text = opened(mark="&" * length).oddFooter.left.text
    assert len(text) <= 255
    # Never half an ampersand: the next sign would become an instruction.
    assert text.rstrip("…").count("&") % 2 == 0


@pytest.mark.parametrize(
    ("title", "name"), [("会员/信息", "会员 信息"), ("x" * 40, "x" * 31), ("[]", "Sheet1")]
)
def test_a_sheet_has_a_name_that_programs_accept(title, name):
    assert opened(title=title).title == name


def test_rows_are_asked_for_while_it_is_sent():
    """Before the last row exists the first bytes have left: nothing holds the whole file."""
    asked = itertools.count()

    def rows():
        for number in range(20_000):
            next(asked)
            yield [f"第{number * 7919 % 10_007}人", f"{number * 104_729:018d}"]

    pieces = stream_xlsx(Sheet(title="x", headings=["a", "b"], rows=rows()))
    largest, first_at = 0, None
    for piece in pieces:
        if first_at is None and len(piece) > 5_000:
            first_at = asked.__reduce__()[1][0]
        largest = max(largest, len(piece))
    assert first_at is not None
    assert first_at < 10_000
    assert largest < 200_000


def test_an_empty_sheet_is_a_sheet():
    assert list(opened(rows=[]).values) == [("姓名", "号码")]
