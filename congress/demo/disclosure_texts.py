"""Words and figures of the demonstration notices; every number is made up."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from congress.models.disclosure_parts import LABEL, NUMBER, TEXT

TEXTS: dict[str, str] = {
    "年度经费预算": "现将{period}经费预算公布如下。预算经校务会议研究，已向教代会报告。",
    "年度经费决算和收支情况": "现将{period}经费决算和收支情况公布如下，结余按规定结转下年使用。",
    "公用经费使用情况": "{period}公用经费按预算执行，主要用于教学业务、水电和维修，支出如下。",
    "公务接待、培训和差旅支出": "{period}公务接待、教师培训和差旅支出情况如下，均未超出预算。",
    "食堂收支情况": "{period}食堂收支如下，坚持公益性，盈余用于改善伙食。",
    "收费项目、标准和依据": "{period}收费项目和标准如下，代收费按实结算、多退少补。",
    "课后服务收费和支出情况": "{period}课后服务收费和支出情况如下，分配办法经教代会讨论通过。",
    "大宗物资和设备采购情况": "{period}大宗物资和设备采购情况如下，均按规定程序询价或招标。",
    "奖励性绩效工资分配结果说明": (
        "{period}奖励性绩效工资按教代会通过的分配办法核定，各类岗位人数和人均数如下。"
        "个人明细由本人向校办公室查询，不在公开范围。"
    ),
    "年度考核和评优评先结果": "{period}考核经民主测评、考核小组评议和公示产生，优秀比例符合规定。",
    "职称评审推荐条件、名额和结果": "{period}职称推荐条件和名额见校内文件，推荐结果经公示无异议。",
    "岗位设置和聘任情况": "{period}岗位设置和聘任情况按批准的岗位设置方案执行。",
    "招生计划、范围和录取结果": "{period}招生计划和录取结果如下，录取由区教育局统一组织。",
    "学校工作计划和总结": "{period}工作总结和下一学年工作计划已向教代会报告，全文见附件和公开栏。",
    "领导班子分工和民主评议情况": "{period}领导班子分工和民主评议结果已在教代会上通报。",
}


@dataclass(frozen=True)
class Form:
    """A table: its columns of numbers with their sizes, the names of its rows."""

    unit: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]
    drawing: str = "bar"
    drawn: tuple[int, ...] = (1,)
    remark: str = ""
    has_total: bool = True


_SPENT = (("办公费", 42_000), ("水电费", 96_000), ("教学业务费", 128_000), ("维修费", 64_000))

TABLES: dict[str, Form] = {
    "年度经费预算": Form(
        "万元",
        ("上年预算", "本年预算"),
        (("人员经费", 1_180), ("公用经费", 186), ("项目经费", 94), ("其他", 22)),
        drawn=(1, 2),
    ),
    "年度经费决算和收支情况": Form(
        "万元",
        ("预算", "决算"),
        (("人员经费", 1_180), ("公用经费", 186), ("项目经费", 94), ("其他", 22)),
        drawn=(1, 2),
    ),
    "公用经费使用情况": Form(
        "元", ("本期支出",), (*_SPENT, ("培训费", 36_000), ("其他", 18_000)), drawing="share"
    ),
    "公务接待、培训和差旅支出": Form(
        "元",
        ("预算", "支出"),
        (("公务接待", 3_000), ("教师培训", 42_000), ("差旅", 26_000)),
        drawn=(1, 2),
    ),
    "食堂收支情况": Form(
        "元",
        ("收入", "支出"),
        (("9月", 182_000), ("10月", 176_000), ("11月", 190_000), ("12月", 171_000)),
        drawing="line",
        drawn=(1, 2),
    ),
    "收费项目、标准和依据": Form(
        "元/学期",
        ("标准",),
        (("课后服务费", 480), ("作业本费", 22), ("校服（夏装，自愿）", 130)),
        remark="依据区发改、教育部门公布的标准",
        has_total=False,
    ),
    "课后服务收费和支出情况": Form(
        "元",
        ("金额",),
        (("教师课时补助", 212_000), ("外聘教师", 64_000), ("耗材", 18_000)),
        "share",
    ),
    "大宗物资和设备采购情况": Form(
        "元", ("成交金额",), (("多媒体设备", 148_000), ("课桌椅", 62_000), ("图书", 35_000))
    ),
    "奖励性绩效工资分配结果说明": Form(
        "元",
        ("人数", "人均"),
        (("班主任", 9_200), ("任课教师", 7_600), ("教辅和职员", 6_900), ("管理岗位", 8_100)),
        drawn=(2,),
        has_total=False,
    ),
    "招生计划、范围和录取结果": Form(
        "人", ("计划", "录取"), (("本区户籍", 120), ("积分入学", 40)), drawn=(1, 2)
    ),
}


def sheet(form: Form, dice: random.Random) -> dict[str, Any]:
    """The content of a table, as it would have been read from a sheet."""
    columns = [
        {"name": "项目", "kind": LABEL},
        *({"name": name, "kind": NUMBER} for name in form.columns),
    ]
    if form.remark:
        columns.append({"name": "依据", "kind": TEXT})
    rows, sums = [], [0] * len(form.columns)
    for label, size in form.rows:
        values = [_value(name, size, dice) for name in form.columns]
        sums = [total + value for total, value in zip(sums, values, strict=True)]
        rows.append([label, *map(str, values), *([form.remark] if form.remark else [])])
    total = ["合计", *map(str, sums), *([""] if form.remark else [])]
    return {"columns": columns, "rows": rows, "total": total if form.has_total else None}


def _value(name: str, size: int, dice: random.Random) -> int:
    if name == "人数":
        return dice.randint(6, 24)
    if name == "标准":
        return size
    return size * dice.randint(88, 112) // 100
