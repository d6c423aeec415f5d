"""Columns of the register: the form 《工会组织信息采集表》 and what a district adds to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from members.checks import register as checks
from members.checks.roster import Problem
from members.models.register import KINDS, BaseType
from members.resources.readers import (
    Reader,
    choice_reader,
    date_reader,
    read_flag,
    read_name,
    text_reader,
)
from union_site.models import Union
from union_site.spreadsheets import Expected, Layout, as_text

_KIND_WORDS = {
    "公办": Union.Kind.PUBLIC_SCHOOL,
    "公办单位": Union.Kind.PUBLIC_SCHOOL,
    "公办中小学": Union.Kind.PUBLIC_SCHOOL,
    "公办幼儿园": Union.Kind.PUBLIC_SCHOOL,
    "民办": Union.Kind.PRIVATE_SCHOOL,
    "民办中小学": Union.Kind.PRIVATE_SCHOOL,
    "幼儿园": Union.Kind.PRIVATE_KINDERGARTEN,
}
_KNOWN_KINDS: dict[str, str] = {
    **{value: value for value, _ in KINDS},
    **{str(label): value for value, label in KINDS},
    **_KIND_WORDS,
}
_COUNT = re.compile(r"(\d{1,6})人?")
_PHONE = re.compile(r"[\d\- ]{7,20}")


@dataclass(frozen=True)
class Column:
    """`key` is the field of the unit; without a reader the column is known and left aside."""

    key: str
    label: str
    read: Reader | None = None
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    is_counter: bool = False

    @property
    def expected(self) -> Expected:
        return Expected(self.key, self.label, self.aliases, self.is_required, self.is_counter)


def _read_kind(cell: object) -> Any:
    text = as_text(cell).replace(" ", "")
    if not text:
        return None
    known = "”“".join(str(label) for _, label in KINDS)
    sentence = f"“{text[:30]}”不是登记册里的类别，请填“{known}”之一。"
    return _KNOWN_KINDS.get(text) or Problem("not_in_list", sentence)


def _read_uscc(cell: object) -> Any:
    code = checks.clean_uscc(as_text(cell))
    if not code:
        return None
    sentence = checks.uscc_problem(code)
    return Problem("uscc", sentence) if sentence else code


def _read_count(cell: object) -> Any:
    text = as_text(cell).replace(",", "")
    if not text:
        return None
    found = _COUNT.fullmatch(text)
    return int(found[1]) if found else Problem("count", f"“{text[:30]}”不是人数，请填整数。")


def _title_reader(limit: int) -> Reader:
    """Names as they are printed on a seal: with brackets of full width."""
    read = text_reader(limit)

    def read_title(cell: object) -> Any:
        found = read(cell)
        return found.replace("(", "（").replace(")", "）") if isinstance(found, str) else found

    return read_title


def _read_phone(cell: object) -> Any:
    text = as_text(cell)
    if "*" in text:
        return None  # covered, as our own export has it: says nothing new
    if not text or _PHONE.fullmatch(text):
        return text or None
    return Problem("phone", f"“{text[:30]}”不像电话号码，只用数字和连字符。")


_read_day = date_reader(accept_month=True)
_read_base_type = choice_reader("基层工会类型", BaseType, {"独立": "independent", "联合": "joint"})

# In the order of the official form, then the district's own.
COLUMNS: tuple[Column, ...] = (
    Column("seq", "序号", None, ("编号", "序"), is_counter=True),
    Column("name", "单位名称", _title_reader(100), ("学校名称", "学校", "单位"), True),
    Column("uscc", "单位统一社会信用代码", _read_uscc, ("统一社会信用代码", "信用代码")),
    Column("address", "单位地址", text_reader(200), ("地址",)),
    Column("place", "单位所在政区", None, ("所在政区",)),
    Column("kind", "单位性质类别", _read_kind, ("单位性质", "单位类别", "类别", "办学性质")),
    Column("economy", "经济类型"),
    Column("industry", "单位所属行业", None, ("所属行业", "行业")),
    Column("staff_count", "职工人数", _read_count, ("教职工人数", "职工数", "教职工数")),
    Column("union_name", "工会名称", _title_reader(100)),
    Column("union_uscc", "工会统一社会信用代码", _read_uscc, ("工会信用代码",)),
    Column("parent", "上级工会名称", None, ("上级工会",)),
    Column("established_on", "建会日期", _read_day, ("成立日期", "建会时间")),
    Column("base_type", "基层工会类型", _read_base_type, ("工会类型",)),
    Column("members_registered", "会员人数", _read_count, ("采集会员数", "会员数")),
    Column("contact_name", "工会负责人", read_name, ("法定代表人", "工会主席", "负责人")),
    Column("contact_phone", "联系电话", _read_phone, ("电话", "手机", "联系方式")),
    Column("zone", "学区", text_reader(40), ("所属学区", "片区")),
    Column("liaison_name", "挂点领导", read_name, ("挂点", "联系领导")),
    Column("approval_no", "批复文号", text_reader(60), ("批准文号", "文号")),
    Column("last_renewed_on", "最近换届日期", _read_day, ("换届日期", "换届时间")),
    Column("next_due_on", "任期届满日期", _read_day, ("届满日期", "届满时间")),
    Column("cards_issued", "会员服务卡数", _read_count, ("服务卡数", "持卡数", "服务卡")),
    Column("counted_on", "统计日期", _read_day),
    Column("is_eligible", "是否具备建会条件", read_flag, ("具备建会条件",)),
    Column("ineligible_reason", "不具备的原因", text_reader(100), ("不具备原因",)),
    Column("note", "备注", text_reader(200)),
)
BY_KEY = {column.key: column for column in COLUMNS}
LAYOUT = Layout(tuple(column.expected for column in COLUMNS))
OFFICIAL_FORM = tuple(column.label for column in COLUMNS[:17])
