"""The layout of GB/T 9704-2012, measured in rendered papers."""

from datetime import date
from itertools import pairwise

import pytest

from tests.union_site.documents import reading
from tests.union_site.documents.reading import MM
from union_site.documents import (
    Attachment,
    Column,
    Document,
    Facts,
    Heading,
    Imprint,
    Items,
    PageBreak,
    Paragraph,
    Signature,
    Spacer,
    Table,
    render_pdf,
)

LEFT, TOP, WIDTH, HEIGHT = 28 * MM, 37 * MM, 156 * MM, 225 * MM
PITCH, CELL = HEIGHT / 22, WIDTH / 28
DAY = date(2025, 1, 5)
# 28 characters without any mark, so that a full line has as many.
LINE = "学校工会教职工代表大会提案审议落实慰问帮扶培训活动总结计"


@pytest.fixture(scope="module")
def long_paper() -> bytes:
    """A title, a blank line, and three pages of nothing but text."""
    return render_pdf(Document("工作总结", [Paragraph(LINE * 60)]))


def body(pdf: bytes, page: int) -> list[reading.PrintedLine]:
    return reading.lines(pdf, page, size=16)


def row_of(line: reading.PrintedLine) -> int:
    """Which line of the grid a line of text stands on, from 1."""
    return int((line.y - TOP) / PITCH) + 1


def test_a_full_page_has_22_lines_of_28_characters(long_paper):
    lines = body(long_paper, 1)
    assert [len(line.text) for line in lines] == [28] * 22


def test_lines_are_28_99_points_apart_and_characters_15_79(long_paper):
    lines = body(long_paper, 1)
    pitches = [below.y - above.y for above, below in pairwise(lines)]
    assert pitches == pytest.approx([PITCH] * 21, abs=0.02)
    steps = [b.x - a.x for a, b in pairwise(lines[5].glyphs)]
    assert steps == pytest.approx([CELL] * 27, abs=0.02)


def test_the_type_area_is_156_by_225_mm_at_28_and_37(long_paper):
    lines = body(long_paper, 1)
    assert {round(line.left / MM, 1) for line in lines} == {28.0}
    assert (lines[0].glyphs[-1].x + CELL - LEFT) / MM == pytest.approx(156, abs=0.1)
    # A baseline lies about three quarters down its line.
    assert TOP < lines[0].y < TOP + PITCH
    assert TOP + HEIGHT - PITCH < lines[-1].y < TOP + HEIGHT


def test_a_paragraph_begins_two_characters_in(long_paper):
    first, second = body(long_paper, 0)[:2]
    assert (first.left - LEFT) / CELL == pytest.approx(2, abs=0.01)
    assert second.left == pytest.approx(LEFT, abs=0.1)


def test_a_page_is_filled_although_one_line_is_left_for_the_next():
    """Typography would move a line over; official papers keep their 22."""
    pdf = render_pdf(Document("题", [Paragraph("工" * (26 + 19 * 28 + 5))]))
    assert [len(body(pdf, page)) for page in (0, 1)] == [20, 1]


def test_the_title_is_centred_in_22_points(long_paper):
    (title,) = reading.lines(long_paper, 0, size=22)
    assert title.text == "工作总结"
    middle = (title.left + title.glyphs[-1].x + 22) / 2
    assert middle == pytest.approx(LEFT + WIDTH / 2, abs=0.1)
    assert (row_of(title), row_of(body(long_paper, 0)[0])) == (1, 3)


def test_page_numbers_stand_one_in_right_on_odd_and_left_on_even_pages(long_paper):
    """GB/T 9704-2012, 7.5."""
    (odd,) = reading.lines(long_paper, 0, size=14)
    (even,) = reading.lines(long_paper, 1, size=14)
    assert (odd.text, even.text) == ("—1—", "—2—")
    assert odd.glyphs[-1].x + 14 == pytest.approx(LEFT + WIDTH - 14, abs=0.2)
    assert even.left == pytest.approx(LEFT + 14, abs=0.2)


