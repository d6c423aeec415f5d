"""Widths of columns."""

from decimal import Decimal

import pytest

from union_site.documents import Column, Table
from union_site.documents.tables import fitted, table_html, table_widths


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


def test_columns_of_figures_are_wide_enough_for_their_total_in_heading_face():
    columns = [Column("科目", 9), Column("金额", 1)]
    plain = table_widths(Table(columns, [["活动", Decimal(5)]]), 442)
    with_total = Table(columns, [["活动", Decimal(5)]], total=["合计", Decimal(1_550_005)])
    assert plain[1] == pytest.approx(44.2)
    assert table_widths(with_total, 442)[1] > 70


def test_type_gets_smaller_where_running_text_would_be_squeezed():
    figures = [Column(f"第{number}季度", 1) for number in range(1, 5)]
    rows = [[*[Decimal(123_456_789)] * 4, "因场地维修等原因部分活动调整到下半年"]]
    squeezed = Table([*figures, Column("说明", 1)], rows)
    assert 'class="song small"' in table_html(squeezed, 442)
    roomy = Table([Column("金额"), Column("说明", 3)], [[Decimal(5), rows[0][-1]]])
    assert 'class="song"' in table_html(roomy, 442)
