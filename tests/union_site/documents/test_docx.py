"""Papers as DOCX, opened again."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from union_site.documents import (
    Align,
    Attachment,
    Chart,
    ChartKind,
    Column,
    Document,
    Facts,
    Heading,
    Imprint,
    Items,
    PageBreak,
    Paragraph,
    Series,
    Signature,
    Spacer,
    Table,
    render_docx,
)

DAY = date(2025, 1, 5)


def written(*blocks, **facts):
    return docx.Document(BytesIO(render_docx(Document("工作总结", blocks, **facts))))


def texts(word) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.text]


def fonts_of(style) -> tuple[str, str]:
    fonts = style.element.rPr.rFonts
    return fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))


def test_the_page_is_that_of_the_standard():
    """GB/T 9704-2012, 5.1 and 5.2: A4, type area 156 × 225 mm, 22 lines of 28 characters."""
    (section,) = written(Paragraph("文")).sections
    size = (section.page_width, section.page_height)
    assert [round(side / Mm(1)) for side in size] == [210, 297]
    margins = (
        section.top_margin,
        section.right_margin,
        section.bottom_margin,
        section.left_margin,
    )
    assert [round(margin / Mm(1)) for margin in margins] == [37, 26, 35, 28]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    area = round((section.page_height - section.top_margin - section.bottom_margin) / Pt(1) * 20)
    assert area // int(grid.get(qn("w:linePitch"))) == 22
    width = (section.page_width - section.left_margin - section.right_margin) / Pt(1)
    assert width // (16 + int(grid.get(qn("w:charSpace"))) / 4096) == 28


def test_text_keeps_pitch_and_advance_where_the_grid_is_not_obeyed():
    normal = written(Paragraph("文")).styles["Normal"]
    assert 225 * 72 / 25.4 // normal.paragraph_format.line_spacing.pt == 22
    tracking = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 156 * 72 / 25.4 // (normal.font.size.pt + tracking) == 28


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Normal", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("Heading 4", "仿宋_GB2312", 16),
        ("公文标题", "方正小标宋简体", 22),
    ],
)
def test_styles_name_the_official_faces(style, font, size):
    found = written(Paragraph("文")).styles[style]
    assert fonts_of(found) == (font, "Times New Roman")
    assert found.font.size == Pt(size)
    theme = [name for name in found.element.rPr.rFonts.attrib if name.endswith("Theme")]
    assert theme == []


def test_headings_are_real_headings_with_their_numbers():
    word = written(
        Heading(1, "一. 指导思想"), Heading(2, "(一)学习"), Heading(3, "1、师德"), Heading(4, "x")
    )
    shown = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert shown == [
        ("Heading 1", "一、指导思想"),
        ("Heading 2", "（一）学习"),
        ("Heading 3", "1.师德"),
        ("Heading 4", "（1）x"),
    ]  # fmt: skip


def test_a_heading_that_runs_on_has_two_faces_in_one_paragraph():
    word = written(Heading(2, "学习", run_on="全年10次。\n另有一次。"))
    paragraph = next(p for p in word.paragraphs if p.text.startswith("（一）"))
    assert [run.text for run in paragraph.runs] == ["（一）学习。", "全年10次。"]
    fonts = paragraph.runs[0]._r.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "楷体_GB2312"
    assert texts(word)[-1] == "另有一次。"


def test_paragraphs_begin_two_characters_in_and_punctuation_is_put_right():
    word = written(Paragraph("深入学习,坚持引领."), Paragraph("右", align=Align.RIGHT))
    text, right = word.paragraphs[-2:]
    assert text.text == "深入学习，坚持引领。"
    assert text._p.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert right.alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_page_numbers_are_fields_right_on_odd_and_left_on_even_pages():
    word = written(Paragraph("文"))
    assert word.settings.odd_and_even_pages_header_footer
    (section,) = word.sections
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        (paragraph,) = footer.paragraphs
        assert paragraph.alignment == side
        assert [code.text for code in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert paragraph.text == "— 1 —"
        assert {run.font.size for run in paragraph.runs} == {Pt(14)}


def test_a_table_repeats_its_head_and_splits_no_row():
    table = Table(
        [Column("科目", 2), Column("金额", 1, Align.RIGHT)],
        [["活动,培训", Decimal("1234.5")], ["慰问", None]],
        caption="收支表",
        unit="元",
        total=["合计", Decimal("1234.5")],
    )
    word = written(table)
    assert texts(word) == ["工作总结", "收支表", "单位：元"]
    (grid,) = word.tables
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["科目", "金额"],
        ["活动，培训", "1,234.50"],
        ["慰问", ""],
        ["合计", "1,234.50"],
    ]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in grid.rows]
    assert heads == [True, False, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in grid.rows)
    assert grid.rows[1].cells[1].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    widths = [cell.width.mm for cell in grid.rows[1].cells]
    assert widths == pytest.approx([104, 52], abs=0.5)


def test_a_table_without_rows_says_so():
    (grid,) = written(Table([Column("甲"), Column("乙")], empty="没有记录")).tables
    assert grid.rows[1].cells[0].text == "没有记录"
    assert grid.rows[1].cells[0]._tc is grid.rows[1].cells[1]._tc


def test_a_chart_becomes_the_table_of_its_figures():
    chart = Chart(
        ChartKind.LINE, "会员", ["2024年", "2025年"], [Series("会员", [121, 126.5])], "人"
    )
    word = written(chart)
    (grid,) = word.tables
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["项目", "会员"],
        ["2024年", "121"],
        ["2025年", "126.5"],
    ]
    assert texts(word)[1:] == ["会员", "单位：人"]


def test_a_turned_table_stands_in_a_turned_section():
    table = Table([Column("甲")], [["1"]], landscape=True)
    word = written(Paragraph("前"), table, Paragraph("后"))
    assert [section.orientation for section in word.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    widths = [round(section.page_width / Mm(1)) for section in word.sections]
    assert widths == [210, 297, 210]


def test_facts_are_a_form():
    (grid,) = written(Facts([("单位", "小学"), ("人数", 126), ("备注", "无")])).tables
    assert [cell.text for cell in grid.rows[0].cells] == ["单位", "小学", "人数", "126"]
    assert [cell.text for cell in grid.rows[1].cells] == ["备注", "无", "无", "无"]


def test_issuer_and_date_stand_where_the_standard_wants_them():
    """GB/T 9704-2012, 7.3.5.2."""
    word = written(Paragraph("文"), Signature(), issuer="实验小学工会委员会", date=DAY)
    issuer, dated = word.paragraphs[-2:]
    assert (issuer.text, dated.text) == ("实验小学工会委员会", "2025年1月5日")
    cell = 156 * 72 / 25.4 / 28
    assert issuer.paragraph_format.right_indent.pt / cell == pytest.approx(2, abs=0.1)
    assert dated.paragraph_format.right_indent.pt > 0
    assert [p.paragraph_format.keep_with_next for p in word.paragraphs[-4:-1]] == [True] * 3


def test_attachments_are_listed_and_begin_new_pages():
    paper = Document(
        "题",
        [Paragraph("文"), Signature(issuer="工会")],
        attachments=[Attachment("甲表", [Items(["张"])]), Attachment("乙表", [])],
        note="此件公开",
    )
    word = docx.Document(BytesIO(render_docx(paper)))
    assert texts(word) == [
        "题", "文", "附件：1.甲表", "2.乙表", "工会", "（此件公开）",
        "附件1", "甲表", "1.张", "附件2", "乙表",
    ]  # fmt: skip
    label = next(p for p in word.paragraphs if p.text == "附件1")
    assert label.paragraph_format.page_break_before


def test_head_and_imprint_of_a_numbered_paper():
    word = written(
        Spacer(2),
        PageBreak(),
        subtitle="思路",
        byline="小学",
        recipient="区教育工会:",
        red_head="区教育工会文件",
        doc_number="区教工[2025]01号",
        imprint=Imprint("区总工会", "办公室", DAY),
    )
    assert texts(word) == [
        *("区教育工会文件", "区教工〔2025〕1号", "工作总结", "——思路", "小学", "区教育工会："),
        *("抄送：区总工会。", "办公室\t2025年1月5日印发"),
    ]
    breaks = [bool(one.paragraph_format.page_break_before) for one in word.paragraphs]
    assert breaks.count(True) == 1
    assert str(word.paragraphs[0].runs[0].font.color.rgb) == "D7000F"


def test_a_page_begins_with_its_own_text_and_no_blank_line_is_left_alone_before_it():
    word = written(Table([Column("项")], [["甲"]]), PageBreak(), Paragraph("乙"))
    *_, table, second, _section = word.element.body
    assert table.tag == qn("w:tbl")
    assert second.text == "乙"
    assert word.paragraphs[-1].paragraph_format.page_break_before


def test_the_file_knows_its_title_and_its_day():
    word = written(Paragraph("文"), issuer="实验小学工会", date=DAY)
    known = word.core_properties
    assert (known.title, known.author, known.language) == ("工作总结", "实验小学工会", "zh-CN")
    assert known.created.date() == DAY


def test_control_characters_are_no_error():
    assert "ab" in texts(written(Paragraph("a\x00\x08b"), Table([Column("\x01")], [["\x02"]])))
