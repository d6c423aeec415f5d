"""Cells of a roster, as people write them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.checks.roster import Problem
from members.models import codes
from members.resources.columns import BY_KEY, COLUMNS, LAYOUT, OFFICIAL_FORM
from tests.members import rosters
from union_site.spreadsheets import plain


def read(key, cell):
    return BY_KEY[key].read(cell)


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("name", " 叶\u3000雨思 ", "叶雨思"),
        ("name", "王\u3000琛", "王琛"),
        ("name", "王\u3000\u3000琛", "王琛"),
        ("name", "阿依古丽•买买提", "阿依古丽·买买提"),
        ("name", "阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("name", "Anna  Smith", "Anna Smith"),
        ("sex", "女", "female"),
        ("sex", " 男 性 ", "male"),
        ("ethnicity", "汉", codes.Ethnicity.HA),
        ("ethnicity", "汉族", codes.Ethnicity.HA),
        ("ethnicity", "维吾尔", codes.Ethnicity.UG),
        ("ethnicity", "01", codes.Ethnicity.HA),
        ("political_status", "党员", codes.PoliticalStatus.PARTY),
        ("political_status", "中共党员", codes.PoliticalStatus.PARTY),
        ("political_status", "民盟", codes.PoliticalStatus.MINMENG),
        ("political_status", "九三学社", codes.PoliticalStatus.JIUSAN),
        ("education", "大学本科", codes.Education.BACHELOR),
        ("education", "本科学历", codes.Education.BACHELOR),
        ("education", "大学本科学历", codes.Education.BACHELOR),
        ("education", "硕士研究生学历", codes.Education.MASTER),
        ("education", "大专学历", codes.Education.COLLEGE),
        ("education", "硕士研究生", codes.Education.MASTER),
        ("education", "专科", codes.Education.COLLEGE),
        ("employment_status", "在职", codes.Employment.WORKING),
        ("employment_status", "内退", codes.Employment.EARLY_RETIRED),
        ("employment_status", "退养（内退）", codes.Employment.EARLY_RETIRED),
        ("employment_status", "待（下）岗", codes.Employment.LAID_OFF),
        ("id_kind", "身份证", "resident_id"),
        ("skill_level", "二级(技师)", None),
        ("skill_level", "技师", codes.SkillLevel.LEVEL_2),
        ("hukou_type", "城镇", codes.Hukou.URBAN),
        ("mobile", " 151-0626-2476", "15106262476"),
        ("mobile", "＋86 15106262476", "15106262476"),
        ("mobile", "１５１０６２６２４７６", "15106262476"),
        ("mobile", 15106262476.0, "15106262476"),
        ("is_migrant_worker", "否", False),
        ("is_head_teacher", "√", True),
        ("birth_date", "1991/02/10", datetime.date(1991, 2, 10)),
        ("birth_date", "1985.3.7", datetime.date(1985, 3, 7)),
        ("birth_date", "1985年3月7日", datetime.date(1985, 3, 7)),
        ("birth_date", "19850307", datetime.date(1985, 3, 7)),
        ("birth_date", 19850307, datetime.date(1985, 3, 7)),
        ("birth_date", 31113, datetime.date(1985, 3, 7)),
        ("birth_date", "31113", datetime.date(1985, 3, 7)),
        ("birth_date", "１９８５－０３－０７", datetime.date(1985, 3, 7)),
        ("birth_date", "1985-03-07 08:30:00", datetime.date(1985, 3, 7)),
        ("started_work_on", "1985-03", datetime.date(1985, 3, 1)),
        ("started_work_on", "198503", datetime.date(1985, 3, 1)),
        ("started_work_on", 1985.03, datetime.date(1985, 3, 1)),
        ("bank_card", "6222 0210-0101", "622202100101"),
        ("joined_school_on", "2019.09", datetime.date(2019, 9, 1)),
        ("title", "高级教师", "高级教师"),
        ("post_category", "教师岗", codes.PostCategory.TEACHER),
        ("engagement", "事业编", codes.Engagement.ESTABLISHED),
    ],
)
def test_what_people_write_is_understood(key, cell, value):
    found = read(key, cell)
    if value is None:
        assert isinstance(found, Problem)
    else:
        assert found == value


@pytest.mark.parametrize(
    ("key", "cell", "sentence"),
    [
        ("birth_date", "1900/13/40", "“1900/13/40”不是日期，请按 1990/01/31 的样子填写。"),
        ("started_work_on", "1991", "“1991”不是日期，请按 1990/01/31 的样子填写。"),
        ("started_work_on", 1985.1, "“1985.1”不是日期，请按 1990/01/31 的样子填写。"),
        ("retires_on", "9999-12-31", "“9999-12-31”的年份不对，请核对。"),
        ("bank_card", "招商银行", "银行卡号应为 8 至 30 位数字。"),
        (
            "ethnicity",
            "火星族",
            "“火星族”不在民族代码表中，请从列表中选择，如“汉族”“蒙古族”“回族”。",
        ),
        ("name", "张3", "“张3”不像姓名：里面有数字。"),
        ("name", "长" * 61, "姓名有 61 个字，最多 60 个字。"),
        ("mobile", "1510626247", "移动电话应为 11 位数字，这里有 10 位。"),
        ("mobile", "25106262476", "移动电话应为 1 开头的 11 位数字。"),
        ("is_migrant_worker", "也许", "“也许”应填“是”或“否”。"),
        ("title", "长" * 41, "有 41 个字，最多 40 个字。"),
        ("sex", "#N/A", "单元格里的公式出错（#N/A），请填写实际内容。"),
        ("title", "#REF!", "单元格里的公式出错（#REF!），请填写实际内容。"),
    ],
)
def test_what_is_wrong_is_said_plainly(key, cell, sentence):
    assert read(key, cell).sentence == sentence


@pytest.mark.parametrize("key", [column.key for column in COLUMNS if not column.is_counter])
@pytest.mark.parametrize("cell", ["", None, "  ", "\u3000"])
def test_an_empty_cell_is_nothing(key, cell):
    found = read(key, cell)
    assert found in (None, cell)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans(), st.dates()))
def test_no_cell_breaks_a_reader(cell):
    for column in COLUMNS:
        column.read(cell)


@pytest.mark.parametrize(
    ("choices", "count"), [(codes.Ethnicity, 58), (codes.PoliticalStatus, 13), (codes.Status, 8)]
)
def test_the_code_lists_are_whole(choices, count):
    # GB/T 3304-1991 with 97 and 98; GB/T 4762-1984.
    assert len(choices.values) == count
    assert len(set(choices.values)) == len(set(choices.labels)) == count


def test_the_columns_of_the_official_form_stand_in_its_order():
    assert [BY_KEY[key].label for key in OFFICIAL_FORM] == rosters.HEADINGS


def test_no_heading_means_two_columns():
    names = [plain(name) for column in COLUMNS for name in (column.label, *column.aliases)]
    assert len(names) == len(set(names)) == len(LAYOUT.keys_by_header)
