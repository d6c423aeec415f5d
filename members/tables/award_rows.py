"""What pages show of one award: its line, its facts, the columns of exports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from members.models import Award, AwardHolder
from members.models.honour_titles import Level
from members.tables.honours import trail
from members.workflow.honours import AWARD
from union_site.calendar import official_date
from union_site.listing import Column
from union_site.masking import Personal, mask
from union_site.models import Seat


def _group(holder: AwardHolder) -> str:
    return str(holder.member.group or "") if holder.member else "非会员"


HOLDER_COLUMNS = [
    Column("姓名", lambda row: row.shown, 12),
    Column("工会小组", _group, 16),
    Column("身份", lambda row: row.get_role_display(), 10),
    Column("荣誉称号或获奖项目", lambda row: row.award.title, 36),
    Column("竞赛或评选活动", lambda row: row.award.contest, 30),
    Column("级别", lambda row: row.award.level_label, 10),
    Column("等次", lambda row: row.award.grade, 10),
    Column("获奖日期", lambda row: row.award.awarded_on, 12),
]


# --- lines and exports --------------------------------------------------------------------


@dataclass(frozen=True)
class AwardRow:
    """A line of the list, for who reads it."""

    award: Award
    given_to: str
    level_tone: str


_TONES = {Level.NATION: "bad", Level.PROVINCE: "warn", Level.CITY: "info"}


def award_rows(rows: Iterable[Award], seat: Seat) -> list[AwardRow]:
    return [
        AwardRow(row, given_to(row, seat), _TONES.get(Level(row.level_rank), "plain"))
        for row in rows
    ]


def given_to(award: Award, seat: Seat) -> str:
    """Who an award was given to, in a line."""
    if award.is_of_students:
        coaches = people(award, "coach", seat)
        coached = f"，指导教师 {coaches}" if coaches else ""
        return f"学生 {award.student_count} 人次{coached}"
    names = people(award, "winner", seat)
    if award.recipient and names:
        return f"{award.recipient}（{names}）"
    return award.recipient or names


def people(award: Award, role: str, seat: Seat) -> str:
    held = award.held_as(role)
    shown = [mask(one.shown, Personal.NAME, roles=seat.roles) for one in held[:8]]
    more = f"等 {len(held)} 人" if len(held) > 8 else ""
    return "、".join(shown) + more


def _all(award: Award, role: str) -> str:
    return "、".join(one.shown for one in award.held_as(role))


COLUMNS = [
    Column("类型", lambda row: row.get_kind_display(), 10),
    Column("荣誉称号或获奖项目", lambda row: row.title, 36),
    Column("竞赛或评选活动", lambda row: row.contest, 30),
    Column("主办单位", lambda row: row.organiser, 20),
    Column("颁发单位", lambda row: row.issuer, 20),
    Column("证书编号或文号", lambda row: row.document_no, 18),
    Column("级别", lambda row: row.level_label, 10),
    Column("等次", lambda row: row.grade, 10),
    Column("获奖日期", lambda row: row.awarded_on, 12),
    Column("类别", lambda row: row.get_category_display(), 16),
    Column("获奖对象", lambda row: row.get_subject_display(), 10),
    Column("集体或单位名称", lambda row: row.recipient, 20),
    Column("获奖人", lambda row: _all(row, "winner"), 24),
    Column("指导教师", lambda row: _all(row, "coach"), 18),
    Column("项数", lambda row: row.quantity, 8),
    Column("学生人次", lambda row: row.student_count or "", 10),
    Column("备注", lambda row: row.note, 20),
]


# --- one award ----------------------------------------------------------------------------


def award_facts(award: Award, names: dict[int, str], seat: Seat) -> list[tuple[str, Any]]:
    facts = [
        ("类型", award.get_kind_display()),
        ("荣誉称号", str(award.honour_title) if award.honour_title else None),
        ("竞赛或评选活动", award.contest),
        ("主办单位", award.organiser),
        ("颁发单位", award.issuer),
        ("证书编号或文号", award.document_no),
        ("级别（按证书）", award.level_label),
        ("统计时列入", names[award.level_rank]),
        ("等次", award.grade),
        ("获奖日期", official_date(award.awarded_on)),
        ("类别", award.get_category_display()),
        ("公开范围", award.get_visibility_display() if seat.can("honours.manage") else None),
        ("备注", award.note),
    ]
    return [(label, value) for label, value in facts if value]


def subject_facts(award: Award, seat: Seat) -> list[tuple[str, Any]]:
    facts = [
        ("获奖对象", award.get_subject_display()),
        ("集体或单位", award.recipient),
        ("获奖人", "、".join(_masked(award, "winner", seat))),
        ("指导教师", "、".join(_masked(award, "coach", seat))),
    ]
    if award.is_of_students:
        facts += [("项数", f"{award.quantity} 项"), ("学生", f"{award.student_count} 人次")]
        if seat.can("honours.manage"):
            facts.append(("学生姓名首字母", award.student_initials))
    return [(label, value) for label, value in facts if value]


def _masked(award: Award, role: str, seat: Seat) -> list[str]:
    return [mask(one.shown, Personal.NAME, roles=seat.roles) for one in award.held_as(role)]


def award_steps(award: Award, seat: Seat) -> list[dict[str, Any]]:
    return [
        {
            "label": step.label,
            "url": reverse(f"honours:{step.name}", args=[award.pk]),
            "is_destructive": step.is_destructive,
        }
        for step in AWARD.open_to(award, seat)
    ]


def award_trail(award: Award) -> list[tuple[str, str]]:
    return trail((award.title, reverse("honours:detail", args=[award.pk])))