def test_the_dash_of_the_page_number_lies_7_mm_below_the_type_area(long_paper):
    top, bottom = reading.ink(long_paper, 0, "—")
    assert ((top + bottom) / 2 - TOP - HEIGHT) / MM == pytest.approx(7, abs=0.4)


def test_characters_of_another_face_do_not_move_a_line():
    names = "陈㛃龚䶮𠮷野" * 30
    lines = body(render_pdf(Document("题", [Paragraph(LINE + names + LINE)])), 0)
    pitches = [below.y - above.y for above, below in pairwise(lines)]
    assert pitches == pytest.approx([PITCH] * len(pitches), abs=0.02)


def test_a_heading_is_never_the_last_line_of_a_page():
    text = Paragraph("工" * (26 + 18 * 28))
    pdf = render_pdf(Document("题", [text, Heading(1, "主要工作"), Heading(2, "学习"), text]))
    assert [line.text for line in body(pdf, 1)[:2]] == ["一、主要工作", "（一）学习"]
    assert body(pdf, 0)[-1].text == "工" * 28


def test_headings_are_numbered_and_two_in():
    blocks = [Heading(level, "标题") for level in (1, 2, 3, 4)]
    lines = body(render_pdf(Document("题", blocks)), 0)
    assert [line.text for line in lines] == ["一、标题", "（一）标题", "1.标题", "（1）标题"]
    assert {round((line.left - LEFT) / CELL, 1) for line in lines} == {2.0}


def test_a_heading_may_run_on_into_its_text():
    lines = body(render_pdf(Document("题", [Heading(2, "学习", run_on="全年10次,很好.")])), 0)
    assert [line.text for line in lines] == ["（一）学习。全年10次，很好。"]


def test_the_recipient_stands_flush_left_with_a_full_width_colon():
    pdf = render_pdf(Document("题", [Paragraph("文")], recipient="区教育工会:"))
    recipient, text = body(pdf, 0)
    assert (recipient.text, recipient.left) == ("区教育工会：", pytest.approx(LEFT, abs=0.1))
    assert (row_of(recipient), row_of(text)) == (3, 4)


def test_subtitle_and_byline_stand_below_the_title():
    pdf = render_pdf(
        Document("题", [Paragraph("文")], subtitle="2025年工作思路", byline="实验小学")
    )
    assert [line.text for line in body(pdf, 0)] == ["——2025年工作思路", "实验小学", "文"]


def signed(*, issuer: str, with_seal: bool) -> tuple[reading.PrintedLine, reading.PrintedLine]:
    blocks = [Paragraph("文"), Signature(with_seal=with_seal)]
    _text, issuer_line, date_line = body(
        render_pdf(Document("题", blocks, issuer=issuer, date=DAY)), 0
    )
    return issuer_line, date_line


def right_gap(line: reading.PrintedLine) -> float:
    """Characters between the end of a line of Chinese and the edge of the type area."""
    return (LEFT + WIDTH - line.glyphs[-1].x - 16) / CELL


def test_without_a_seal_the_date_begins_two_right_of_the_issuer():
    """GB/T 9704-2012, 7.3.5.2."""
    issuer, dated = signed(issuer="滨海区实验小学工会委员会", with_seal=False)
    assert (issuer.text, dated.text) == ("滨海区实验小学工会委员会", "2025年1月5日")
    assert right_gap(issuer) == pytest.approx(2, abs=0.05)
    assert (dated.left - issuer.left) / CELL == pytest.approx(2, abs=0.05)
    assert row_of(dated) == row_of(issuer) + 1


def test_a_date_longer_than_the_issuer_keeps_two_from_the_edge():
    issuer, dated = signed(issuer="工会", with_seal=False)
    assert right_gap(dated) == pytest.approx(2, abs=0.05)
    assert (dated.left - issuer.left) / CELL == pytest.approx(2, abs=0.05)


