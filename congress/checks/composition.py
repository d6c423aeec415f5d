"""Rules of who the delegates are: teachers, leaders, women, young (Order 32 art. 11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from congress.checks.delegate_rules import DelegateRules
from congress.checks.shares import at_least, share_of
from union_site.findings import Finding, Level
from union_site.norms import InForce


@dataclass(frozen=True)
class Face:
    """What counts of one full delegate."""

    is_teacher: bool
    is_leader: bool
    is_woman: bool
    is_young: bool
    is_minority: bool


@dataclass(frozen=True)
class Staff:
    """The staff that the delegates stand for."""

    n: int = 0
    women: int = 0
    young: int = 0
    minority: int = 0


@dataclass(frozen=True)
class Makeup:
    """How many of the full delegates are what."""

    n: int
    teachers: int
    leaders: int
    women: int
    young: int
    minority: int

    @classmethod
    def of(cls, faces: Iterable[Face]) -> Makeup:
        people = list(faces)
        return cls(
            n=len(people),
            teachers=sum(face.is_teacher for face in people),
            leaders=sum(face.is_leader for face in people),
            women=sum(face.is_woman for face in people),
            young=sum(face.is_young for face in people),
            minority=sum(face.is_minority for face in people),
        )


def percent(part: int, whole: int) -> int:
    """A share in whole per cent, a half rounded up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def composition(*, makeup: Makeup, staff: Staff, rules: DelegateRules) -> list[Finding]:
    """Everything that is to be said of the full delegates as they are."""
    if not makeup.n:
        return []
    return [
        *teachers(makeup=makeup, rule=rules.teachers),
        *leaders(makeup=makeup, rule=rules.leaders),
        *women(makeup=makeup, staff=staff, rule=rules.women_gap),
        *young(makeup=makeup, staff=staff, rule=rules.young_age),
        *minorities(makeup=makeup, staff=staff, rule=rules.women_gap),
    ]


def teachers(*, makeup: Makeup, rule: InForce) -> list[Finding]:
    """C-02: teachers are ceil(0.6 n) of the full delegates at least (art. 11)."""
    needed = at_least(makeup.n, share_of(rule))
    if makeup.teachers >= needed:
        return []
    sentence = (
        f"正式代表 {makeup.n} 人中教师 {makeup.teachers} 人，不足 {needed} 人"
        f"（全体正式代表的 {share_of(rule)}）。"
    )
    return [Finding(Level.BLOCK, "C-02", sentence, rule.citation, "教师代表")]


def leaders(*, makeup: Makeup, rule: InForce) -> list[Finding]:
    """C-03: the share of middle and senior managers; 1/1 is no limit."""
    share = share_of(rule)
    most = makeup.n * share.numerator // share.denominator
    if makeup.leaders <= most:
        return []
    sentence = (
        f"中层以上干部代表 {makeup.leaders} 人，占 {percent(makeup.leaders, makeup.n)}%，"
        f"超过 {most} 人（全体正式代表的 {share}）。"
    )
    return [Finding(Level.WARN, "C-03", sentence, rule.citation, "干部代表")]


def women(*, makeup: Makeup, staff: Staff, rule: InForce) -> list[Finding]:
    """C-03w: women delegates in proportion to the women on the staff (art. 11)."""
    if not staff.women:
        return []
    gap = Fraction(staff.women, staff.n) - Fraction(makeup.women, makeup.n)
    if gap * 100 <= rule.number:
        return []
    sentence = (
        f"女代表 {makeup.women} 人，占 {percent(makeup.women, makeup.n)}%；"
        f"女教职工占 {percent(staff.women, staff.n)}%，相差超过 {rule.number} 个百分点。"
    )
    return [Finding(Level.WARN, "C-03w", sentence, rule.citation, "女代表")]


def young(*, makeup: Makeup, staff: Staff, rule: InForce) -> list[Finding]:
    """C-03y: some of the delegates are young (art. 11)."""
    if makeup.young or not staff.young:
        return []
    sentence = f"没有 {rule.number} 周岁及以下的青年代表（青年教职工 {staff.young} 人）。"
    return [Finding(Level.WARN, "C-03y", sentence, rule.citation, "青年代表")]


def minorities(*, makeup: Makeup, staff: Staff, rule: InForce) -> list[Finding]:
    """C-03m: a share of minority delegates is asked of minority areas; elsewhere it is a hint."""
    if makeup.minority or not staff.minority:
        return []
    sentence = f"没有少数民族代表（少数民族教职工 {staff.minority} 人）；民族地区须占一定比例。"
    return [Finding(Level.INFO, "C-03m", sentence, rule.citation.partition("（差距")[0])]


def guests_who_vote(names: Iterable[str]) -> list[Finding]:
    """C-15: observers and invited stand on no roll of a vote (art. 19)."""
    found = list(names)
    if not found:
        return []
    sentence = f"列席、特邀代表没有表决权，不能列入投票名册：{'、'.join(found)}。"
    return [Finding(Level.BLOCK, "C-15", sentence, "《学校教职工代表大会规定》第十九条")]


def off_the_roll(names: Iterable[str]) -> list[Finding]:
    """C-17: a full delegate is on the staff; who left it is ended and replaced (art. 9)."""
    found = list(names)
    if not found:
        return []
    sentence = f"{'、'.join(found)}已不是在册会员，代表资格应办理终止；缺额由原选区补选。"
    citation = "《学校教职工代表大会规定》第九条、第十二条"
    return [Finding(Level.BLOCK, "C-17", sentence, citation, "代表资格")]


def without_heads(names: Iterable[str]) -> list[Finding]:
    """C-18: a delegation has a head (art. 10)."""
    found = list(names)
    if not found:
        return []
    sentence = f"{'、'.join(found)}还没有推选团（组）长。"
    return [Finding(Level.WARN, "C-18", sentence, "《学校教职工代表大会规定》第十条", "代表团")]


def registered(*, number: int, in_office: int) -> list[Finding]:
    """C-19: the number written with the term, and the delegates who are in office."""
    if not in_office or number == in_office:
        return []
    sentence = (
        f"本届登记的正式代表为 {number} 人，在任正式代表 {in_office} 人。"
        "资格审查确认后，本届人数按在任代表更新。"
    )
    return [Finding(Level.WARN, "C-19", sentence, "", "正式代表人数")]


def report_line(*, makeup: Makeup, observers: int, invited: int, age: int) -> str:
    """The usual sentence of a report, with every figure that is not nought."""
    parts = [
        ("教师代表", makeup.teachers),
        ("中层以上干部", makeup.leaders),
        ("女代表", makeup.women),
        (f"青年代表（{age} 周岁及以下）", makeup.young),
        ("少数民族代表", makeup.minority),
    ]
    said = [f"{name} {k} 人，占 {percent(k, makeup.n)}%" for name, k in parts if k]
    line = f"正式代表 {makeup.n} 人" + (f"，其中{'；'.join(said)}" if said else "")
    guests = [f"{name} {k} 人" for name, k in [("列席", observers), ("特邀", invited)] if k]
    return line + ("。" + "，".join(guests) if guests else "") + "。"
