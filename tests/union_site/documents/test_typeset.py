"""Lines of the grid of 28 characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_site.documents.fonts import Face
from union_site.documents.geometry import CELL, MEASURE, SIZE
from union_site.documents.typeset import NO_END, NO_START, Grid, Span, set_lines, text_width

GRID = Grid(MEASURE, SIZE, CELL)


def lines_of(text: str, indent: float = 2):
    return set_lines([Span(text, Face.FANG)], GRID, indent=indent)


def test_a_full_line_has_28_characters_and_the_first_is_two_in():
    """GB/T 9704-2012, 5.2.3 and 7.3.3."""
    lines = lines_of("工" * 82)
    assert [len(line.text) for line in lines] == [26, 28, 28]
    assert [line.indent for line in lines] == [2 * CELL, 0, 0]
    assert [line.indent + line.width for line in lines] == pytest.approx([MEASURE] * 3)


@pytest.mark.parametrize("mark", "，。、；：？！）》”")
def test_a_mark_that_would_begin_a_line_is_drawn_onto_the_line_before(mark):
    first, second = lines_of("工" * 28 + mark + "会" * 5, indent=0)
    assert (first.text, second.text) == ("工" * 28 + mark, "会" * 5)
    # Its right half is blank and may stand outside; the ink does not.
    assert first.width - CELL / 2 == pytest.approx(MEASURE, abs=0.01)


def test_two_marks_that_would_begin_a_line_take_a_character_with_them():
    first, second = lines_of("工" * 28 + "。”" + "会" * 5, indent=0)
    assert (first.text, second.text) == ("工" * 27, "工。”会会会会会")
    assert first.width == pytest.approx(MEASURE)


@pytest.mark.parametrize("mark", "（《“")
def test_an_opening_mark_never_ends_a_line(mark):
    first, second = lines_of("工" * 27 + mark + "会" * 5, indent=0)
    assert (first.text, second.text) == ("工" * 27, mark + "会" * 5)


def test_a_dash_and_an_ellipsis_are_not_parted():
    assert [line.text for line in lines_of("工" * 27 + "——会", indent=0)] == ["工" * 27, "——会"]
    assert [line.text for line in lines_of("工" * 27 + "……会", indent=0)] == ["工" * 27, "……会"]


def test_a_figure_is_not_parted():
    first, second = lines_of("工" * 26 + "189,400.00元", indent=0)
    assert (first.text, second.text) == ("工" * 26, "189,400.00元")


def test_a_word_longer_than_a_line_is_broken_and_stays_inside():
    lines = lines_of("x" * 300)
    assert "".join(line.text for line in lines) == "x" * 300
    assert all(line.indent + line.width <= MEASURE + 0.01 for line in lines)


def test_an_address_is_broken_behind_its_slashes():
    first, second = lines_of("见" * 14 + "https://example.cn/" + "summary" * 5, indent=0)
    assert first.text == "见" * 14 + "https://example.cn/"
    assert second.text == "summary" * 5


def test_the_last_line_is_not_stretched():
    assert lines_of("工" * 30, indent=0)[1].width == pytest.approx(2 * CELL)


def test_digits_and_letters_are_not_spread():
    line = lines_of("工" * 20 + "2025年" + "会" * 20, indent=0)[0]
    assert [run.spacing for run in line.runs if run.text == "2025"] == [0]


def test_nothing_gives_no_lines():
    assert lines_of("") == []


def test_a_width_counts_what_the_font_says():
    assert text_width("工会", Face.FANG, 16) == 32
    assert text_width("2025", Face.FANG, 16) == pytest.approx(32, abs=4)


_any_text = st.text(
    alphabet=st.sampled_from("工会教师，。、（）“”《》：；a1bZ9 ./-—…·𠮷㛃"), max_size=120
)


@given(_any_text, st.sampled_from([0, 2]))
def test_no_character_is_lost_and_no_ink_leaves_the_measure(text, indent):
    lines = lines_of(text, indent)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    assert all(line.indent + line.width <= MEASURE + CELL / 2 + 0.02 for line in lines)


@given(st.lists(st.sampled_from(["工", "会", "，", "。", "（", "》", "《", "12"]), max_size=90))
def test_no_line_begins_or_ends_with_a_mark_that_must_not(parts):
    """GB/T 15834-2011, 5.1.10: as long as no run of marks is longer than the line can bear."""
    text = "工".join(parts)
    lines = [line.text for line in lines_of(text)]
    assert [line for line in lines[1:] if line[0] in NO_START] == []
    assert [line for line in lines[:-1] if line[-1] in NO_END] == []
