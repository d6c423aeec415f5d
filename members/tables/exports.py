"""What leaves the roster as a file: the table of the list, and the official form."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone

from members.models import CodeMap, Member
from members.models.code_maps import MAPPED, WORDS, Coding, shipped
from members.models.people import MemberQuerySet
from members.resources.columns import BY_KEY, OFFICIAL_FORM, shown
from union_site.listing import Column
from union_site.masking import Personal, covered
from union_site.models import Seat
from union_site.spreadsheets import Sheet

AT_ONCE = 500  # rows fetched together
_SEALED = {
    "id_number": Personal.ID_NUMBER,
    "mobile": Personal.MOBILE,
    "bank_card": Personal.BANK_CARD,
    "home_address": Personal.ADDRESS,
}


class Kind(TextChoices):
    TABLE = "table", "名册表格"
    OFFICIAL = "official", "《工会会员信息采集表》"


@dataclass(frozen=True)
class Wanted:
    """Which file: its kind, what stands in it in full, in whose codes the form is filled."""

    kind: Kind = Kind.TABLE
    full: Collection[str] = ()
    coding: Coding = field(default=WORDS)

    @property
    def columns(self) -> list[Column]:
        return _table(self.full) if self.kind == Kind.TABLE else _official(self)

    @property
    def headings(self) -> list[str]:
        numbered = [] if self.kind == Kind.TABLE else [BY_KEY["seq"].label]
        return numbered + [column.heading for column in self.columns]

    @property
    def title(self) -> str:
        return "会员名册" if self.kind == Kind.TABLE else "工会会员信息采集表"


def _value(name: str, full: Collection[str]) -> Callable[[Member], str]:
    """The column in full where that was asked for, masked otherwise: a file travels."""
    if name in full:
        return lambda row: getattr(row, name)
    return lambda row: covered(getattr(row, name), _SEALED[name]) if getattr(row, name) else ""


def _table(full: Collection[str]) -> list[Column]:
    born = Column("出生年份", lambda row: row.birth_date.year, 10)
    if "id_number" in full:
        born = Column("出生日期", lambda row: row.birth_date, 12)
    return [
        Column("姓名", lambda row: row.name, 12),
        Column("性别", lambda row: row.get_sex_display(), 6),
        born,
        Column("民族", lambda row: row.get_ethnicity_display(), 12),
        Column("政治面貌", lambda row: row.get_political_status_display(), 14),
        Column("学历", lambda row: row.get_education_display(), 10),
        Column("证件号码", _value("id_number", full), 22),
        Column("移动电话", _value("mobile", full), 14),
        Column("家庭住址", _value("home_address", full), 28 if "home_address" in full else 12),
        Column("工号", lambda row: row.staff_no, 10),
        Column("工会小组", lambda row: row.group.name if row.group else "", 16),
        Column("年级组/教研组", lambda row: row.teaching_group, 16),
        Column("工会职务", lambda row: row.union_post, 12),
        Column("岗位类别", lambda row: row.get_post_category_display(), 12),
        Column("编制类型", lambda row: row.get_engagement_display(), 10),
        Column("职称", lambda row: row.title, 14),
        Column("任教学科", lambda row: row.subject, 10),
        Column("是否班主任", lambda row: "是" if row.is_head_teacher else "否", 10),
        Column("就业状况", lambda row: row.get_employment_status_display(), 12),
        Column("来校日期", lambda row: row.joined_school_on, 12),
        Column("入会日期", lambda row: row.joined_union_on, 12),
        Column("会员证号", lambda row: row.certificate_no, 14),
        Column("会员服务卡号", lambda row: row.card_no, 16),
        Column("服务卡发放日期", lambda row: row.card_issued_on, 14),
        Column("银行卡号", _value("bank_card", full), 22),
        Column("会籍状态", lambda row: row.get_status_display(), 12),
    ]


def _official(wanted: Wanted) -> list[Column]:
    """The columns B to T of the official form, in its order and under its headings."""
    return [
        Column(BY_KEY[key].label, _official_cell(key, wanted), _WIDTHS.get(key, 12))
        for key in OFFICIAL_FORM
        if key != "seq"
    ]


_WIDTHS = {"id_number": 22, "id_kind": 16, "mobile": 14, "employer": 24, "hukou_place": 18}


def _official_cell(key: str, wanted: Wanted) -> Callable[[Member], Any]:
    if key in _SEALED:
        return _value(key, wanted.full)
    if key == "birth_date" and "id_number" not in wanted.full:
        return lambda row: f"{row.birth_date:%Y}"
    if key not in MAPPED:
        return lambda row: shown(key, getattr(row, key))

    def cell(row: Member) -> str:
        value = getattr(row, key)
        return (wanted.coding.written(key, value) if value else "") or shown(key, value)

    return cell


FOOTNOTE = (
    "填表说明：1.所列项目均为必填项；2.民族、学历、政治面貌等请按规定的名称或代码填写；"
    "3.证件号码列为文本格式。"
)


def sheet(wanted: Wanted, rows: Iterable[Member], seat: Seat, *, mark: str = "") -> Sheet:
    """The file as it is written: the form has its heading in row 4, as the upper system reads."""
    is_form = wanted.kind == Kind.OFFICIAL
    lead: list[list[str]] = [[mark]] if mark else []
    if is_form:
        # The title row of the form keeps its place; the mark stands beside it.
        unit = f"填表单位（盖章）：{seat.union.unit_name}"
        lead = [
            ["附件四", "", *([mark] if mark else [])],
            [wanted.title],
            [unit, *[""] * 10, "单位负责人（签字）："],
        ]
    columns = wanted.columns
    return Sheet(
        title="会员信息" if is_form else wanted.title,
        headings=wanted.headings,
        rows=_cells(columns, rows, is_numbered=is_form),
        lead=lead,
        widths=[*([6] if is_form else []), *(column.width for column in columns)],
        mark=mark,
        foot=FOOTNOTE if is_form else "",
    )


def _cells(
    columns: list[Column], rows: Iterable[Member], *, is_numbered: bool
) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, start=1):
        yield [*([number] if is_numbered else []), *(column.cell(row) for column in columns)]


def people(rows: MemberQuerySet, wanted: Wanted, only: Collection[int] | None = None) -> Any:
    """The rows in batches, without decrypting what the file does not hold; `only` those whose
    values were recorded as disclosed.
    """
    spared = ["home_address", "bank_card"] if wanted.kind == Kind.OFFICIAL else []
    fetched = rows.defer(*spared).iterator(chunk_size=AT_ONCE)
    return fetched if only is None else (row for row in fetched if row.pk in only)


def mark(seat: Seat, *, reason: str, count: int, now: datetime.datetime) -> str:
    """The watermark: who took it away, when, for what, from which union."""
    at = timezone.localtime(now)
    return (
        f"含完整个人信息 {seat.union.name} 导出人 {seat.name}（{seat.role_label}） "
        f"{at:%Y-%m-%d %H:%M} 共 {count} 人 用途：{reason}"
    )


def codings(seat: Seat) -> list[Coding]:
    """The codes to choose from: words, what comes with the software, the union's own maps."""
    own = CodeMap.objects.visible_to(seat).in_use().for_list()
    return [WORDS, *shipped(), *(row.coding for row in own)]


def coding(seat: Seat, key: str) -> Coding:
    """One of them by its key; words where there is none of that key (any more)."""
    return next((one for one in codings(seat) if one.key == key), WORDS)
