"""Finding the table in what people bring."""

import pytest

from tests.union_site.spreadsheets import files
from union_site.spreadsheets import Expected, Layout, UnreadableSheet, read_table
from union_site.spreadsheets.safety import Limits

LAYOUT = Layout(
    (
        Expected("seq", "序号", is_counter=True),
        Expected("name", "姓名", ("教师姓名",), is_required=True),
        Expected("id_number", "证件号码", ("身份证号",), is_required=True),
        Expected("sex", "性别"),
        Expected("born", "出生日期"),
    )
)
HEAD = ["序号", "姓名", "证件号码", "性别"]
ZHANG = [1, "张三", "330106198503150024", "女"]
LI = [2, "李四", "33010619900101123X", "男"]
REMARK = "填表说明：1.所列项目均为必填项；2.证件号码列请设为文本格式。"
FORM = [
    ["附件四"],
    ["工会会员信息采集表"],
    ["填表单位（盖章）：示范小学"],
    HEAD,
    ZHANG,
    LI,
    [REMARK],
]


def names(table):
    return [row.cells[table.placed["name"].index] for row in table.rows]


def refusal(content, layout=LAYOUT, **arguments):
    with pytest.raises(UnreadableSheet) as caught:
        read_table(content, layout, **arguments)
    return caught.value


def test_the_official_form_is_read_from_row_5_and_its_footnote_is_left_aside():
    table = read_table(files.xlsx(FORM, title="会员信息"), LAYOUT)
    assert (table.sheet, table.heading_row) == ("会员信息", 4)
    assert [row.number for row in table.rows] == [5, 6]
    assert names(table) == ["张三", "李四"]
    assert table.notes == ("第 7 行是说明文字，不是名册内容，已略过。",)


def test_a_column_knows_its_letter_and_heading():
    placed = read_table(files.xlsx(FORM), LAYOUT).placed["id_number"]
    assert (placed.letter, placed.header) == ("C", "证件号码")


@pytest.mark.parametrize(
    "heading",
    [
        "教师姓名",
        "姓 名",
        "姓\n名",
        "*姓名",
        "姓名(*)",
        "姓名（必填）",
        "姓名：",
        "【姓名】姓名",
        "\u3000姓名\u3000",
    ],
)
def test_headings_go_by_many_names(heading):
    rows = [[heading, "身份证号"], ["张三", "330106198503150024"]]
    assert names(read_table(files.xlsx(rows), LAYOUT)) == ["张三"]


def test_headings_that_nobody_expects_are_told():
    rows = [["姓名", "证件号码", "鞋码", ""], ["张三", "330106198503150024", "38", ""]]
    assert read_table(files.xlsx(rows), LAYOUT).unknown == ("鞋码",)


def test_of_two_columns_with_one_name_the_first_counts():
    rows = [["姓名", "证件号码", "姓名"], ["张三", "330106198503150024", "别人"]]
    assert names(read_table(files.xlsx(rows), LAYOUT)) == ["张三"]


def test_what_was_said_of_a_heading_goes_before_its_name():
    rows = [["姓名", "全名", "证件号码"], ["张三", "张三丰", "330106198503150024"]]
    said = LAYOUT.told({"全名": "name", "证件号码": ""})
    placed = read_table(files.xlsx(rows), said, may_lack=True).placed
    assert {key: found.index for key, found in placed.items()} == {"name": 1}


def test_a_file_that_lacks_a_column_is_read_where_that_is_asked_for():
    content = files.xlsx([["表"], ["姓名", "性别"], ["张三", "女"]])
    table = read_table(content, LAYOUT, may_lack=True)
    assert (table.missing, table.heading_row, len(table.rows)) == (("证件号码",), 2, 1)


def test_a_title_alone_is_no_heading_even_there():
    with pytest.raises(UnreadableSheet):
        read_table(files.xlsx([["姓名"], ["张三"]]), LAYOUT, may_lack=True)


def test_a_column_without_a_name_is_told_where_it_holds_something():
    rows = [["姓名", "证件号码", "", ""], ["张三", "330106198503150024", "", "x"]]
    assert read_table(files.xlsx(rows), LAYOUT).notes == (
        "D 列没有列名，已略过；要导入请写上列名。",
    )


def test_short_lines_of_a_text_are_rows_with_empty_cells():
    content = "性别,姓名,证件号码\n女\n女,李四\n男,张三,330106198503150024,x\n".encode()
    rows = read_table(content, LAYOUT).rows
    assert [(row.number, list(row.cells)) for row in rows] == [
        (2, ["女", "", "", ""]),
        (3, ["女", "李四", "", ""]),
        (4, ["男", "张三", "330106198503150024", "x"]),
    ]


def test_the_sheet_with_the_heading_is_found():
    content = files.xlsx_of({"民族": [["汉族"], ["回族"]], "会员信息": FORM})
    assert read_table(content, LAYOUT).sheet == "会员信息"


