"""The block model: what a paper says, before it is laid out."""

from datetime import date
from decimal import Decimal

import pytest

from union_site.documents import (
    Attachment,
    Chart,
    ChartKind,
    Column,
    Depth,
    Document,
    Heading,
    Items,
    Paragraph,
    Series,
    Table,
    blocks_from_text,
)
from union_site.documents.blocks import cell_text, heading_text, item_texts, numbered


def marks(blocks, depth=Depth.BRACKETED):
    return [mark + heading_text(block) for mark, block in numbered(blocks, depth)]


def test_a_heading_typed_with_its_number_does_not_get_two():
    typed = [Heading(1, "一. 指导思想"), Heading(2, "(一)加强学习"), Heading(1, "三、重点")]
    assert marks(typed) == ["一、指导思想", "（一）加强学习", "二、重点"]


def test_a_heading_on_its_own_line_has_no_closing_mark():
    assert heading_text(Heading(1, "月工作安排:")) == "月工作安排"
    assert heading_text(Heading(2, "加强学习。")) == "加强学习"


def test_a_heading_that_runs_on_closes_with_a_full_stop():
    assert heading_text(Heading(2, "加强学习", run_on="全年……")) == "加强学习。"
    assert heading_text(Heading(3, "师德建设:", run_on="围绕……")) == "师德建设："


@pytest.mark.parametrize("level", [0, 5, -1])
def test_a_heading_has_a_level_of_one_to_four(level):
    with pytest.raises(ValueError, match="levels 1 to 4"):
        Heading(level, "标题")


def test_a_row_has_a_value_for_every_column():
    columns = [Column("姓名"), Column("人数")]
    with pytest.raises(ValueError, match="one value per column"):
        Table(columns, [["张"]])
    with pytest.raises(ValueError, match="one value per column"):
        Table(columns, total=["合计", 1, 2])


def test_a_series_has_a_value_for_every_label():
    with pytest.raises(ValueError, match="one value per label"):
        Chart(ChartKind.BAR, "题", ["1月", "2月"], [Series("", [1])])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (0, "0"),
        (12345, "12345"),
        (Decimal("189400"), "189,400.00"),
        (Decimal("-0.5"), "-0.50"),
        (98.6, "98.6"),
        (date(2025, 1, 5), "2025年1月5日"),
        ("住院,手术", "住院，手术"),
        ("A、B", "A、B"),
    ],
)
def test_a_table_shows_each_kind_of_value_in_its_way(value, shown):
    assert cell_text(value) == shown


def test_items_are_numbered_anew_whatever_was_typed():
    assert item_texts(Items(["一、听取报告", "2. 审议", "选举"])) == [
        "1.听取报告",
        "2.审议",
        "3.选举",
    ]
    assert item_texts(Items(["听取"], numbered=False)) == ["听取"]


def test_attachments_among_the_blocks_come_before_those_given_apart():
    first, second = Attachment("一", []), Attachment("二", [])
    document = Document("题", [first, Paragraph("文")], attachments=[second])
    assert document.all_attachments == [first, second]
    assert document.body == [Paragraph("文")]


def test_typed_text_becomes_headings_and_paragraphs():
    text = """
      一. 指导思想
      深入学习,坚持引领.
      二、主要工作
      (一)加强学习
      1. 师德建设:围绕师德的提升,组织教师学习。全年10次。
      （1）签署承诺书。严禁体罚。
      二月：配合做好开学工作。
    """
    assert blocks_from_text(text) == [
        Heading(1, "指导思想"),
        Paragraph("深入学习,坚持引领."),
        Heading(1, "主要工作"),
        Heading(2, "加强学习"),
        Heading(3, "师德建设：", run_on="围绕师德的提升，组织教师学习。全年10次。"),
        Heading(4, "签署承诺书。", run_on="严禁体罚。"),
        Paragraph("二月：配合做好开学工作。"),
    ]


def test_lines_that_are_numbered_on_their_own_keep_their_numbers():
    text = "三、月工作安排：\n三月：1.制定计划。\n2. 组织活动。\n3、布置工作。\n四月：读书"
    assert blocks_from_text(text) == [
        Heading(1, "月工作安排："),
        Paragraph("三月：1.制定计划。"),
        Paragraph("2.组织活动。"),
        Paragraph("3.布置工作。"),
        Paragraph("四月：读书"),
    ]


def test_levels_below_the_deepest_wanted_stay_paragraphs():
    assert blocks_from_text("一、总则\n1.细目", deepest=2) == [
        Heading(1, "总则"),
        Paragraph("1.细目"),
    ]
