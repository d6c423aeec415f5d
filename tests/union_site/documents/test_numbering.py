"""Numbers of headings and papers."""

import pytest

from union_site.documents.numbering import (
    Depth,
    Outline,
    document_number,
    label,
    strip_number,
    typed_level,
    typed_number,
)


@pytest.mark.parametrize(
    ("level", "number", "printed"),
    [
        (1, 1, "一、"),
        (1, 12, "十二、"),
        (2, 3, "（三）"),
        (3, 1, "1."),
        (3, 10, "10."),
        (4, 2, "（2）"),
    ],
)
def test_each_level_has_its_own_mark(level, number, printed):
    assert label(level, number) == printed


@pytest.mark.parametrize("level", [0, 5])
def test_there_are_four_levels(level):
    with pytest.raises(ValueError, match="levels 1 to 4"):
        label(level, 1)
    with pytest.raises(ValueError, match="levels 1 to 4"):
        Outline().next(level)


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("一、指导思想", 1),
        ("一. 指导思想", 1),
        ("二.主要工作", 1),
        ("十二、附则", 1),
        ("一,指导思想", 1),
        ("第一部分 总结", 1),
        ("（一）加强学习", 2),
        ("(一) 加强学习", 2),
        ("（一)、加强学习", 2),
        ("1.师德建设", 3),
        ("1. 师德建设", 3),
        ("1、师德建设", 3),
        ("1．师德建设", 3),
        ("12.2025年工作", 3),
        ("(1)组织学习", 4),
        ("（1）组织学习", 4),
        ("1）组织学习", 4),
    ],
)
def test_a_typed_number_is_known_in_every_form_and_dropped(typed, level):
    assert typed_level(typed) == level
    rest = strip_number(typed)
    assert typed.endswith(rest)
    assert typed_level(rest) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("十二、附则", (1, 12)),
        ("(二)学习", (2, 2)),
        ("3、师德", (3, 3)),
        ("（4）培训", (4, 4)),
        ("一是", None),
    ],
)
def test_a_typed_number_has_a_level_and_a_value(typed, found):
    assert typed_number(typed) == found


@pytest.mark.parametrize(
    "text",
    [
        *("2025年工作", "3.5万元经费", "3.8妇女节活动", "100字提案箱"),
        *("一是加强学习", "一年来", "十余场培训", "五必访"),
    ],
)
def test_figures_and_words_that_look_like_numbers_stay(text):
    assert typed_level(text) is None
    assert strip_number(text) == text


def test_a_heading_of_nothing_but_a_number_keeps_it():
    assert strip_number(" 一、 ") == "一、"


def test_a_heading_starts_the_levels_below_it_anew():
    outline = Outline()
    levels = [1, 2, 3, 4, 4, 3, 2, 3, 1, 2]
    assert [outline.next(level) for level in levels] == [
        "一、", "（一）", "1.", "（1）", "（2）", "2.", "（二）", "1.", "二、", "（一）",
    ]  # fmt: skip


def test_with_two_levels_the_second_may_be_arabic():
    outline = Outline({1, 2}, Depth.ARABIC)
    assert [outline.next(level) for level in (1, 2, 2, 1, 2)] == ["一、", "1.", "2.", "二、", "1."]


def test_with_more_than_two_levels_the_second_is_bracketed_whatever_was_asked():
    outline = Outline({1, 2, 3}, Depth.ARABIC)
    assert [outline.next(level) for level in (1, 2, 3)] == ["一、", "（一）", "1."]


@pytest.mark.parametrize(
    "typed",
    [
        *("滨教工[2025]01号", "滨教工(2025)1号", "滨教工〔2025〕第1号"),
        *("滨教工【2025】001号", "滨教工（2025）1号"),
    ],
)
def test_the_number_of_a_paper_has_six_cornered_brackets_and_no_zeros(typed):
    """GB/T 9704-2012, 7.2.5."""
    assert document_number(typed) == "滨教工〔2025〕1号"


def test_a_paper_number_without_a_year_stays():
    assert document_number(" 第3号 ") == "第3号"
