"""Numbers in running text and in tables."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import numbers
from reports.models import FigureSnapshot


def snapshot(value: str, unit: str = "件", qualifier: str = "exact", code="a") -> FigureSnapshot:
    return FigureSnapshot(code=code, unit=unit, value=Decimal(value), qualifier=qualifier)


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "said", "tabled"),
    [
        ("24.00", "件", "exact", "24件", "24"),
        ("12237", "人", "exact", "12237人", "12,237"),
        ("1000", "人", "over", "超过1000人", "超过1,000"),
        ("60", "人次", "nearly", "近60人次", "近60"),
        ("5", "册", "about", "约5册", "约5"),
        ("95.80", "%", "exact", "95.8%", "95.8"),
        ("18600.00", "元", "exact", "18600元", "18,600.00"),
        ("18600.50", "元", "exact", "18600.50元", "18,600.50"),
    ],
)
def test_a_figure_is_said_in_a_sentence_and_shown_in_a_table(value, unit, qualifier, said, tabled):
    one = snapshot(value, unit, qualifier)
    assert (numbers.said(one), numbers.tabled(one)) == (said, tabled)


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("收到24件", "24", True),
        ("收到 24 件", "24", True),
        ("收到124件", "24", False),
        ("收到240件", "24", False),
        ("收到2.24件", "24", False),
        ("解决率24.5%", "24", False),
        ("共24。", "24", True),
        ("支出18,600元", "18600", True),
        ("支出18，600元", "18600", True),
        ("第1,24条", "24", True),
        ("", "24", False),
    ],
)
def test_a_text_says_a_number_only_if_it_stands_alone(text, number, expected):
    assert numbers.says(text, number) == expected


@given(st.integers(0, 10**9), st.sampled_from(["件", "人次", "元"]))
def test_what_a_draft_says_is_found_again_in_the_text(value, unit):
    one = snapshot(str(value), unit)
    quoted = numbers.quoted_now(f"全年{numbers.said(one)}。", [one], {})
    assert quoted == {"a": str(value)}


@given(st.decimals("0.01", "999999", places=2))
def test_cents_are_found_again_too(value):
    one = snapshot(str(value), "元")
    assert numbers.quoted_now(numbers.said(one), [one], {}) == {"a": numbers.plain(value, "元")}


def test_an_old_number_is_kept_in_mind_until_it_leaves_the_text():
    now = snapshot("26")
    assert numbers.quoted_now("有效24件。", [now], {"a": "24"}) == {"a": "24"}
    assert numbers.quoted_now("有效26件。", [now], {"a": "24"}) == {"a": "26"}
    assert numbers.quoted_now("有效若干件。", [now], {"a": "24"}) == {}
