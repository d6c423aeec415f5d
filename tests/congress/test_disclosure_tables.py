"""Tables of disclosed items: what is read, what is refused in which cell, what is drawn."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from congress.actions import disclosure_tables as actions
from congress.checks import disclosure_tables as rules
from congress.models import DisclosureTable
from congress.papers.disclosure import chart_of, shown
from tests.congress.disclosures import make_item, make_table, xlsx
from union_site.documents import chart_svg

HEAD = ["序号", "项目", "预算", "决算", "备注"]
GOOD = xlsx(
    ["2026年公用经费"],
    HEAD,
    [1, "办公费", 1200.5, "1,180.25", ""],
    [2, "水电费", 800, "￥790", "含消防用水"],
    ["", "合计", 2000.5, 1970.25, ""],
)


@pytest.fixture
def item(school):
    return make_item(school, "draft")


def read(item, chair, content: bytes) -> rules.Read:
    return actions.read_sheet(disclosure=item, content=content, by=chair)


def codes(found: rules.Read) -> list[tuple[int, str, str]]:
    return [(f.row, f.column[:1], f.code) for f in found.findings]


def test_a_sheet_is_read_with_its_labels_numbers_words_and_total(item, chair):
    found = read(item, chair, GOOD)
    assert codes(found) == []
    assert found.columns == [
        {"name": "项目", "kind": "label"},
        {"name": "预算", "kind": "number"},
        {"name": "决算", "kind": "number"},
        {"name": "备注", "kind": "text"},
    ]
    assert found.rows == [
        ["办公费", "1200.5", "1180.25", ""],
        ["水电费", "800", "790", "含消防用水"],
    ]
    assert found.total == ["合计", "2000.5", "1970.25", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_text_table_is_read_in_any_usual_form(item, chair, encoding, mark):
    lines = [["项目", "金额"], ["办公费", "12"], ["水电费", "8"]]
    content = "\n".join(mark.join(line) for line in lines).encode(encoding)
    found = read(item, chair, content)
    assert (found.rows, codes(found)) == ([["办公费", "12"], ["水电费", "8"]], [])


def test_years_may_stand_in_the_heading(item, chair):
    found = read(item, chair, xlsx(["", 2025, "2026年"], ["办公费", 1, 2], ["水电费", 3, 4]))
    assert [column["name"] for column in found.columns] == ["项目", "2025", "2026年"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["甲", 1], ["乙", "十二"], ["丙", 3]], [(3, "B", "T-07")]),
        ([["甲", "=1+1"], ["乙", "=A1"]], [(2, "B", "T-05"), (3, "B", "T-05"), (0, "", "T-04")]),
        ([["甲", "#REF!"], ["乙", 2], ["丙", 3]], [(2, "B", "T-05")]),
        ([["甲", 1], ["", 2]], [(3, "A", "T-08")]),
        ([["甲", 1], ["甲", 2]], [(2, "A", "T-09"), (3, "A", "T-09")]),
        ([["字" * 81, 1]], [(2, "A", "T-06")]),
        ([["11010519491231002X", 1]], [(2, "A", "T-05")]),
        ([["甲", "4111111111111111"], ["乙", 2], ["丙", 3]], [(2, "B", "T-05")]),
        ([["甲", 110105194912310020.0], ["乙", 2], ["丙", 3]], [(2, "B", "T-05")]),
        ([["甲", "无"], ["乙", "无"]], [(0, "", "T-04")]),
        ([["甲", 1], ["乙", 2], ["合计", 4]], [(4, "B", "T-10")]),
        ([[f"第{n}行", n] for n in range(61)], [(0, "", "T-02")]),
        ([], [(0, "", "T-01")]),
    ],
)
def test_what_is_wrong_is_said_with_its_cell(item, chair, rows, said):
    text = "\n".join(",".join(map(str, row)) for row in [["名称", "数额"], *rows])
    is_number = any(isinstance(cell, float) for row in rows for cell in row)
    content = xlsx(["名称", "数额"], *rows) if is_number else text.encode()
    assert codes(read(item, chair, content)) == said


def test_the_sentence_names_row_column_and_heading(item, chair):
    found = read(item, chair, "名称,数额\n甲,1\n乙,十二\n丙,3".encode())
    assert found.findings[0].message.startswith("第 3 行 B 列（数额）：“十二”不是数字")
    assert found.is_clear is False


@pytest.mark.parametrize("columns", [9, 10, 11])
def test_a_table_has_ten_columns_at_most(item, chair, columns):
    heads = [f"列{chr(65 + n)}" for n in range(columns)]
    found = read(item, chair, xlsx(heads, ["甲", *range(1, columns)]))
    assert codes(found) == ([(0, "", "T-03")] if columns > 10 else [])


HOSTILE = {
    "nothing": b"",
    "null bytes": b"\x00" * 4000,
    "names with null bytes": "名称,数额\n甲\x00,1".encode(),
    "random": bytes(range(256)) * 40,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"x" * 100,
    "a program": b"MZ\x90\x00" + b"\x00" * 300,
    "markup": b"<html><script>alert(1)</script></html>",
    "half an archive": GOOD[: len(GOOD) // 2],
    "ten megabytes": b"a,1\n" * 2_600_000,
    "one quote": '名称,数额\n"甲,1'.encode(),
    "a long line": ("名称,数额\n" + "甲" * 200_000 + ",1").encode(),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_is_uploaded_nothing_breaks_and_nothing_is_kept(log_in, chair, item, what):
    url = reverse("congress:disclosure_table_new", args=[item.pk])
    file = SimpleUploadedFile("x.xlsx", HOSTILE[what])
    answer = log_in(chair).post(url, {"file": file})
    assert answer.status_code == 200
    assert "seal" not in answer.content.decode()
    assert DisclosureTable.objects.count() == 0


def test_script_and_formulas_come_out_as_plain_words(log_in, chair, item):
    content = "名称,数额\n<script>alert(1)</script>,1\n<b>乙</b>,2".encode()
    client, url = log_in(chair), reverse("congress:disclosure_table_new", args=[item.pk])
    page = client.post(url, {"file": SimpleUploadedFile("x.csv", content)}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def preview(client, item, content: bytes = GOOD) -> str:
    url = reverse("congress:disclosure_table_new", args=[item.pk])
    page = client.post(url, {"file": SimpleUploadedFile("公用经费.xlsx", content)})
    found = re.search(r'name="seal" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


SHOW = {"title": "公用经费", "unit": "元", "drawing": "bar", "drawn": ["1", "2"]}


def test_a_table_is_kept_only_when_the_preview_was_confirmed(log_in, chair, item):
    client, url = log_in(chair), reverse("congress:disclosure_table_new", args=[item.pk])
    seal = preview(client, item)
    assert client.post(url, {**SHOW, "seal": seal, "act": "look"}).status_code == 200
    assert DisclosureTable.objects.count() == 0
    answer = client.post(url, {**SHOW, "seal": seal, "act": "keep"})
    assert answer.status_code == 302
    table = DisclosureTable.objects.get()
    assert (table.title, table.drawn, table.file_name) == ("公用经费", [1, 2], "公用经费.xlsx")
    assert table.rows[0] == ["办公费", "1200.5", "1180.25", ""]


@pytest.mark.parametrize("spoil", [lambda s: s[:-3] + "abc", lambda s: "", lambda s: "\x00" * 9])
def test_a_preview_that_was_tampered_with_is_not_kept(log_in, chair, item, spoil):
    client, url = log_in(chair), reverse("congress:disclosure_table_new", args=[item.pk])
    seal = spoil(preview(client, item))
    assert client.post(url, {**SHOW, "seal": seal, "act": "keep"}).status_code == 302
    assert DisclosureTable.objects.count() == 0


def test_a_preview_serves_its_own_item_and_person_alone(school, chair, officer, item):
    found = read(item, chair, GOOD)
    seal = actions.sealed(found, disclosure=item, by=chair, file_name="x.xlsx")
    for other in ({"disclosure": make_item(school, "draft"), "by": chair}, {"by": officer}):
        with pytest.raises(ValidationError, match="预览已过期"):
            actions.add_table(**{"disclosure": item, "seal": seal, "title": "表", **other})


def test_an_item_has_six_tables_at_most(chair, item):
    for position in range(1, 7):
        make_table(item, position=position)
    seal = actions.sealed(read(item, chair, GOOD), disclosure=item, by=chair, file_name="x")
    with pytest.raises(ValidationError, match="最多 6 张表"):
        actions.add_table(disclosure=item, by=chair, seal=seal, title="表")


@pytest.mark.parametrize("who", ["teacher", "leader", "auditor", "stranger", "district_staff"])
def test_only_those_in_charge_upload(request, item, who):
    with pytest.raises(PermissionDenied):
        read(item, request.getfixturevalue(who), GOOD)


def test_a_table_of_what_was_submitted_stands_still(school, chair):
    table = make_table(make_item(school, "submitted"))
    with pytest.raises(ValidationError, match="收回修改"):
        actions.change_table(table=table, by=chair, title="新名")
    with pytest.raises(ValidationError, match="收回修改"):
        actions.remove_table(table=table, by=chair)


# --- pictures -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawing", "rows", "drawn", "is_refused"),
    [
        ("", 60, [], False),
        ("bar", 30, [1], False),
        ("bar", 31, [1], True),
        ("line", 12, [1, 2], False),
        ("line", 13, [1], True),
        ("share", 8, [1], False),
        ("share", 9, [1], True),
        ("share", 8, [1, 2], True),
        ("bar", 3, [], True),
    ],
)
def test_a_picture_is_refused_where_nobody_could_read_it(drawing, rows, drawn, is_refused):
    content = {"rows": [[f"第{n}行", str(n), "1"] for n in range(1, rows + 1)]}
    assert bool(rules.drawing_refusal(content, drawing=drawing, drawn=drawn)) is is_refused


@pytest.mark.parametrize(("value", "drawing"), [("-1", "bar"), ("0", "share")])
def test_what_is_negative_or_nothing_is_not_drawn(value, drawing):
    content = {"rows": [["甲", value], ["乙", "0"]]}
    assert rules.drawing_refusal(content, drawing=drawing, drawn=[1]) != ""


@pytest.mark.parametrize("drawing", ["bar", "line", "share"])
def test_the_picture_shows_the_numbers_of_the_table(school, drawing):
    table = make_table(make_item(school), drawing=drawing)
    chart = chart_of(table)
    assert chart is not None
    assert list(chart.labels) == ["办公费", "水电费"]
    assert [list(series.values) for series in chart.series] == [[Decimal("1200.5"), Decimal(800)]]
    said = re.findall(r">([\d,.]+)(?:元（[\d.]+%）)?</text>|　([\d,.]+)元（", chart_svg(chart))
    figures = {a or b for a, b in said}
    assert {shown(row[1], "number") for row in table.rows} <= figures
    assert shown("2000.5", "number") not in figures  # the total is no part of the picture


@given(st.decimals(min_value="-99999999", max_value="99999999", places=2))
def test_a_number_of_two_places_is_read_as_it_was_written(number):
    assert Decimal(rules.written(rules.number_of(str(number)))) == number
    assert rules.number_of(f"{number:,}") == number


@pytest.mark.parametrize("text", ["", "无", "1e400", "NaN", "Infinity", "--1", "1.2.3", "十"])
def test_what_is_no_number_is_none(text):
    assert rules.number_of(text) is None
