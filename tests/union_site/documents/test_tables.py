"""Widths of columns."""

import pytest

from union_site.documents.tables import fitted


def test_widths_follow_the_shares():
    assert fitted([1, 2, 1], [10, 10, 10], 400) == [100, 200, 100]


def test_a_column_gets_at_least_what_its_words_need():
    assert fitted([1, 1, 2], [150, 10, 10], 400) == pytest.approx([150, 250 / 3, 500 / 3])


def test_a_column_that_gives_way_is_not_pressed_below_its_own_need():
    widths = fitted([1, 1, 1], [200, 95, 10], 400)
    assert widths == pytest.approx([200, 100, 100])
    assert fitted([1, 1, 8], [200, 95, 10], 400) == pytest.approx([200, 95, 105])


def test_needs_beyond_the_page_shrink_alike():
    assert fitted([1, 1], [600, 200], 400) == [300, 100]