def test_with_a_seal_the_date_is_four_from_the_edge_and_the_issuer_above_its_middle():
    """GB/T 9704-2012, 7.3.5.1."""
    issuer, dated = signed(issuer="实验小学工会", with_seal=True)
    assert right_gap(dated) == pytest.approx(4, abs=0.05)
    middles = [(line.left + line.glyphs[-1].x + 16) / 2 for line in (issuer, dated)]
    assert middles[0] == pytest.approx(middles[1], abs=0.2)
    # The text, then room for the upper edge of the seal.
    assert row_of(issuer) == 3 + 3


def test_an_issuer_wider_than_the_page_stays_on_it():
    issuer, _dated = signed(issuer="某" * 27, with_seal=True)
    assert issuer.left >= LEFT - 0.1


def test_the_signature_does_not_stand_alone_on_a_page():
    text = Paragraph("工" * (26 + 18 * 28))
    pdf = render_pdf(Document("题", [text, Signature()], issuer="工会", date=DAY))
    assert [line.text for line in body(pdf, 1)] == ["工" * 28, "工会", "2025年1月5日"]


def test_attachments_are_listed_before_the_signature_and_begin_new_pages():
    """GB/T 9704-2012, 7.3.4 and 7.3.6."""
    attachments = [Attachment("经费收支明细表。", [Paragraph("甲")]), Attachment("名单", [])]
    paper = Document(
        "题", [Paragraph("文"), Signature()], issuer="工会", date=DAY, attachments=attachments
    )
    pdf = render_pdf(paper)
    lines = body(pdf, 0)
    assert [line.text for line in lines] == [
        "文", "附件：1.经费收支明细表", "2.名单", "工会", "2025年1月5日",
    ]  # fmt: skip
    # Numbers below each other, one blank line above.
    assert lines[2].left == pytest.approx(lines[1].glyphs[3].x, abs=0.2)
    assert row_of(lines[1]) == row_of(lines[0]) + 2
    assert reading.page_count(pdf) == 3
    label, first = body(pdf, 1)
    (title,) = reading.lines(pdf, 1, size=22)
    assert (label.text, label.left) == ("附件1", pytest.approx(LEFT, abs=0.1))
    assert (row_of(label), row_of(title), row_of(first)) == (1, 3, 5)


def test_a_single_attachment_has_no_number():
    paper = Document("题", [Paragraph("文"), Attachment("名单", [Items(["1、张", "李"])])])
    pdf = render_pdf(paper)
    assert [line.text for line in body(pdf, 0)] == ["文", "附件：名单"]
    assert [line.text for line in body(pdf, 1)] == ["附件", "1.张", "2.李"]


def test_a_red_head_has_its_number_in_official_form_and_the_title_two_lines_below():
    """GB/T 9704-2012, 7.2 and 7.3.1."""
    paper = Document(
        "关于召开会议的通知",
        [Paragraph("文")],
        red_head="滨海区教育工会文件",
        doc_number="滨教工[2025]07号",
    )
    pdf = render_pdf(paper)
    number, text = body(pdf, 0)
    (title,) = reading.lines(pdf, 0, size=22)
    assert (number.text, text.text) == ("滨教工〔2025〕7号", "文")
    assert (row_of(number), row_of(title)) == (9, 12)
    (name,) = [line for line in reading.lines(pdf, 0) if line.text == paper.red_head]
    top, _bottom = reading.ink(pdf, 0, "滨")
    assert (top - TOP) / MM == pytest.approx(35, abs=1)
    assert name.left >= LEFT - 0.1


def test_the_imprint_stands_at_the_foot_of_the_last_page():
    """GB/T 9704-2012, 7.4."""
    imprint = Imprint("区总工会,区教育局", "区教育工会办公室", DAY)
    pdf = render_pdf(Document("题", [Paragraph(LINE * 25)], imprint=imprint))
    copies, printed, _number = reading.lines(pdf, 1, size=14)
    assert copies.text == "抄送：区总工会，区教育局。"
    assert printed.text == "区教育工会办公室2025年1月5日印发"
    assert TOP + HEIGHT - printed.y < PITCH
    assert reading.lines(pdf, 0, size=14)[0].text == "—1—"


