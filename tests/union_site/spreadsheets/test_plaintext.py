"""Text tables in every encoding they come in."""

import pytest

from tests.union_site.spreadsheets.test_reading import LAYOUT, names, refusal
from union_site.spreadsheets import read_table
from union_site.spreadsheets.safety import Limits

TEXT = "姓名,性别,证件号码\n张三,女,330106198503150024\n陈㛃,女,33010619900101123X\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_usual_encoding_is_read(encoding):
    assert names(read_table(TEXT.encode(encoding), LAYOUT)) == ["张三", "陈㛃"]


def test_gbk_is_read():
    text = TEXT.replace("陈㛃", "陈静")
    assert names(read_table(text.encode("gbk"), LAYOUT)) == ["张三", "陈静"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_every_usual_delimiter_is_guessed(delimiter):
    assert names(read_table(TEXT.replace(",", delimiter).encode(), LAYOUT)) == ["张三", "陈㛃"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(ending):
    assert names(read_table(TEXT.replace("\n", ending).encode(), LAYOUT)) == ["张三", "陈㛃"]


def test_a_quoted_cell_may_hold_delimiters_and_line_breaks():
    text = '姓名,证件号码,"备,\n注"\n"张三",330106198503150024,"一,\n二"\n'
    table = read_table(text.encode(), LAYOUT)
    assert names(table) == ["张三"]
    assert table.rows[0].cells[2] == "一,\n二"


def test_a_line_that_never_ends_is_refused():
    text = "姓名,证件号码\n" + '"' + "x" * 200_000
    assert refusal(text.encode()).code == "damaged"


def test_too_many_lines_are_refused():
    limits = Limits(bytes=10_000_000, rows=10)
    assert refusal(("姓名,证件号码\n" * 12).encode(), limits=limits).code == "too_many_cells"
