"""Makes rosters as schools really send them; every person in them is invented."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from typing import Any

from tests.union_site.spreadsheets import files
from union_site.idcards import check_digit

HEADINGS = [
    *("序号", "姓名", "性别", "出生日期", "民族", "就业状况", "有效证件类别", "证件号码", "学历"),
    *(
        "技术等级",
        "移动电话",
        "户籍类型",
        "户籍所在地",
        "会籍变化类型",
        "会籍变化日期",
        "会籍变化原因",
    ),
    *("政治面貌", "工作单位", "籍贯", "是否农民工会员"),
]
FOOTNOTE = (
    "填表说明：1.所列项目均为必填项；2.民族、学历、政治面貌请从下拉列表中选择；"
    "3.证件号码列请设为文本格式。"
)
UNIT = "示范第一小学"
FIRST_ROW = 5

_SURNAMES = "文侯韩徐龚余郭邵康罗赵郑许常吴蔡叶汪江姚冯杜尹梁林金苏雷郝唐潘范谢陈"
_GIVEN = "玉辉慧思秀国静雨子磊强娜明伟涛萱军宇佳涵丽嘉一婷鹏超刚文英然曦诺桂欣霞洋"
_AREAS = ("330106", "110105", "652301", "120116", "440306", "320411")


def id_number(born: datetime.date, order: int, *, area: str = "330106") -> str:
    """A right number; odd orders are men's."""
    first = f"{area}{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


def person(number: int) -> dict[str, str]:
    """The values of the form for one person, the same at every call."""
    dice = random.Random(number)
    born = datetime.date(1966, 1, 1) + datetime.timedelta(days=(number * 37) % 11_987)
    order = number % 1_000
    return {
        "序号": str(number),
        "姓名": dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2, 2)))),
        "性别": "男" if order % 2 else "女",
        "出生日期": f"{born:%Y/%m/%d}",
        "民族": dice.choice(("汉族", "汉族", "汉族", "回族", "维吾尔族")),
        "就业状况": "在岗",
        "有效证件类别": "居民身份证",
        "证件号码": id_number(born, order, area=_AREAS[(number // 1_000) % 6]),
        "学历": dice.choice(("本科", "硕士", "大专")),
        "技术等级": "无",
        "移动电话": f"1{38_0000_0000 + number * 7_919:010d}",
        "户籍类型": "非农业户口",
        "户籍所在地": "",
        "会籍变化类型": "入会",
        "会籍变化日期": f"{born.year + 23}/06/20",
        "会籍变化原因": "",
        "政治面貌": dice.choice(("群众", "中共党员")),
        "工作单位": UNIT,
        "籍贯": "",
        "是否农民工会员": "否",
    }


def people(count: int = 48) -> list[dict[str, Any]]:
    return [person(number) for number in range(1, count + 1)]


def rows_of(persons: Sequence[dict[str, Any]]) -> Iterator[list[Any]]:
    return ([someone.get(heading, "") for heading in HEADINGS] for someone in persons)


def official_form(persons: Sequence[dict[str, Any]] | None = None, **arguments: Any) -> bytes:
    """《工会会员信息采集表》: heading in row 4, data from row 5, a footnote as the last row."""
    persons = people() if persons is None else persons
    head = [["附件四"], ["工会会员信息采集表"]]
    head.append([f"填表单位（盖章）：{UNIT}", *[""] * 10, "单位负责人（签字）："])
    rows = [*head, HEADINGS, *rows_of(persons), [FOOTNOTE]]
    merged = {"会员信息": ["A2:T2", f"A{len(rows)}:T{len(rows)}", *arguments.pop("merged", [])]}
    return files.xlsx_of({"会员信息": rows, "民族": [["汉族"], ["回族"]]}, merged=merged)


# What is spoiled in which row of the sheet: column, heading, code, what the sentence says.
SPOILED = {
    8: ("H", "证件号码", "id_check_digit", "校验码"),
    12: ("C", "性别", "sex_differs", "按证件号码应为"),
    16: ("D", "出生日期", "date", "“1900/13/40”不是日期，请按 1990/01/31 的样子填写。"),
    20: ("H", "证件号码", "id_repeated", "与第 5 行的证件号码相同"),
    24: ("B", "姓名", "name_missing", "没有填写姓名"),
    28: ("E", "民族", "not_in_list", "“火星族”不在民族代码表中"),
}
MESSY_ROW = 32


def spoiled_people() -> list[dict[str, Any]]:
    """Six spoiled rows, and one that is merely messy."""
    persons = people()

    def at(row: int) -> dict[str, Any]:
        return persons[row - FIRST_ROW]

    number = at(8)["证件号码"]
    at(8)["证件号码"] = number[:-1] + ("1" if number[-1] != "1" else "2")
    at(12)["性别"] = "男" if at(12)["性别"] == "女" else "女"
    at(16)["出生日期"] = "1900/13/40"
    for heading in ("证件号码", "性别", "出生日期"):
        at(20)[heading] = at(5)[heading]
    at(24)["姓名"] = ""
    at(28)["民族"] = "火星族"
    messy = at(MESSY_ROW)
    messy["姓名"] = f" {messy['姓名'][0]}\u3000{messy['姓名'][1:]} "
    messy["证件号码"] = (
        messy["证件号码"][:-4] + chr(ord(messy["证件号码"][-4]) + 0xFEE0) + messy["证件号码"][-3:]
    )
    mobile = messy["移动电话"]
    messy["移动电话"] = f" {mobile[:3]}-{mobile[3:7]}-{mobile[7:]}"
    return persons


def form_with_errors() -> bytes:
    return official_form(spoiled_people())


def hr_export(persons: Sequence[dict[str, Any]] | None = None) -> bytes:
    """What a school's own system sends: other headings, 汉 for 汉族, real dates."""
    headings = [
        *("工号", "教师姓名", "身份证号", "性 别", "民族", "政治面貌", "最高学历", "职称", "岗位"),
        *("任教学科", "年级组", "手机号", "入职时间", "是否班主任", "在职状态"),
    ]
    rows = [headings]
    for number, someone in enumerate(persons or people(12), start=1):
        rows.append(
            [
                f"T{number:04d}",
                someone["姓名"],
                someone["证件号码"],
                someone["性别"],
                someone["民族"].removesuffix("族"),
                someone["政治面貌"],
                {"本科": "大学本科", "大专": "大专", "硕士": "硕士研究生"}[someone["学历"]],
                "一级教师",
                "专任教师",
                "语文",
                f"{'一二三'[number % 3]}年级组",
                someone["移动电话"],
                datetime.date(2010, 9, 1),
                "是" if number == 1 else "否",
                "在职",
            ]
        )
    return files.xlsx(rows, title="Sheet")


def gbk_csv(persons: Sequence[dict[str, Any]] | None = None) -> bytes:
    headings = ["姓名", "性别", "证件号码", "民族", "学历", "政治面貌", "移动电话"]
    lines = [headings, *([p[h] for h in headings] for p in persons or people(12))]
    return "\n".join(",".join(line) for line in lines).encode("gbk")


def born(number: int) -> datetime.date:
    """The day of birth of `person(number)`."""
    year, month, day = map(int, person(number)["出生日期"].split("/"))
    return datetime.date(year, month, day)