def test_an_imprint_that_finds_no_room_gets_a_page():
    imprint = Imprint("", "区教育工会办公室", DAY)
    pdf = render_pdf(Document("题", [Paragraph("工" * (26 + 19 * 28))], imprint=imprint))
    assert reading.page_count(pdf) == 2
    assert len(body(pdf, 0)) == 20


def test_duplex_mirrors_the_binding_margin_of_even_pages_if_wanted():
    paper = Document("题", [Paragraph(LINE * 50)])
    assert body(render_pdf(paper, duplex_mirror=True), 1)[0].left / MM == pytest.approx(26, abs=0.1)
    assert body(render_pdf(paper), 1)[0].left / MM == pytest.approx(28, abs=0.1)


def test_the_setting_mirrors_where_nothing_else_is_said(settings):
    settings.DUPLEX_MIRROR = True
    pdf = render_pdf(Document("题", [Paragraph(LINE * 50)]))
    assert body(pdf, 1)[0].left / MM == pytest.approx(26, abs=0.1)


def test_a_page_break_and_blank_lines_are_kept():
    blocks = [Paragraph("甲"), Spacer(2), Paragraph("乙"), PageBreak(), Paragraph("丙")]
    pdf = render_pdf(Document("题", blocks))
    first, second = body(pdf, 0)
    assert row_of(second) - row_of(first) == 3
    assert [line.text for line in body(pdf, 1)] == ["丙"]


# --- tables --------------------------------------------------------------------------------


def test_the_head_of_a_table_comes_again_on_every_page_and_no_row_is_split():
    rows = [[f"项目{number:03}", "说明文字" * 12] for number in range(60)]
    table = Table([Column("名称"), Column("说明", 2)], rows, caption="明细", total=["合计", ""])
    pages = reading.texts(render_pdf(Document("题", [table])))
    assert len(pages) > 2
    assert [page.count("名称说明") for page in pages] == [1] * len(pages)
    for number in range(60):
        (page,) = [page for page in pages if f"项目{number:03}" in page]
        following = page.split(f"项目{number:03}")[1]
        assert following.startswith("说明文字" * 12)
    assert pages[-1].count("合计") == 1
    assert "项目059" in pages[-1]


def test_a_row_higher_than_a_page_is_printed_all_the_same():
    table = Table([Column("说明")], [["长" * 3000]])
    assert "".join(reading.texts(render_pdf(Document("题", [table])))).count("长") == 3000


def test_a_table_without_rows_says_so():
    table = Table([Column("姓名"), Column("金额")], [], empty="本年度没有记录")
    assert "本年度没有记录" in reading.texts(render_pdf(Document("题", [table])))[0]


def test_figures_are_not_broken_while_another_column_can_give_way():
    columns = [Column("科目"), Column("金额", 0.1), Column("说明", 5)]
    table = Table(columns, [["活动", 123456789, "说明" * 30]])
    pdf = render_pdf(Document("题", [table]))
    assert "123456789" in "\n".join(line.text for line in reading.lines(pdf, 0))


def test_a_turned_table_has_pages_of_its_own():
    table = Table([Column("姓名"), Column("备注")], [["张", ""]] * 30, landscape=True)
    pdf = render_pdf(Document("题", [Paragraph("前"), table, Paragraph("后")]))
    sizes = [tuple(round(side / MM) for side in size) for size in reading.page_sizes(pdf)]
    assert sizes[0] == sizes[-1] == (210, 297)
    assert set(sizes[1:-1]) == {(297, 210)}
    assert [line.text for line in body(pdf, len(sizes) - 1)] == ["后"]


def test_a_turned_paper_is_turned_throughout():
    pdf = render_pdf(Document("题", [Paragraph("工" * 60)], landscape=True))
    assert [tuple(round(side / MM) for side in size) for size in reading.page_sizes(pdf)] == [
        (297, 210)
    ]
    assert [len(line.text) for line in body(pdf, 0)] == [38, 22]


def test_facts_are_a_form_of_labels_and_values():
    facts = Facts([("单位", "实验小学"), ("人数", 126), ("备注", "无")])
    text = reading.texts(render_pdf(Document("题", [facts])))[0]
    assert text.startswith("题单位实验小学人数126备注无")
