"""Columns of a roster: the official form 《工会会员信息采集表》 and what schools add to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from members.models import codes
from members.resources.readers import (
    Reader,
    choice_reader,
    date_reader,
    read_bank_card,
    read_birth_date,
    read_flag,
    read_mobile,
    read_name,
    text_reader,
)
from union_site.idcards import IdKind, Sex
from union_site.masking import Personal, covered
from union_site.spreadsheets import Expected, Layout


@dataclass(frozen=True)
class Column:
    """`key` is the field of the member, unless the column is only read (`seq`)."""

    key: str
    label: str
    read: Reader
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    is_counter: bool = False
    show: Callable[[Any], str] = str
    personal: Personal | None = None  # how its cells are covered where a file is shown

    @property
    def expected(self) -> Expected:
        return Expected(self.key, self.label, self.aliases, self.is_required, self.is_counter)


def _label(choices: Any) -> Callable[[Any], str]:
    labels = dict(choices.choices)
    return lambda value: str(labels.get(value, ""))


def _day(value: Any) -> str:
    return f"{value:%Y/%m/%d}" if value else ""


def _flag(value: Any) -> str:
    return "是" if value else "否"


def _choice(
    key: str, label: str, choices: Any, synonyms: dict[str, str] | None = None, *aliases: str
) -> Column:
    reader = choice_reader(label, choices, synonyms)
    return Column(key, label, reader, aliases, show=_label(choices))


def _date(key: str, label: str, *aliases: str, accept_month: bool = True) -> Column:
    return Column(key, label, date_reader(accept_month=accept_month), aliases, show=_day)


def _text(
    key: str, label: str, limit: int, *aliases: str, personal: Personal | None = None
) -> Column:
    return Column(key, label, text_reader(limit), aliases, personal=personal)


def _untouched(cell: object) -> object:
    """The ID number is read together with its kind."""
    return cell


_ETHNICITIES = {label.removesuffix("族"): value for value, label in codes.Ethnicity.choices}

_EDUCATION_WORDS = {
    **{label: value for value, label in codes.Education.choices},
    "博士研究生": "11",
    "硕士研究生": "14",
    "研究生": "14",
    "大学本科": "20",
    "大学": "20",
    "大学专科": "30",
    "专科": "30",
    "小学": "80",
}

# In the order of the official form, then the school's own.
COLUMNS: tuple[Column, ...] = (
    Column("seq", "序号", _untouched, ("编号", "序"), is_counter=True),
    Column(
        "name", "姓名", read_name, ("教师姓名", "职工姓名", "会员姓名", "员工姓名", "名字"), True
    ),
    _choice("sex", "性别", Sex, {"男性": "male", "女性": "female", "1": "male", "2": "female"}),
    Column(
        "birth_date",
        "出生日期",
        read_birth_date,
        ("出生年月", "出生年月日", "生日", "出生时间"),
        show=_day,
    ),
    _choice("ethnicity", "民族", codes.Ethnicity, _ETHNICITIES),
    _choice(
        "employment_status",
        "就业状况",
        codes.Employment,
        {
            "在职": "working",
            "在编在岗": "working",
            "在岗在编": "working",
            "正常": "working",
            "待岗": "laid_off",
            "下岗": "laid_off",
            "待下岗": "laid_off",
            "内退": "early_retired",
            "退养": "early_retired",
            "离休": "retired",
            "离退休": "retired",
            "长病": "sick_leave",
        },
        "在职状态",
        "人员状态",
        "在岗状态",
    ),
    _choice(
        "id_kind",
        "有效证件类别",
        IdKind,
        {
            "身份证": IdKind.RESIDENT,
            "二代身份证": IdKind.RESIDENT,
            "港澳台居住证": IdKind.RESIDENCE,
            "港澳通行证": IdKind.HK_MACAO,
            "回乡证": IdKind.HK_MACAO,
            "台胞证": IdKind.TAIWAN,
        },
        "证件类别",
        "证件类型",
        "身份证件类型",
    ),
    Column(
        "id_number",
        "证件号码",
        _untouched,
        (
            "身份证号",
            "身份证号码",
            "身份证",
            "公民身份号码",
            "有效证件号码",
            "证件号",
            "居民身份证号",
            "居民身份证号码",
        ),
        True,
        personal=Personal.ID_NUMBER,
    ),
    _choice(
        "education",
        "学历",
        codes.Education,
        {
            "博士研究生": "11",
            "博士毕业": "11",
            "硕士研究生": "14",
            "研究生": "14",
            "硕士毕业": "14",
            "大学本科": "20",
            "大学": "20",
            "本科毕业": "20",
            "学士": "20",
            "全日制本科": "20",
            "大学专科": "30",
            "专科": "30",
            "大专毕业": "30",
            "高职": "30",
            "中等专科": "40",
            "中师": "40",
            "职高": "40",
            "技校": "40",
            "中职": "40",
            "普通高中": "60",
            "初级中学": "70",
            "小学": "80",
        }
        | {f"{word}学历": value for word, value in _EDUCATION_WORDS.items()},
        "最高学历",
        "文化程度",
        "学历层次",
        "学历情况",
    ),
    _choice(
        "skill_level",
        "技术等级",
        codes.SkillLevel,
        {"高级技师": "1", "技师": "2", "高级工": "3", "中级工": "4", "初级工": "5", "没有": "none"},
    ),
    Column(
        "mobile",
        "移动电话",
        read_mobile,
        ("手机号", "手机", "手机号码", "联系电话", "联系方式", "电话", "移动电话号码"),
        personal=Personal.MOBILE,
    ),
    _choice(
        "hukou_type",
        "户籍类型",
        codes.Hukou,
        {"农业": "rural", "农村": "rural", "非农业": "urban", "城镇": "urban", "居民户口": "urban"},
        "户口类型",
        "户口性质",
    ),
    _text("hukou_place", "户籍所在地", 100, "户口所在地", personal=Personal.ADDRESS),
    _choice("membership_change", "会籍变化类型", codes.MembershipChange, {"保留会籍": "retained"}),
    _date("changed_on", "会籍变化日期"),
    _choice(
        "change_reason",
        "会籍变化原因",
        codes.ChangeReason,
        {"劳动关系发生变化": "employment", "工作关系发生变化": "employment"},
    ),
    _choice(
        "political_status",
        "政治面貌",
        codes.PoliticalStatus,
        {
            "党员": "01",
            "中国共产党党员": "01",
            "共产党员": "01",
            "预备党员": "02",
            "团员": "03",
            "民革": "04",
            "民盟": "05",
            "民建": "06",
            "民进": "07",
            "农工党": "08",
            "农工民主党": "08",
            "致公党": "09",
            "九三学社": "10",
            "台盟": "11",
            "无党派": "12",
            "无党派人士": "12",
            "普通群众": "13",
            "群众(普通公民)": "13",
        },
    ),
    _text("employer", "工作单位", 100, "单位", "单位名称", "所在单位"),
    _text("native_place", "籍贯", 60),
    Column(
        "is_migrant_worker", "是否农民工会员", read_flag, ("是否农民工", "农民工会员"), show=_flag
    ),
    _text("staff_no", "工号", 30, "教工号", "职工号", "人员编号"),
    _text("title", "职称", 40, "专业技术职称", "专业技术职务", "现任职称"),
    _choice(
        "post_category",
        "岗位类别",
        codes.PostCategory,
        {
            "教师": "teacher",
            "教师岗": "teacher",
            "专技": "teacher",
            "教辅": "staff",
            "行政": "staff",
            "工勤岗": "worker",
            "后勤": "worker",
            "管理岗": "manager",
            "中层": "manager",
            "校级": "manager",
        },
        "岗位",
        "岗位类型",
    ),
    _choice(
        "engagement",
        "编制类型",
        codes.Engagement,
        {
            "事业编": "established",
            "编内": "established",
            "编外": "not_established",
            "非编": "not_established",
            "合同": "contract",
            "合同制": "contract",
            "派遣": "dispatched",
        },
        "编制",
        "编制情况",
        "用工形式",
    ),
    _text("subject", "任教学科", 40, "学科", "任教科目"),
    Column("is_head_teacher", "是否班主任", read_flag, ("班主任",), show=_flag),
    _text(
        "teaching_group",
        "年级组/教研组",
        40,
        *(
            "年级组",
            "教研组",
            "年级",
            "所在年级",
            "年级教研组",
            "部门",
            "所在部门",
            "部门名称",
            "科室",
        ),
    ),
    _text("group", "工会小组", 40, "小组", "分工会", "所在小组", "所属工会小组"),
    _text("union_post", "工会职务", 40),
    _date("started_work_on", "参加工作日期", "参加工作时间", "参加工作年月", "工作时间"),
    _date(
        "joined_school_on", "来校日期", "来校时间", "入职时间", "入职日期", "到校时间", "进校时间"
    ),
    _date("retires_on", "本人退休日期", "退休日期", "退休时间", "预计退休日期", "退休年月"),
    _date("joined_union_on", "入会日期", "入会时间", "加入工会时间", "入会年月"),
    _text("certificate_no", "会员证号", 40, "会员证号码", "工会会员证号"),
    _text(
        "card_no",
        "会员服务卡号",
        40,
        "会员卡号",
        "工会卡号",
        "服务卡号",
        "会员服务卡",
        "工会会员卡号",
    ),
    _date("card_issued_on", "服务卡发放日期", "发卡日期", "办卡日期", "会员服务卡发放日期"),
    _text(
        "home_address",
        "家庭住址",
        200,
        *("住址", "家庭地址", "现住址", "居住地址", "通讯地址", "联系地址"),
        personal=Personal.ADDRESS,
    ),
    Column(
        "bank_card",
        "银行卡号",
        read_bank_card,
        ("银行账号", "银行卡", "工资卡", "工资卡号", "银行卡账号", "收款账号"),
        personal=Personal.BANK_CARD,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
OFFICIAL_FORM = tuple(column.key for column in COLUMNS[:20])
LAYOUT = Layout(tuple(column.expected for column in COLUMNS))


def shown(key: str, value: Any) -> str:
    """A kept value in the words of the form; "" for none."""
    if value is None or value == "":
        return ""
    column = BY_KEY[key]
    # What is encrypted at rest is not shown in a preview either.
    return (
        covered(value, column.personal)
        if column.personal and key in _SEALED
        else column.show(value)
    )


_SEALED = {"bank_card", "home_address"}