def test_a_hidden_sheet_is_not_read():
    content = files.xlsx_of({"说明": [["请看下表"]], "底稿": FORM}, hidden=["底稿"])
    assert refusal(content).code == "no_heading"


def test_rows_keep_the_numbers_of_the_sheet_across_empty_ones():
    rows = [HEAD, ZHANG, [], ["", "", "", ""], [3, "", "", ""], LI]
    table = read_table(files.xlsx(rows), LAYOUT)
    assert [row.number for row in table.rows] == [2, 6]
    assert table.notes == ()


def test_a_heading_that_is_repeated_on_every_printed_page_is_left_aside():
    table = read_table(files.xlsx([HEAD, ZHANG, HEAD, LI]), LAYOUT)
    assert names(table) == ["张三", "李四"]
    assert table.notes == ("第 3 行重复了表头，已略过。",)


@pytest.mark.parametrize(
    "remark",
    [["填表人：王五", "", "审核人：赵六"], ["合计", "2", ""], ["注：以上人员均已入会"], [REMARK]],
)
def test_lines_below_the_table_are_no_people(remark):
    if len(remark) == 3:
        remark = [remark[0], remark[2], ""]
    assert names(read_table(files.xlsx([HEAD, ZHANG, remark]), LAYOUT)) == ["张三"]


def test_a_row_with_a_name_alone_is_data_not_a_remark():
    table = read_table(files.xlsx([HEAD, ZHANG, [3, "李四", "", ""]]), LAYOUT)
    assert names(table) == ["张三", "李四"]


def test_a_table_without_rows_is_read_as_empty():
    assert read_table(files.xlsx([HEAD]), LAYOUT).rows == ()


def test_xls_is_read():
    content = files.xls([["姓名", "证件号码"], ["张三", "330106198503150024"]])
    assert names(read_table(content, LAYOUT)) == ["张三"]


def test_ods_is_read():
    cells = [["姓名", "证件号码"], ["张三", "330106198503150024"]]
    content = files.ods([[files.ods_cell(text) for text in row] for row in cells])
    assert names(read_table(content, LAYOUT)) == ["张三"]


def test_the_kind_is_told_by_the_content_not_by_any_name():
    text = "姓名,证件号码\n张三,330106198503150024\n"
    assert names(read_table(text.encode(), LAYOUT)) == ["张三"]


# --- refusals, each with its sentence -----------------------------------------------------


def test_missing_columns_are_named():
    refused = refusal(files.xlsx([["表"], ["姓名", "性别"], ["张三", "女"]], title="名册"))
    assert refused.code == "missing_columns"
    assert refused.sentence == "工作表“名册”第 2 行的表头缺少：证件号码。请补上后重新上传。"


def test_a_wrong_workbook_is_told_what_was_looked_for_and_where():
    refused = refusal(files.xlsx_of({"菜单": [["周一", "米饭"]], "价格": [["8 元"]]}))
    assert refused.code == "no_heading"
    assert refused.sentence == (
        "没有找到表头：在工作表“菜单”、“价格”的前 15 行里，没有一行写有“姓名”、“证件号码”等列名。"
        "请确认选对了文件和工作表。"
    )


def test_a_heading_too_far_down_is_not_found():
    assert refusal(files.xlsx([["x"]] * 15 + [HEAD, ZHANG])).code == "no_heading"


def test_an_empty_workbook_is_told():
    assert refusal(files.xlsx([])).code == "empty_file"


def test_merged_cells_among_the_data_are_refused_with_their_range():
    refused = refusal(files.xlsx(FORM, title="会员信息", merged=["B5:B6"]))
    assert refused.code == "merged_cells"
    assert "工作表“会员信息”的 B5:B6 是合并单元格" in refused.sentence


def test_merged_titles_and_footnotes_are_harmless():
    content = files.xlsx(FORM, merged=["A2:D2", "A7:D7"])
    assert names(read_table(content, LAYOUT)) == ["张三", "李四"]


def test_merged_cells_of_an_ods_are_refused_with_their_range():
    head = [files.ods_cell("姓名"), files.ods_cell("证件号码")]
    row = [files.ods_cell("张三", number_rows_spanned=2), files.ods_cell("330106198503150024")]
    below = ["<table:covered-table-cell/>", files.ods_cell("33010619900101123X")]
    refused = refusal(files.ods([head, row, below], title="名册"))
    assert "工作表“名册”的 A2:A3 是合并单元格" in refused.sentence


def test_a_file_beyond_the_size_limit_is_refused_with_both_sizes():
    refused = refusal(b"x" * 1_500_001, limits=Limits(bytes=1_000_000))
    assert refused.code == "too_large"
    assert "1.5 MB" in refused.sentence
    assert "1 MB" in refused.sentence


def test_the_size_limit_is_a_setting(settings):
    settings.UPLOAD_LIMIT_BYTES = 10
    assert refusal(files.xlsx(FORM)).code == "too_large"
