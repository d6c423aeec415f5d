"""What is refused before it is opened."""

import io
import zipfile

import pytest

from tests.union_site.spreadsheets import files
from tests.union_site.spreadsheets.test_reading import FORM, HEAD, LAYOUT, ZHANG, names, refusal
from union_site.spreadsheets import read_table
from union_site.spreadsheets.safety import Limits

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"", "empty_file", "0 字节"),
        (b"%PDF-1.7 ...", "not_a_table", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table", "图片"),
        (b"\xff\xd8\xff\xe0", "not_a_table", "图片"),
        (b"Rar!\x1a\x07", "not_a_table", "压缩包"),
        (b"{\\rtf1 }", "not_a_table", "Word"),
        (b"<html><table><tr><td>x", "not_a_table", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook>", "not_a_table", "网页"),
        (b"PK\x03\x04 and nothing more", "damaged", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing more", "damaged", "损坏"),
        (bytes(range(256)) * 20, "unknown_encoding", "编码"),
        ("没有逗号的一段话".encode(), "no_heading", "表头"),
    ],
)
def test_what_is_no_table_is_told_what_it_is(content, code, word):
    refused = refusal(content)
    assert refused.code == code
    assert word in refused.sentence


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("word/document.xml", "Word"),
        ("ppt/slides.xml", "演示"),
        ("photo.jpg", "压缩包"),
        ("xl/workbook.bin", "xlsb"),
    ],
)
def test_other_archives_are_told_what_they_are(name, word):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    refused = refusal(buffer.getvalue())
    assert refused.code == "not_a_table"
    assert word in refused.sentence


def test_a_workbook_with_a_password_is_told_to_drop_it():
    inner = "EncryptedPackage".encode("utf-16-le")
    refused = refusal(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + inner)
    assert refused.code == "encrypted"
    assert "取消密码" in refused.sentence


def test_an_archive_that_unfolds_a_thousandfold_is_not_opened():
    bomb = files.repacked(files.xlsx(FORM), {"xl/media/image1.bin": bytes(60_000_000)})
    assert len(bomb) < 100_000
    assert refusal(bomb).code == "zip_bomb"


def test_an_archive_beyond_the_absolute_limit_is_not_opened():
    limits = Limits(bytes=10_000_000, unpacked_bytes=1_000)
    assert refusal(files.xlsx(FORM), limits=limits).code == "zip_bomb"


def test_a_forged_size_does_not_hide_a_bomb():
    bomb = files.repacked(files.xlsx(FORM), {"xl/media/image1.bin": bytes(60_000_000)})
    real = (60_000_000).to_bytes(4, "little")
    assert bomb.count(real) == 2
    forged = bomb.replace(real, (100).to_bytes(4, "little"))
    assert (
        refusal(forged, limits=Limits(bytes=10_000_000, unpacked_bytes=30_000_000)).code
        == "zip_bomb"
    )


def sheet_with(cells):
    content = files.xlsx([HEAD, ZHANG])
    return files.repacked(
        content,
        {SHEET: files.part(content, SHEET).replace(b"</sheetData>", cells + b"</sheetData>")},
    )


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row r="3"><c r="A1048576"><v>1</v></c></row>',
        b'<row r="90000"><c r="ZZ90000"><v>1</v></c></row>',
        b"<row r='9'><c r='xfd99999'><v>1</v></c></row>",
        b'<row\tr="9"><c\nr="XFD99999"><v>1</v></c></row>',
        b"<row r='3'><c r='A1048576'><v>1</v></c></row>",
    ],
)
def test_a_cell_absurdly_far_out_does_not_take_all_memory(cells):
    refused = refusal(sheet_with(cells))
    assert refused.code == "too_many_cells"
    assert "复制到一个新的工作簿" in refused.sentence


def test_a_wide_sheet_of_sensible_size_is_read():
    wide = [*HEAD, *(f"列{n}" for n in range(60))]
    rows = [wide, *([n, "张三", "330106198503150024", "女"] for n in range(200))]
    assert len(read_table(files.xlsx(rows), LAYOUT).rows) == 200


def test_one_long_text_shared_by_many_cells_does_not_take_all_memory():
    content = sheet_with(b'<row r="3">' + b'<c r="A3" t="s"><v>0</v></c>' * 1_000 + b"</row>")
    texts = b"<sst><si><t>" + b"x" * 3_000_000 + b"</t></si></sst>"
    assert refusal(files.repacked(content, {TEXTS: texts})).code == "zip_bomb"


def test_an_ods_that_repeats_a_filled_row_without_end_is_refused():
    rows = [[files.ods_cell("姓名"), files.ods_cell("证件号码")]]
    content = files.ods(rows, row_attributes=' table:number-rows-repeated="1048576"')
    assert refusal(content).code == "too_many_cells"


def test_the_empty_rest_of_an_ods_is_harmless():
    cells = [["姓名", "证件号码"], ["张三", "330106198503150024"]]
    rows = [[files.ods_cell(text) for text in row] for row in cells]
    rest = '</table:table-row><table:table-row table:number-rows-repeated="1048574">'
    rows[-1].append(rest + files.ods_cell("", number_columns_repeated=16384))
    assert names(read_table(files.ods(rows), LAYOUT)) == ["张三"]


def test_xml_whose_entities_multiply_is_refused():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><x>&l9;</x>'
    content = files.repacked(files.ods([]), {"content.xml": bomb.encode()})
    assert refusal(content).code == "damaged"


def test_failed_formulas_and_formulas_without_a_value_are_plain_cells():
    content = sheet_with(
        b'<row r="3"><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C3"><f>A1</f></c>'
        b'<c r="D3" t="str"><f>1</f><v>x</v></c></row>'
    )
    assert len(read_table(content, LAYOUT).rows) == 2
