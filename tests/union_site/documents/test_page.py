"""Papers on a page of the site."""

from datetime import date

from lxml import html
from lxml.html import HtmlElement

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
    Table,
    render_html,
)


def shown(*blocks, **facts) -> HtmlElement:
    return html.fragment_fromstring(render_html(Document("工作总结", blocks, **facts)))


def texts(root: HtmlElement, name: str) -> list[str]:
    return ["".join("".join(found.itertext()).split()) for found in root.iter(name)]


def test_a_page_shows_the_same_numbers_and_marks_as_the_paper():
    root = shown(
        Heading(1, "一. 指导思想"), Paragraph("深入学习,坚持引领."), Items(["1、甲", "乙"])
    )
    assert texts(root, "h2") == ["工作总结"]
    assert texts(root, "h3") == ["一、指导思想"]
    assert texts(root, "p") == ["深入学习，坚持引领。", "1.甲", "2.乙"]


def test_heading_elements_skip_no_level_where_the_paper_does():
    root = shown(Heading(1, "甲"), Heading(3, "乙"), Heading(3, "丙"))
    assert (texts(root, "h3"), texts(root, "h4")) == (["一、甲"], ["1.乙", "2.丙"])
    assert root.find(".//h4").get("class") == "paper-heading-3"


def test_every_part_of_a_paper_is_shown():
    table = Table(
        [Column("甲"), Column("乙", align=Align.RIGHT)], [["一\n二", 2]], "表", "元", ["合计", 2]
    )
    root = shown(
        Heading(2, "学习", run_on="全年。\n另有。"),
        table,
        Facts([("单位", "小学")]),
        Chart(ChartKind.BAR, "图", ["甲"], [Series("", [1])]),
        PageBreak(),
        Signature(),
        Attachment("名单", [Paragraph("张")]),
        issuer="工会",
        date=date(2025, 1, 5),
        subtitle="思路",
        byline="小学",
        recipient="区工会：",
        red_head="区工会文件",
        doc_number="工[2025]1号",
        note="公开",
        imprint=Imprint("区总", "办公室", date(2025, 1, 6)),
    )
    assert "".join("".join(root.itertext()).split()) == (
        "区工会文件工〔2025〕1号工作总结——思路小学区工会：（一）学习。全年。另有。"
        "表（单位：元）甲乙一二2合计2单位小学图甲1图甲1工会2025年1月5日（公开）"
        "附件：名单附件名单张抄送：区总办公室2025年1月6日印发"
    )
    assert [cell.get("class") for cell in root.iter("td")] == [None, "num", None, "num"]
    assert root.find(".//time").get("datetime") == "2025-01-05"


def test_an_empty_table_says_so_across_its_columns():
    root = shown(Table([Column("甲"), Column("乙")], empty="没有记录"))
    (cell,) = root.iter("td")
    assert (cell.get("colspan"), cell.text) == ("2", "没有记录")


def test_what_was_typed_stays_text_and_nothing_has_a_style():
    root = shown(Paragraph("<script>x</script>"), Table([Column("<b>")], [["<i>"]]))
    assert texts(root, "p") == ["<script>x</script>"]
    assert [element for element in root.iter() if "style" in element.attrib] == []
