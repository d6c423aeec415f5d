"""Rules of honours and awards: levels, grades, names; values in, findings out."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from members.models.honour_titles import Level, Recipient
from union_site.collation import clean_name
from union_site.findings import Finding
from union_site.findings import Level as Weight

if TYPE_CHECKING:
    from members.models import Award, Member

MINORS = "《中华人民共和国个人信息保护法》第三十一条"
# GB/T 2260: Beijing, Tianjin, Shanghai, Chongqing, whose 市级 is of provincial rank.
MUNICIPALITIES = ("11", "12", "31", "50")
BY_REGION = "按行政区划"
_RANK_WORDS = {"省级": Level.PROVINCE, "市级": Level.CITY}
# The first that fits decides; 市 depends on the place.
_LEVELS: tuple[tuple[str, Level | None], ...] = (
    ("国|中央|全国总工会", Level.NATION),
    ("直辖市|省|自治区|兵团", Level.PROVINCE),
    ("自治州|地区|州|盟|地级市", Level.CITY),
    ("区|县|旗", Level.DISTRICT),
    ("市", None),
    ("校|园", Level.SCHOOL),
)
_FIRST = "金银铜"
_PODIUM = "冠亚季"
_DIGITS = "一二三四五六七八九"
UNKNOWN_GRADE, COMMENDED_GRADE = 99, 90


def city_rank(setting: str, region_code: str) -> Level:
    """What 市级 ranks as: what the union has set, else by its region code."""
    if setting in _RANK_WORDS:
        return _RANK_WORDS[setting]
    return Level.PROVINCE if region_code[:2] in MUNICIPALITIES else Level.CITY


def level_rank(label: str, *, city: Level) -> Level:
    """The rank of a level as it is printed: 国家级, 市级, 区（县）级 …"""
    for words, level in _LEVELS:
        if re.search(words, label):
            return city if level is None else level
    return Level.OTHER


def grade_rank(text: str) -> int:
    """What grades are sorted by: 特等 before 一等, gold, champion and first place, and so on."""
    if not text:
        return UNKNOWN_GRADE
    if "特等" in text or "特别" in text:
        return 0
    for names in (_FIRST, _PODIUM):
        if found := re.search(f"[{names}](?=[奖牌军]|$)", text):
            return names.index(found[0]) + 1
    if found := re.search(r"第?\s*(\d{1,2})\s*(?:名|等|位|级)", text):
        return int(found[1])
    if found := re.search(rf"([{_DIGITS}]|十[{_DIGITS}]?)(?:名|等|位|级)", text):
        return _number(found[1])
    return COMMENDED_GRADE if re.search("优|佳|入围|提名|鼓励", text) else UNKNOWN_GRADE


def _number(text: str) -> int:
    tens = 10 if text.startswith("十") else 0
    rest = text.removeprefix("十")
    return tens + (_DIGITS.index(rest) + 1 if rest else 0)


# --- names --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """One person of an award: on the roster, or by name alone."""

    name: str
    member: Member | None = None

    @property
    def key(self) -> str:
        return f"#{self.member.pk}" if self.member else self.name


_BETWEEN = re.compile(r"[、，,；;\n\r\t]+")
_WITH_GROUP = re.compile(r"(.+?)\s*[（(](.+)[）)]")


def typed_names(text: str) -> list[tuple[str, str]]:
    """Names as people type them, each with the group in brackets behind it, if any."""
    found = []
    for part in _BETWEEN.split(text):
        if not part.strip():
            continue
        match = _WITH_GROUP.fullmatch(part.strip())
        name, group = (match[1], match[2].strip()) if match else (part, "")
        found.append((clean_name(name), group))
    return found


def people(text: str, roster: Iterable[Member], *, where: str) -> tuple[list[Named], list[Finding]]:
    """Who is meant by the names. `roster` holds every member of these names.

    H-04: whoever is not on the roster is to be confirmed. H-05: of namesakes one must be named.
    """
    by_name: dict[str, list[Member]] = {}
    for member in roster:
        by_name.setdefault(member.name, []).append(member)
    meant: list[Named] = []
    unknown: list[str] = []
    found: list[Finding] = []
    for name, group in typed_names(text):
        candidates = _candidates(by_name.get(name, []), group)
        if len(candidates) > 1:
            found.append(_namesakes(name, candidates, where))
        elif candidates:
            meant.append(Named(name, candidates[0]))
        else:
            unknown.append(f"{name}（{group}）" if group else name)
            meant.append(Named(name))
    if unknown:
        names = "、".join(f"“{name}”" for name in unknown)
        sentence = f"{names}不在会员名册中，将按非会员登记姓名。请确认不是学生，也没有写错字。"
        found.append(Finding(Weight.WARN, "H-04", sentence, where=where))
    return meant, found + _twice(meant, where)


def _candidates(members: list[Member], group: str) -> list[Member]:
    """Those on the roll go before those who have left."""
    if group:
        members = [m for m in members if group in ((m.group.name if m.group else ""), m.staff_no)]
    return [m for m in members if m.is_on_roll] or members


def _namesakes(name: str, members: list[Member], where: str) -> Finding:
    groups = "、".join(
        f"“{name}（{m.group.name if m.group else m.staff_no or '未分组'}）”" for m in members
    )
    sentence = f"名册中有 {len(members)} 名“{name}”，请写成 {groups} 中的一个。"
    return Finding(Weight.BLOCK, "H-05", sentence, where=where)


def _twice(meant: list[Named], where: str) -> list[Finding]:
    keys = [one.key for one in meant]
    doubled = sorted({one.name for one in meant if keys.count(one.key) > 1})
    if not doubled:
        return []
    sentence = f"“{'、'.join(doubled)}”写了不止一次，请删去重复的。"
    return [Finding(Weight.BLOCK, "H-08", sentence, where=where)]


# --- one award ----------------------------------------------------------------------------


def holders(*, subject: str, winners: int) -> list[Finding]:
    """H-02: an award of persons has them. H-03: a student is never named."""
    if subject == Recipient.PERSONS and not winners:
        return [Finding(Weight.BLOCK, "H-02", "请填写获奖人。", where="获奖人")]
    if subject == Recipient.STUDENTS and winners:
        sentence = "学生获奖只登记人次，不登记学生姓名；辅导教师请填在“指导教师”。"
        return [Finding(Weight.BLOCK, "H-03", sentence, MINORS, "获奖人")]
    return []


def shape(award: Award) -> list[Finding]:
    """H-11: what belongs to students and to teams stands where it belongs; the table agrees."""
    found: list[tuple[str, str]] = []
    if award.subject == Recipient.STUDENTS:
        if not award.student_count:
            found.append(("请填写学生人次。", "学生人次"))
    elif award.student_count or award.student_initials:
        found.append(("教职工获奖不填学生；学生获奖请把对象改为“学生”。", "学生人次"))
    elif award.quantity != 1:
        found.append(("教职工获奖一项登记一条，项数只能是 1。", "项数"))
    if award.subject == Recipient.TEAM and not award.recipient:
        found.append(("请填写获奖的集体名称。", "集体或单位名称"))
    return [Finding(Weight.BLOCK, "H-11", text, where=where) for text, where in found]


def day(awarded_on: datetime.date, *, today: datetime.date) -> list[Finding]:
    """H-06: nobody has won an award of tomorrow."""
    if awarded_on <= today:
        return []
    return [Finding(Weight.BLOCK, "H-06", "获奖日期不能晚于今天。", where="获奖日期")]


def level(label: str, rank: int) -> list[Finding]:
    """H-07: a level whose words say nothing is sorted last."""
    if rank != Level.OTHER:
        return []
    sentence = f"看不出“{label}”是哪一级，将排在最后，统计时列入“其他”。"
    return [Finding(Weight.WARN, "H-07", sentence, where="级别")]


def double(times: int) -> list[Finding]:
    """H-01: the same title, day, grade and holders stand in the register already."""
    if not times:
        return []
    sentence = "已登记过名称、日期、等次和获奖人都相同的奖项，请确认不是重复登记。"
    return [Finding(Weight.WARN, "H-01", sentence, where="荣誉称号或获奖项目")]
