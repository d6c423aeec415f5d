"""What is inside a rendered paper: text, glyphs, fonts, and nothing fetched."""

import threading
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.text import ffi

from tests.union_site.documents import reading
from tests.union_site.documents.reading import MM
from union_site.documents import (
    Attachment,
    Chart,
    ChartKind,
    Column,
    Document,
    Facts,
    Heading,
    Imprint,
    Items,
    Paragraph,
    Series,
    Signature,
    Table,
    pdf,
    render_pdf,
    subsetting_is_fast,
)

NAMES = "陈㛃、龚䶮、𠮷野"
# For private use to the end of time: no font of the system has it.
NOBODYS = "\U0010fffd"


def full_paper() -> Document:
    chart = Chart(ChartKind.BAR, "微提案", ["㛃", "乙"], [Series("", [26, 23])], unit="件")
    table = Table(
        [Column("姓名"), Column("人数")], [[NAMES, 3]], caption=f"名单{NAMES}", total=["合计", 3]
    )
    blocks = [
        Paragraph(f"交流发言的有{NAMES}三位老师，AI案例68个，占98.6%。"),
        Heading(1, f"一、{NAMES}"),
        Heading(2, f"{NAMES}小组"),
        table,
        chart,
    ]  # fmt: skip
    return Document(f"关于{NAMES}的总结", blocks, issuer="工会", date=date(2025, 1, 5))


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render_pdf(full_paper())


def test_rare_characters_of_names_are_printed_in_every_face(paper):
    assert reading.missing_glyphs(paper) == []
    # Title, text, two headings, caption, cell.
    assert "".join(reading.texts(paper)).count("𠮷野") == 6


def test_every_font_is_embedded_as_a_subset(paper):
    fonts = reading.embedded_fonts(paper)
    assert len(fonts) >= 5
    assert [font for font in fonts if not (font.is_embedded and font.is_subset)] == []


def test_the_reading_sees_a_glyph_that_is_missing():
    """Guards the two tests above: a paper that was printed past our renderer."""
    raw = HTML(string=f"<p>工{NOBODYS}会").write_pdf()
    assert reading.missing_glyphs(raw) == [NOBODYS]


def test_a_character_without_a_font_is_marked_and_listed():
    blocks = [Paragraph(f"张{NOBODYS}老师"), Table([Column("姓名")], [[f"李{NOBODYS}"]])]
    printed = render_pdf(Document(f"王{NOBODYS}的总结", blocks))
    text = "".join(reading.texts(printed))
    assert reading.missing_glyphs(printed) == []
    assert [text.count(name) for name in ("王〓", "张〓", "李〓")] == [1, 1, 1]
    assert "请补装字体后重新生成：U+10FFFD。" in text


def test_no_part_of_a_paper_prints_a_gap_silently():
    name = f"王{NOBODYS}"
    chart = Chart(ChartKind.SHARE, name, [name], [Series(name, [1])])
    paper = Document(
        name,
        [Heading(3, name, run_on=name), Items([name]), Facts([(name, name)]), chart, Signature()],
        subtitle=name,
        byline=name,
        issuer=name,
        recipient=name,
        doc_number=name,
        red_head=name,
        attachments=[Attachment(name, [Paragraph(name)])],
        note=name,
        imprint=Imprint(name, name),
    )
    printed = render_pdf(paper)
    assert reading.missing_glyphs(printed) == []
    assert "".join(reading.texts(printed)).count("王〓") == 20


def test_numbers_and_marks_are_made_when_the_paper_is_printed():
    blocks = [Heading(1, "一. 指导思想"), Paragraph('开展"三心"工程,成效明显(见表).')]
    text = reading.texts(render_pdf(Document("工作(思路)", blocks)))[0]
    assert text.startswith("工作（思路）一、指导思想开展“三心”工程，成效明显（见表）。")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "</p></body><img src='file:///etc/passwd'>",
        "<link rel=attachment href=http://127.0.0.1:9/x>",
        "&lt;b&gt; &amp;nbsp; &#x5de5;",
        "{{ settings.SECRET_KEY }} {% debug %}",
    ],
)
def test_what_was_typed_stays_text(attack):
    chart = Chart(ChartKind.BAR, attack, ["甲"], [Series("", [1])])
    table = Table([Column(attack)], [[attack]], caption=attack, total=[attack])
    blocks = [Heading(2, attack), Paragraph(attack), table, chart, Facts([(attack, attack)])]
    printed = render_pdf(Document(attack, blocks, recipient=attack, byline=attack))
    bare = "".join(attack.split())
    assert "".join(reading.texts(printed)).count(bare) == 12
    names = PdfReader(BytesIO(printed)).trailer["/Root"].get("/Names", {})
    assert "/EmbeddedFiles" not in names


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x", "https://example.cn/", "file:///etc/hostname", "ftp://x/y"]
)
def test_nothing_is_fetched_from_anywhere(address):
    with pytest.raises(ValueError, match="disallowed protocol"):
        pdf._refusing_fetcher()(address)


def test_control_characters_and_emptiness_are_no_error():
    blocks = [Paragraph("a\x00\x08b\ud800"), Heading(1, ""), Paragraph(""), Table([Column("")])]
    assert "ab" in reading.texts(render_pdf(Document("", blocks)))[0]


def test_words_longer_than_the_page_do_not_leave_it():
    word = "https://example.cn/" + "a" * 400
    table = Table([Column("甲"), Column("乙")], [[word, "x" * 300]])
    printed = render_pdf(Document("题" + "x" * 80, [Paragraph(word), Heading(1, word), table]))
    for page in range(reading.page_count(printed)):
        edges = [glyph.x for glyph in reading.glyphs(printed, page)]
        assert max(edges) <= 184 * MM
        assert min(edges) >= 28 * MM - 0.1


def test_the_paper_names_itself_for_readers_and_screen_readers(paper):
    reader = PdfReader(BytesIO(paper))
    assert reader.metadata.title == f"关于{NAMES}的总结"
    assert reader.metadata.author == "工会"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert [entry["/Title"] for entry in reader.outline[0:1]] == [f"关于{NAMES}的总结"]


def test_a_chart_is_text_not_a_picture(paper):
    text = "".join(reading.texts(paper))
    assert "微提案（单位：件）" in text
    assert PdfReader(BytesIO(paper)).pages[0].images.keys() == []


def test_the_same_paper_gives_the_same_file():
    """So that the hash of what was handed in can be checked later."""
    assert render_pdf(full_paper()) == render_pdf(full_paper())


def test_fonts_and_styles_are_made_once_for_all_papers():
    render_pdf(Document("甲"))
    shared = pdf._shared(False)
    render_pdf(Document("乙"))
    assert pdf._shared(False) is shared


def test_threads_print_side_by_side():
    printed: dict[int, bytes] = {}

    def work(number: int) -> None:
        printed[number] = render_pdf(Document(f"总结{number}", [Paragraph(NAMES * 40)]))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reading.texts(printed[n])[0][:3] for n in range(4)] == [f"总结{n}" for n in range(4)]


def test_the_question_for_the_fast_subsetter_agrees_with_the_renderer():
    assert subsetting_is_fast() is (ffi.harfbuzz_subset is not None)
