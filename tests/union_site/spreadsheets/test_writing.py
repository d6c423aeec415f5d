"""Workbooks that people take away."""

import datetime
import io
import tracemalloc
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.union_site.spreadsheets.test_reading import LAYOUT, names
from union_site.spreadsheets import as_text, read_table, safe_cell, write_xlsx


def read_back(file):
    with file:
        return load_workbook(io.BytesIO(file.read()))


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\n=1"]
)
def test_a_text_that_looks_like_a_formula_stays_text(text):
    sheet = read_back(write_xlsx(["列"], [[text]])).active
    cell = sheet["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@pytest.mark.parametrize("text", ["-5", "+8613812345678", "张三", "1990/01/31", "a=b", "-1.5%"])
def test_other_texts_are_left_alone(text):
    assert safe_cell(text) == text


@given(st.text(max_size=50))
def test_no_text_is_ever_written_as_a_formula(text):
    cell = read_back(write_xlsx(["列"], [[text]])).active["A2"]
    assert cell.data_type != "f"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]), max_size=30))
def test_what_is_written_is_read_again(text):
    assert as_text(safe_cell(as_text(text))) == as_text(text)


def test_long_numbers_keep_their_digits_and_stay_text():
    cell = read_back(write_xlsx(["证件号码"], [["330106198503150024"]])).active["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("330106198503150024", "s", "@")


def test_numbers_and_dates_stay_what_they_are():
    row = [3, Decimal("12.50"), datetime.date(2026, 11, 21), None]
    values = [cell.value for cell in read_back(write_xlsx(list("abcd"), [row])).active[2]]
    assert values == [3, 12.5, datetime.datetime(2026, 11, 21), None]  # noqa: DTZ001


def test_a_written_table_can_be_read_again():
    rows = [["张三", "330106198503150024"], ["=李四", "33010619900101123X"]]
    with write_xlsx(
        ["姓名", "证件号码"], rows, title="名册/2026", lead=["导出于 2026年11月21日"]
    ) as file:
        table = read_table(file.read(), LAYOUT)
    assert table.sheet == "名册 2026"
    assert [as_text(name) for name in names(table)] == ["张三", "=李四"]


def test_memory_does_not_grow_with_the_rows():
    def peak(count):
        tracemalloc.start()
        write_xlsx(["姓名", "手机"], ([f"张{n}", f"138{n:08d}"] for n in range(count))).close()
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(10)
    assert peak(6_000) < 1.5 * peak(2_000)


@pytest.mark.parametrize(
    "moment",
    [
        datetime.datetime(2026, 3, 6, 6, 30, tzinfo=datetime.UTC),
        datetime.datetime(2026, 3, 6, 14, 30),  # noqa: DTZ001  (what the sheet itself holds)
    ],
)
def test_a_moment_is_written_as_the_clock_of_the_school_shows_it(moment):
    """A workbook knows no time zones; with one, openpyxl refuses the whole sheet."""
    cell = read_back(write_xlsx(["开始于"], [[moment]])).active["A2"]
    assert cell.value == datetime.datetime(2026, 3, 6, 14, 30)  # noqa: DTZ001
