"""Titles broken by their sense."""

import pytest

from union_site.documents.titles import break_title, title_width

ROOM = 20.1


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("2025年度工作总结", ["2025年度工作总结"]),
        ("", [""]),
        (
            "关于召开滨海区实验小学第五届教职工代表大会第七次会议的通知",
            ["关于召开滨海区实验小学", "第五届教职工代表大会第七次会议的通知"],
        ),
        ("政治引领风帆劲\n工会建设启新程", ["政治引领风帆劲", "工会建设启新程"]),
    ],
)
def test_a_title_is_broken_where_its_words_end(title, lines):
    assert break_title(title, ROOM) == lines


@pytest.mark.parametrize(
    "title",
    [
        "滨海区教育工会关于表彰2025年度先进基层工会、优秀工会工作者和优秀工会积极分子的决定",
        "关于转发《滨海区总工会关于进一步加强基层工会经费收支管理工作的实施办法（试行）》的通知",
        "工" * 70,
        "x" * 200,
    ],
)
def test_no_line_is_longer_than_the_page_and_nothing_is_lost(title):
    lines = break_title(title, ROOM)
    assert "".join(lines) == title
    assert max(title_width(line) for line in lines) <= ROOM


def test_a_number_is_not_torn():
    lines = break_title("工" * 11 + "2025" + "会" * 11, ROOM)
    assert lines == ["工" * 11, "2025" + "会" * 11]


@pytest.mark.parametrize("place", range(8, 18))
def test_no_line_begins_or_ends_with_a_mark_that_must_not(place):
    lines = break_title("工" * place + "、（关于）" + "会" * 9, ROOM)
    assert [line for line in lines if line[0] in "、）" or line[-1] == "（"] == []
