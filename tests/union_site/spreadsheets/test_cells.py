"""One cell: text, date, column letter."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_site.findings import Level
from union_site.spreadsheets import as_date, as_text, column_letter
from union_site.spreadsheets.findings import cell_finding

DAY = datetime.date(1990, 1, 31)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  叶\u3000雨思 ", "叶 雨思"),
        ("ＡＢＣ１２３（）", "ABC123()"),
        ("a\u200bb\ufeff", "ab"),
        ("一\n二", "一 二"),
        (1.0, "1"),
        (1.5, "1.5"),
        (15101064292.0, "15101064292"),
        (3.301061991021e17, "3.301061991021e+17"),
        (True, "是"),
        (None, ""),
        (DAY, "1990-01-31"),
        ("'=1+1", "=1+1"),
        ("'abc", "'abc"),
        ("\ufa0e", "\ufa0e"),  # a character of names that a wider normalisation would replace
    ],
)
def test_the_text_of_a_cell(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize(
    "value",
    [
        *(
            "1990/01/31",
            "1990-1-31",
            "1990.1.31",
            "1990年1月31日",
            "19900131",
            "1990/01/31 00:00:00",
        ),
        *(
            "１９９０／０１／３１",
            " 1990 - 01 - 31 ",
            32904,
            32904.0,
            "32904",
            19900131,
            19900131.0,
            DAY,
        ),
        datetime.datetime(1990, 1, 31, 8, 30),  # noqa: DTZ001 - sheets know no time zone
    ],
)
def test_a_date_however_written(value):
    assert as_date(value) == DAY


@pytest.mark.parametrize(
    "value",
    [
        "1900/13/40",
        "1990/02/30",
        "31/01/1990",
        "1990",
        "1990/01",
        "不详",
        "",
        None,
        3.5e30,
        float("nan"),
        True,
        12,
        1985,
        1985.1,
        2024.0,
        "99999",
    ],
)
def test_what_is_no_date(value):
    assert as_date(value) is None


@pytest.mark.parametrize("value", ["2019.09", "2019年9月", "2019-9", "201909", 201909, 2019.09])
def test_a_month_counts_only_where_it_is_accepted(value):
    assert as_date(value, accept_month=True) == datetime.date(2019, 9, 1)
    assert as_date(value) is None


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans(), st.datetimes()))
def test_nothing_in_a_cell_breaks_its_reading(value):
    assert isinstance(as_text(value), str)
    assert as_date(value) is None or isinstance(as_date(value), datetime.date)


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (3, "D"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_letters(index, letter):
    assert column_letter(index) == letter


def test_a_finding_says_where_it_stands():
    finding = cell_finding(16, "D", "出生日期", "date", Level.BLOCK, "“1900/13/40”不是日期。")
    assert finding.message == "第 16 行 D 列（出生日期）：“1900/13/40”不是日期。"
    assert finding.as_dict() == {
        "row": 16,
        "column": "D（出生日期）",
        "code": "date",
        "level": "block",
        "message": finding.message,
    }
