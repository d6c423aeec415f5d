"""Charts drawn on the server."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from union_site.documents import Chart, ChartKind, Series, chart_svg
from union_site.documents.charts import chart_height, figure

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = [f"{month}月" for month in range(1, 13)]


def drawn(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart_svg(chart))


def texts(svg: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", list(ChartKind))
def test_a_chart_says_its_title_and_its_figures_in_words(kind):
    svg = drawn(Chart(kind, "提案数量", ["收到", "办结"], [Series("", [26, 23])], unit="件"))
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title") == "提案数量（单位：件）"
    assert svg.findtext(f"{SVG}desc") == "收到26件，办结23件"


@pytest.mark.parametrize("kind", list(ChartKind))
def test_a_chart_needs_no_style_that_the_policy_of_pages_forbids(kind):
    svg = drawn(Chart(kind, "题", MONTHS, [Series("甲", range(12)), Series("乙", range(12))]))
    names = {element.tag.removeprefix(SVG) for element in svg.iter()}
    assert names <= {"svg", "title", "desc", "text", "rect", "line", "polyline", "circle"}
    assert [element for element in svg.iter() if "style" in element.attrib] == []
    assert svg.get("fill") == "currentColor"


def test_bars_are_as_high_as_their_values():
    svg = drawn(Chart(ChartKind.BAR, "题", ["甲", "乙", "丙"], [Series("", [10, 5, 0])]))
    heights = [float(rect.get("height")) for rect in svg.iter(f"{SVG}rect")]
    assert heights == [118, 59, 0]
    assert texts(svg)[-3:] == ["10", "5", "0"]


def test_labels_that_do_not_fit_lie_beside_their_bars():
    labels = [
        "教职工趣味运动会活动",
        "青年教师读书沙龙活动",
        "退休教师重阳节慰问活动",
        "师徒结对拜师仪式",
        "女职工插花",
    ]
    svg = drawn(Chart(ChartKind.BAR, "题", labels, [Series("", [118, 59, 21, 24, 0])]))
    widths = [float(rect.get("width")) for rect in svg.iter(f"{SVG}rect")]
    assert widths[1] == pytest.approx(widths[0] / 2, abs=0.1)
    assert [text for text in texts(svg) if text in labels] == labels


def test_several_series_have_a_legend_and_one_has_none():
    two = drawn(Chart(ChartKind.LINE, "题", ["甲"], [Series("收到", [1]), Series("办结", [2])]))
    one = drawn(Chart(ChartKind.LINE, "题", ["甲"], [Series("收到", [1])]))
    assert {"收到", "办结"} <= set(texts(two))
    assert "收到" not in texts(one)


def test_shares_add_up_to_the_whole_bar():
    svg = drawn(Chart(ChartKind.SHARE, "题", ["甲", "乙"], [Series("", [3, 1])], unit="元"))
    bar = [float(rect.get("width")) for rect in svg.iter(f"{SVG}rect")][:2]
    assert bar == pytest.approx([422 * 0.75 - 1, 422 * 0.25 - 1], abs=0.1)
    assert texts(svg)[1:] == ["甲\u30003元（75.0%）", "乙\u30001元（25.0%）"]


@pytest.mark.parametrize("kind", list(ChartKind))
@pytest.mark.parametrize("values", [[0, 0], [-5, 3], [0.001, 0.002], [10**9, 1]])
def test_odd_values_are_drawn_without_an_error(kind, values):
    svg = drawn(Chart(kind, "题", ["甲", "乙"], [Series("", values)]))
    assert float(svg.get("height")) == pytest.approx(
        chart_height(Chart(kind, "题", ["甲", "乙"], [Series("", values)])), abs=0.1
    )
    sizes = [float(r.get(side)) for r in svg.iter(f"{SVG}rect") for side in ("width", "height")]
    assert min(sizes, default=0) >= 0


def test_no_labels_at_all_is_an_empty_chart():
    assert texts(drawn(Chart(ChartKind.BAR, "题", [], [Series("", [])]))) == ["题"]


def test_what_was_typed_stays_text():
    svg = drawn(Chart(ChartKind.BAR, "<script>&", ["<b>", "乙"], [Series("<i>", [1, 2])]))
    assert texts(svg)[:1] == ["<script>&"]
    assert "<script" not in chart_svg(Chart(ChartKind.BAR, "<script>", ["甲"], [Series("", [1])]))


@pytest.mark.parametrize(
    ("value", "printed"),
    [(1234, "1,234"), (Decimal("12.50"), "12.5"), (0.25, "0.25"), (-3, "-3")],
)
def test_figures_are_printed_short(value, printed):
    assert figure(value) == printed
